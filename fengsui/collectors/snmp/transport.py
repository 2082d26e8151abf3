"""One UDP socket for all agents of an address family, and the exchanges with them.

Everything inside is driven by callbacks: a datagram comes, the agent's conversation judges it and gives the next request,
which goes out at once. Outside there is one future for each question. Silence is noticed by a shared coarse timer.
"""

import asyncio
import random
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from weakref import ref

import structlog

from fengsui.collectors.snmp.conversation import Dialogue
from fengsui.collectors.snmp.message import FIRST_REQUEST_ID, REQUEST_ID_BITS
from fengsui.collectors.snmp.timeouts import Timeouts
from fengsui.errors import FengsuiError, SnmpError
from fengsui.model.poller import WireCounts

_log = structlog.get_logger(__name__)

Address = tuple[str, int]

# Room for the answers of a few thousand agents while the loop is busy elsewhere.
RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024
_SO_RCVBUFFORCE = 33  # linux/socket.h; not in Python's socket module. Goes beyond net.core.rmem_max for root.
_LARGEST_DATAGRAM = 65_535
# Datagrams taken in one turn of the loop, so that other work gets its turn in a flood.
_MOST_AT_ONCE = 256
_TICK_SECONDS = 0.02
# Each retransmission waits longer than the one before.
_PATIENCE_GROWTH = 1.5
# A full send buffer empties quickly.
_SEND_AGAIN_SECONDS = 0.05
# Agents whose answers may still be under way, so that these are told from strangers' datagrams.
_MOST_REMEMBERED = 10_000


