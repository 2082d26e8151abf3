"""The pinger: sends echoes at a bounded rate over one socket a family, and drains it; what it means is the book's to say."""

import asyncio
import contextlib
import errno
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Sequence

from fengsui.clock import Clock
from fengsui.collectors.ping.book import Arrival, Asked, EchoBook, Run
from fengsui.collectors.ping.packet import V4, V6, Dialect, Unreachable, decode, request
from fengsui.collectors.ping.sockets import EchoSocket, SocketKind, open_echo_socket
from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.errors import PingError
from fengsui.model.ping import NO_ROUTE, NO_SOCKET, NOT_SENT, PingCounts, PingResult

# Room for the answers of a few thousand addresses, each some 800 bytes with the kernel's bookkeeping, while the loop is busy.
RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
PACKETS_PER_SECOND = 10_000.0
# An unprivileged socket keeps the kernel's default buffer, which holds about 250 answers: a draught must not be more.
_BURST_SECONDS = 0.02
_MOST_IN_A_DRAUGHT = 200
# Messages taken in one turn of the loop, so that other work gets its turn in a flood.
_MOST_AT_ONCE = 512
_SEND_AGAIN_SECONDS = 0.005
# EHOSTUNREACH is told host by host, as where nobody answers ARP: that is news of the host. No route, or a line that is down, is none.
_NOT_SENT = {errno.ENETUNREACH: NO_ROUTE, errno.ENETDOWN: NO_ROUTE, errno.EHOSTUNREACH: "host_unreachable"}


