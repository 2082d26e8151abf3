"""One UDP socket for all agents of an address family, and the exchanges with them.

Everything inside is driven by callbacks: a datagram comes, the agent's conversation judges it and gives the next request,
which goes out at once. Outside there is one future for each question. Silence is noticed by a shared coarse timer.
"""

import asyncio
import math
import random
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import ref

import structlog

from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.conversation import Dialogue
from fengsui.collectors.snmp.exchange import Address, End, Exchange
from fengsui.collectors.snmp.message import FIRST_REQUEST_ID, REQUEST_ID_BITS
from fengsui.collectors.snmp.patience import RoundTrips
from fengsui.collectors.snmp.timeouts import Timeouts
from fengsui.collectors.snmp.udp import canonical, open_udp
from fengsui.errors import FengsuiError, SnmpError
from fengsui.model.poller import WireCounts

_log = structlog.get_logger(__name__)

# Room for the answers of a few thousand agents while the loop is busy elsewhere.
RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024
_LARGEST_DATAGRAM = 65_535
# Datagrams taken in one turn of the loop, so that other work gets its turn in a flood.
_MOST_AT_ONCE = 256
_TICK_SECONDS = 0.02
# A timer that comes later than this tells that the loop was busy elsewhere.
_BUSY_SECONDS = 0.05
# A full send buffer empties quickly.
_SEND_AGAIN_SECONDS = 0.05
# Agents whose answers may still be under way, so that these are told from strangers' datagrams.
_MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class _Totals:
    sent: int = 0
    received: int = 0
    retries: int = 0
    timeouts: int = 0
    varbinds: int = 0
    layout_hits: int = 0
    layout_misses: int = 0
    budget_waits: int = 0
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
        self._chance = chance or random.Random()  # noqa: S311 - request-ids are matched with address and OIDs, they are no secret
        self._sockets: dict[int, socket.socket] = {}
        self._exchanges: dict[Address, Exchange] = {}
        self._queues: dict[Address, deque[Exchange]] = {}
        self._remembered: dict[Address, None] = {}
        # Weak, so that an answered question and all it heard are not kept until their time would have been up.
        self._timeouts: Timeouts[ref[Exchange]] = Timeouts(_TICK_SECONDS)
        self._timer: asyncio.TimerHandle | None = None
        self._was_late = False
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
        trips: RoundTrips | None = None,
        budget: PacketBudget | None = None,
    ) -> Exchange:
        """Begins an exchange; `exchange.done` tells how it ended. One to the same address and port waits for its turn.

        Args:
            address: IPv4 or IPv6.
            port: UDP port.
            conversation: Says what to send.
            timeout_seconds: Patience for the first transmission of each request, while the agent's round trip is not known.
            retries: Most retransmissions of one request likewise.
            deadline: On the loop's clock.
            trips: What is known of the agent's round trips; kept by the caller between exchanges, and learned from each.
            budget: How many packets the agent may be sent, likewise; no limit unless given.

        Raises:
            SnmpError: The address is none, or its family cannot be used here.
        """
        if self._closed:
            raise SnmpError(f"cannot ask {address}: the SNMP transport is closed")
        key = (canonical(address), port)
        self._socket(key)
        exchange = Exchange(
            key,
            conversation,
            timeout_seconds,
            retries,
            deadline,
            trips or RoundTrips(),
            budget or PacketBudget(),
            self._loop.create_future(),
        )
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
            budget_waits=totals.budget_waits,
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
        exchange.timeout_seconds = exchange.trips.timeout(exchange.configured_seconds)
        exchange.allowed = exchange.budget.allowance(now)
        self._advance(exchange, now)
        if not exchange.done.done():
            self._watch(exchange, exchange.due)

    def _advance(self, exchange: Exchange, now: float) -> None:
        """Sends the next request, or ends the exchange where there is none."""
        if exchange.sent >= exchange.allowed and not self._may_send(exchange, now):
            return
        datagram = exchange.conversation.next()
        if datagram is None:
            exchange.ended = now
            self._finish(exchange, End.ANSWERED)
            return
        exchange.attempt = 0
        exchange.asked_at = now
        exchange.due = min(now + exchange.timeout_seconds, exchange.deadline)
        self._send(exchange, datagram, now)

    def _may_send(self, exchange: Exchange, now: float) -> bool:
        """True where the agent's budget has room; where not, the exchange goes on by itself when it has."""
        budget = exchange.budget
        budget.spend(exchange.sent - exchange.charged, now)
        exchange.charged = exchange.sent
        exchange.allowed = exchange.sent + budget.allowance(now)
        if exchange.sent < exchange.allowed:
            return True
        self._totals.budget_waits += 1
        exchange.held, exchange.due = True, exchange.deadline
        self._loop.call_later(budget.wait(now), self._resume, exchange)
        return False

    def _resume(self, exchange: Exchange) -> None:
        if not exchange.held or self._exchanges.get(exchange.key) is not exchange:
            return
        exchange.held = False
        try:
            self._advance(exchange, self._loop.time())
        except Exception as error:  # noqa: BLE001 - what a conversation raises goes to the one who asked
            self._broke(exchange, error)
        if not exchange.done.done():
            self._watch(exchange, exchange.due)

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
        exchange.budget.spend(exchange.sent - exchange.charged, exchange.ended)
        if exchange.slowest >= 0:
            exchange.trips.measured(exchange.slowest)
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
                if now - exchange.asked_at > exchange.slowest and not exchange.attempt:
                    exchange.slower(now - exchange.asked_at)
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
        """Looks after the exchange once `due` has passed, unless that happens earlier anyway."""
        if due < exchange.watched:
            exchange.watched = due
            self._timeouts.add(due, ref(exchange))
            self._arm()

    def _arm(self) -> None:
        at = self._timeouts.next_at()
        if at is None or self._was_late or (self._timer is not None and self._timer.when() <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        # The loop may call up to its clock's resolution early.
        now = self._loop.time() + 0.001
        if self._late(now):
            return
        for waiting in self._timeouts.due(now):
            exchange = waiting()
            if exchange is None or exchange.done.done() or now < exchange.watched:
                continue  # the last is one that was overtaken by an earlier look
            exchange.watched = math.inf
            if self._exchanges.get(exchange.key) is not exchange:
                self._finish(exchange, End.DEADLINE)  # it waited for its turn until its deadline
            elif exchange.due <= now:
                try:
                    self._silent(exchange, now)
                except Exception as error:  # noqa: BLE001 - the timer serves all agents
                    self._broke(exchange, error)
            if not exchange.done.done():
                self._watch(exchange, exchange.due)
        self._arm()

    def _late(self, now: float) -> bool:
        """True where the loop was busy elsewhere: what came meanwhile is read before anybody is called silent. Not twice in a row."""
        at = self._timeouts.next_at()
        self._was_late = not self._was_late and at is not None and now - at > _BUSY_SECONDS
        if self._was_late:
            self._timer = self._loop.call_later(_TICK_SECONDS, self._tick)
        return self._was_late

    def _silent(self, exchange: Exchange, now: float) -> None:
        if now >= exchange.deadline:
            self._give_up(exchange, End.DEADLINE, now)
            return
        wait = exchange.next_wait()
        if wait is None or exchange.conversation.hopeless:
            self._give_up(exchange, End.TIMEOUT, now)
            return
        self._ask_again(exchange, wait, now)

    def _give_up(self, exchange: Exchange, end: End, now: float) -> None:
        self._totals.timeouts += 1
        exchange.trips.gave_up()
        exchange.ended = now
        self._finish(exchange, end)

    def _ask_again(self, exchange: Exchange, wait: float, now: float) -> None:
        exchange.unanswered()
        exchange.due = min(now + wait, exchange.deadline)
        self._send(exchange, exchange.conversation.again(exchange.attempt), now)

    # --- sockets

    def _socket(self, key: Address) -> socket.socket:
        family = socket.AF_INET6 if ":" in key[0] else socket.AF_INET
        return self._sockets.get(family) or self._open(family)

    def _open(self, family: int) -> socket.socket:
        udp = open_udp(family, self._receive_buffer_bytes)
        self._sockets[family] = udp
        self._loop.add_reader(udp.fileno(), self._drain, udp.recvfrom)
        return udp