class End(Enum):
    """How an exchange ended."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    DEADLINE = "deadline"
    CLOSED = "closed"


@dataclass(slots=True, eq=False, weakref_slot=True)
class Exchange:
    """One question under way.

    Attributes:
        timeout_seconds: Patience for the first transmission of each request.
        retries: Most retransmissions of one request.
        deadline: On the loop's clock.
        sent, received, retried: Packets of this exchange.
        started, ended: On the loop's clock.
    """

    key: Address
    conversation: Dialogue
    timeout_seconds: float
    retries: int
    deadline: float
    done: asyncio.Future[End]
    due: float = 0.0
    attempt: int = 0
    sent: int = 0
    received: int = 0
    retried: int = 0
    started: float = 0.0
    ended: float = 0.0


@dataclass(slots=True)
class _Totals:
    sent: int = 0
    received: int = 0
    retries: int = 0
    timeouts: int = 0
    varbinds: int = 0
    layout_hits: int = 0
    layout_misses: int = 0
    ignored: dict[str, int] = field(default_factory=dict)


class UdpTransport:
    """Carries questions to agents; never more than one at a time to the same address and port.

    Must be made and used within one running event loop. Sockets are opened when first needed.

    Args:
        chance: Where request-ids come from; seeded by the system unless given.
    """

    def __init__(
        self, *, receive_buffer_bytes: int = RECEIVE_BUFFER_BYTES, chance: random.Random | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._receive_buffer_bytes = receive_buffer_bytes
        # Not for secrets: unguessable enough for someone who sees no packet, which is all that a request-id can do.
        self._chance = chance or random.Random()  # noqa: S311
        self._sockets: dict[int, socket.socket] = {}
        self._exchanges: dict[Address, Exchange] = {}
        self._queues: dict[Address, deque[Exchange]] = {}
        self._remembered: dict[Address, None] = {}
        # Weak, so that an answered question and all it heard are not kept until their time would have been up.
        self._timeouts: Timeouts[ref[Exchange]] = Timeouts(_TICK_SECONDS)
        self._timer: asyncio.TimerHandle | None = None
        self._totals = _Totals()
        self._closed = False

    def next_id(self) -> int:
        """A request-id."""
        return FIRST_REQUEST_ID | self._chance.getrandbits(REQUEST_ID_BITS)

    def now(self) -> float:
        """The loop's time, on which deadlines are."""
        return self._loop.time()

    def start(
        self,
        address: str,
        port: int,
        conversation: Dialogue,
        *,
        timeout_seconds: float,
        retries: int,
        deadline: float,
    ) -> Exchange:
        """Begins an exchange; `exchange.done` tells how it ended. One to the same address and port waits for its turn.

        Raises:
            SnmpError: The address is none, or its family cannot be used here.
        """
        if self._closed:
            raise SnmpError(f"cannot ask {address}: the SNMP transport is closed")
        key = (_canonical(address), port)
        self._socket(key)
        exchange = Exchange(key, conversation, timeout_seconds, retries, deadline, self._loop.create_future())
        if key in self._exchanges:
            self._queues.setdefault(key, deque()).append(exchange)
            self._watch(exchange, deadline)
        else:
            self._begin(exchange)
        return exchange

    def drop(self, exchange: Exchange) -> None:
        """Gives an exchange up; what comes for it later is ignored."""
        # A cancelled waiter's future is done while the exchange is still in.
        if not exchange.done.done() or self._exchanges.get(exchange.key) is exchange:
            self._finish(exchange, End.CLOSED)

    def counts(self) -> WireCounts:
        """What went over the wire since the start, exchanges under way included."""
        totals, running = self._totals, self._exchanges.values()
        return WireCounts(
            packets_sent=totals.sent + sum(exchange.sent for exchange in running),
            packets_received=totals.received + sum(exchange.received for exchange in running),
            retries=totals.retries + sum(exchange.retried for exchange in running),
            timeouts=totals.timeouts,
            varbinds=totals.varbinds + sum(exchange.conversation.varbinds for exchange in running),
            layout_hits=totals.layout_hits,
            layout_misses=totals.layout_misses,
            ignored=dict(totals.ignored),
        )

    def close(self) -> None:
        """Ends every exchange and closes the sockets."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting = [exchange for queue in self._queues.values() for exchange in queue]
        self._queues.clear()
        for exchange in [*self._exchanges.values(), *waiting]:
            self._finish(exchange, End.CLOSED)
        for udp in self._sockets.values():
            self._loop.remove_reader(udp.fileno())
            udp.close()
        self._sockets.clear()

    # --- exchanges

    def _begin(self, exchange: Exchange) -> None:
        self._exchanges[exchange.key] = exchange
        exchange.started = exchange.ended = now = self._loop.time()
        self._advance(exchange, now)
        if not exchange.done.done():
            self._watch(exchange, exchange.due)

    def _advance(self, exchange: Exchange, now: float) -> None:
        """Sends the next request, or ends the exchange where there is none."""
        datagram = exchange.conversation.next()
        if datagram is None:
            exchange.ended = now
            self._finish(exchange, End.ANSWERED)
            return
        exchange.attempt = 0
        exchange.due = min(now + exchange.timeout_seconds, exchange.deadline)
        self._send(exchange, datagram, now)

    def _send(self, exchange: Exchange, datagram: bytes, now: float) -> None:
        try:
            self._socket(exchange.key).sendto(datagram, exchange.key)
        except (BlockingIOError, InterruptedError):
            exchange.due = min(now + _SEND_AGAIN_SECONDS, exchange.deadline)
        except OSError as error:
            host, port = exchange.key
            self._fail(exchange, SnmpError(f"cannot send to {host} port {port}: {error.strerror or error}"))
        else:
            exchange.sent += 1

    def _finish(self, exchange: Exchange, end: End) -> None:
        self._leave(exchange)
        if not exchange.done.done():
            exchange.done.set_result(end)

    def _fail(self, exchange: Exchange, error: Exception) -> None:
        self._leave(exchange)
        if not exchange.done.done():
            exchange.done.set_exception(error)

    def _leave(self, exchange: Exchange) -> None:
        """Takes the exchange out and lets the next one to the same agent in."""
        key = exchange.key
        queue = self._queues.get(key)
        if self._exchanges.get(key) is not exchange:
            if queue is not None and exchange in queue:
                queue.remove(exchange)
            return
        del self._exchanges[key]
        self._fold(exchange)
        self._remember(key)
        if queue:
            following = queue.popleft()
            if not queue:
                del self._queues[key]
            self._begin(following)

    def _fold(self, exchange: Exchange) -> None:
        totals = self._totals
        totals.sent += exchange.sent
        totals.received += exchange.received
        totals.retries += exchange.retried
        conversation = exchange.conversation
        totals.varbinds += conversation.varbinds
        totals.layout_hits += conversation.layout_hits
        totals.layout_misses += conversation.layout_misses

    def _remember(self, key: Address) -> None:
        self._remembered[key] = None
        if len(self._remembered) > _MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    # --- datagrams

    def _drain(self, receive: Callable[[int], tuple[bytes, tuple[str, int]]]) -> None:
        now = self._loop.time()
        for _ in range(_MOST_AT_ONCE):
            try:
                data, source = receive(_LARGEST_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # an ICMP error of some earlier datagram, such as ECONNREFUSED: its agent times out
                self._ignore("socket_error")
                continue
            exchange = self._exchanges.get(source) or self._exchanges.get(source[:2])
            if exchange is None:
                self._ignore("late" if source[:2] in self._remembered else "unknown_source")
            else:
                self._received(exchange, data, now)

    def _received(self, exchange: Exchange, data: bytes, now: float) -> None:
        exchange.received += 1
        try:
            reason = exchange.conversation.receive(data)
            if reason is None:
                self._advance(exchange, now)
            else:
                self._ignore(reason)
        except Exception as error:  # noqa: BLE001 - one bad agent must never stop the reading of the others; its own question fails aloud
            self._broke(exchange, error)

    def _broke(self, exchange: Exchange, error: Exception) -> None:
        """A conversation raised: what it foresaw goes to the one who asked, a defect is logged as well."""
        if not isinstance(error, FengsuiError):
            _log.error("conversation failed", agent=exchange.key[0], error=type(error).__name__)
        self._fail(exchange, error)

    def _ignore(self, reason: str) -> None:
        ignored = self._totals.ignored
        ignored[reason] = ignored.get(reason, 0) + 1

    # --- silence

    def _watch(self, exchange: Exchange, due: float) -> None:
        self._timeouts.add(due, ref(exchange))
        self._arm()

    def _arm(self) -> None:
        at = self._timeouts.next_at()
        if at is None or (self._timer is not None and self._timer.when() <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        # The loop may call up to its clock's resolution early.
        now = self._loop.time() + 0.001
        for waiting in self._timeouts.due(now):
            exchange = waiting()
            if exchange is None or exchange.done.done():
                continue
            if self._exchanges.get(exchange.key) is not exchange:
                self._finish(exchange, End.DEADLINE)  # it waited for its turn until its deadline
            elif exchange.due <= now:
                try:
                    self._silent(exchange, now)
                except Exception as error:  # noqa: BLE001 - the timer serves all agents
                    self._broke(exchange, error)
            if not exchange.done.done():
                self._timeouts.add(exchange.due, waiting)
        self._arm()

    def _silent(self, exchange: Exchange, now: float) -> None:
        if now >= exchange.deadline:
            self._totals.timeouts += 1
            exchange.ended = now
            self._finish(exchange, End.DEADLINE)
        elif exchange.attempt >= exchange.retries or exchange.conversation.hopeless:
            self._totals.timeouts += 1
            exchange.ended = now
            self._finish(exchange, End.TIMEOUT)
        else:
            exchange.attempt += 1
            exchange.retried += 1
            patience = exchange.timeout_seconds * _PATIENCE_GROWTH**exchange.attempt
            exchange.due = min(now + patience, exchange.deadline)
            self._send(exchange, exchange.conversation.again(exchange.attempt), now)

    # --- sockets

    def _socket(self, key: Address) -> socket.socket:
        family = socket.AF_INET6 if ":" in key[0] else socket.AF_INET
        return self._sockets.get(family) or self._open(family)

    def _open(self, family: int) -> socket.socket:
        try:
            udp = socket.socket(family, socket.SOCK_DGRAM)
        except OSError as error:
            raise SnmpError(f"cannot open a UDP socket: {error.strerror or error}") from error
        udp.setblocking(False)
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        _raise_receive_buffer(udp, self._receive_buffer_bytes)
        udp.bind(("", 0))
        self._sockets[family] = udp
        self._loop.add_reader(udp.fileno(), self._drain, udp.recvfrom)
        return udp


def _raise_receive_buffer(udp: socket.socket, size: int) -> None:
    try:
        udp.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, size)
    except OSError:  # not root, or not Linux: as much as net.core.rmem_max allows
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)


def _canonical(address: str) -> str:
    """The text in which the system gives the address back with a datagram."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, address))
    except OSError as error:
        raise SnmpError(f"agent address: expected an IPv4 or IPv6 address, got {address[:60]!r}") from error