class Pinger:
    """Asks any number of addresses for echoes.

    Must be made and used within one running event loop.

    Args:
        clock: For wall time beside the kernel's stamps.
        packets_per_second: Most echoes sent, to all addresses together; 0 for no limit.
        kinds: Sockets to try, in this order.
        tokens: Gives so many unguessable bytes.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        packets_per_second: float = PACKETS_PER_SECOND,
        receive_buffer_bytes: int = RECEIVE_BUFFER_BYTES,
        kinds: Sequence[SocketKind] = tuple(SocketKind),
        tokens: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._clock = clock
        self._kinds = kinds
        self._receive_buffer_bytes = receive_buffer_bytes
        self._budget = PacketBudget(rate=packets_per_second, burst_seconds=_BURST_SECONDS)
        self._book = EchoBook(tokens)
        self._sockets: dict[Dialect, EchoSocket] = {}
        self._missing: dict[Dialect, PingError] = {}
        self._ended: dict[int, tuple[Run, asyncio.Event]] = {}
        self._sent = self._replies = 0
        self._ignored: Counter[str] = Counter()
        self._unreachable: Counter[str] = Counter()

    @property
    def kinds(self) -> dict[str, SocketKind]:
        """Which kind of socket is open, by `IPv4` and `IPv6`."""
        return {"IPv4" if dialect is V4 else "IPv6": opened.kind for dialect, opened in self._sockets.items()}

    def open(self) -> None:
        """Opens a socket for each family.

        Raises:
            PingNotPermittedError: The process may open none.
            PingError: The machine has none.
        """
        loop = asyncio.get_running_loop()
        for dialect in (V4, V6):
            try:
                opened = open_echo_socket(dialect, receive_buffer_bytes=self._receive_buffer_bytes, kinds=self._kinds)
            except PingError as error:
                self._missing[dialect] = error
                continue
            self._sockets[dialect] = opened
            loop.add_reader(opened.fileno(), self._drain, opened)
        if not self._sockets:
            raise self._missing[V4]

    async def ping(
        self, addresses: Sequence[str], *, count: int = 1, interval_seconds: float = 1.0, timeout_seconds: float = 1.0
    ) -> dict[str, PingResult]:
        """Sends `count` echoes to each address and waits for the answers; silence is an outcome, never an exception.

        Args:
            addresses: IPv4 and IPv6; an address named twice is asked once.
            count: Echoes to each address.
            interval_seconds: Least time between two echoes to one address.
            timeout_seconds: Patience for each answer.

        Returns:
            Results by address as given.

        Raises:
            PingError: Something is no address, or the pinger is not open; nothing was sent.
        """
        if not self._sockets:
            raise PingError("cannot ping: expected an open pinger, got one that is closed")
        run = Run()
        canonical = {address: _canonical(address) for address in addresses}
        asked = {address: Asked(address, run) for address in canonical.values()}
        ended = asyncio.Event()
        self._ended[id(run)] = (run, ended)
        try:
            await self._send_rounds(list(asked.values()), count, interval_seconds, timeout_seconds)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    while run.waiting and self._sockets:
                        ended.clear()
                        await ended.wait()
        finally:
            del self._ended[id(run)]
            self._book.give_up(run)
        return {address: asked[text].result() for address, text in canonical.items()}

    def close(self) -> None:
        """Closes the sockets; pings under way end with what they have."""
        loop = asyncio.get_running_loop()
        for opened in self._sockets.values():
            loop.remove_reader(opened.fileno())
            opened.close()
        self._sockets.clear()
        for _, ended in self._ended.values():
            ended.set()

    def counts(self) -> PingCounts:
        """What was sent and what came since the pinger was made."""
        return PingCounts(self._sent, self._replies, dict(self._ignored), dict(self._unreachable))

    # --- sending

    async def _send_rounds(self, asked: Sequence[Asked], count: int, interval: float, patience: float) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number in range(count):
            if number:
                # The last round may have taken longer than the interval: then each address has had its pause already.
                start = max(start + interval, loop.time())
                await asyncio.sleep(start - loop.time())
            await self._send_round(asked, patience)

    async def _send_round(self, asked: Sequence[Asked], patience: float) -> None:
        done = 0
        while done < len(asked):
            room = min(await self._room(), _MOST_IN_A_DRAUGHT)
            draught = asked[done : done + room]
            for each in draught:
                await self._send_when_possible(each, patience)
            done += len(draught)
            await asyncio.sleep(0)  # a turn of the loop, so that what came is read

    async def _room(self) -> int:
        """Echoes that may leave now; they are taken out of the budget by `_send`."""
        loop = asyncio.get_running_loop()
        while True:
            room = self._budget.allowance(loop.time())
            if room:
                return room
            await asyncio.sleep(self._budget.wait(loop.time()))

    async def _send_when_possible(self, asked: Asked, patience: float) -> None:
        while True:
            if self._send(asked, patience):
                return
            await asyncio.sleep(_SEND_AGAIN_SECONDS)

    def _send(self, asked: Asked, timeout: float) -> bool:
        """Sends one echo; False where the send buffer is full and nothing happened."""
        dialect = _dialect(asked.address)
        steady = asyncio.get_running_loop().time()
        sequence, token = self._book.next()
        opened = self._sockets.get(dialect)
        if opened is None:
            self._could_not(asked, NO_SOCKET)
            return True
        datagram = request(dialect, opened.identifier, sequence, token)
        wall = self._clock.now()
        try:
            opened.send(datagram, asked.address)
        except BlockingIOError:
            return False
        except OSError as error:
            self._could_not(asked, _NOT_SENT.get(error.errno or 0, NOT_SENT))
            return True
        # An answer may be here already, but nobody reads it before this turn of the loop is over.
        self._book.sent(asked, sequence, token, timeout=timeout, wall=wall, steady=steady)
        self._budget.spend(1, steady)
        self._sent += 1
        return True

    def _could_not(self, asked: Asked, reason: str) -> None:
        asked.unsent(reason)
        self._unreachable[reason] += 1

    # --- receiving

    def _drain(self, opened: EchoSocket) -> None:
        steady = asyncio.get_running_loop().time()
        if opened.kind is SocketKind.UNPRIVILEGED:
            self._drain_errors(opened)
        for _ in range(_MOST_AT_ONCE):
            try:
                got = opened.receive()
            except (BlockingIOError, InterruptedError):
                break
            except (
                OSError
            ):  # an error of some earlier echo, told a second time; its particulars were in the error queue
                self._ignored["socket_error"] += 1
                continue
            self._received(opened, got.data, got.source, Arrival(steady, got.stamp))
        for run, ended in self._ended.values():
            if not run.waiting:
                ended.set()

    def _drain_errors(self, opened: EchoSocket) -> None:
        for _ in range(_MOST_AT_ONCE):
            try:
                error = opened.receive_error()
            except OSError:  # mostly BlockingIOError: there is none
                return
            self._count(self._failed(error) if error else "malformed")

    def _received(self, opened: EchoSocket, data: bytes, source: str, arrival: Arrival) -> None:
        message = decode(opened.dialect, data)
        if isinstance(message, str):
            self._count(message)
            return
        echo = message.about if isinstance(message, Unreachable) else message
        if echo.identifier != opened.identifier:
            self._count("identifier")
        elif isinstance(message, Unreachable):
            self._count(self._failed(message))
        else:
            verdict = self._book.replied(message, source, arrival)
            self._count(verdict)
            self._replies += not verdict

    def _failed(self, error: Unreachable) -> str:
        verdict = self._book.failed(error)
        if not verdict:
            self._unreachable[error.reason] += 1
        return verdict

    def _count(self, verdict: str) -> None:
        if verdict:
            self._ignored[verdict] += 1


def may_ping(kinds: Sequence[SocketKind] = tuple(SocketKind)) -> dict[str, SocketKind | PingError]:
    """Tries to open a socket of each family and closes it again: its kind, or what stands in the way."""
    found: dict[str, SocketKind | PingError] = {}
    for name, dialect in (("IPv4", V4), ("IPv6", V6)):
        try:
            opened = open_echo_socket(dialect, receive_buffer_bytes=RECEIVE_BUFFER_BYTES, kinds=kinds)
        except PingError as error:
            found[name] = error
        else:
            found[name] = opened.kind
            opened.close()
    return found


def _dialect(address: str) -> Dialect:
    return V6 if ":" in address else V4


def _canonical(address: str) -> str:
    """The text in which the system gives the address back with a message."""
    family = _dialect(address).family
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, address))
    except (OSError, ValueError) as error:
        raise PingError(f"cannot ping {address[:60]!r}: expected an IPv4 or IPv6 address") from error
