"""The echoes under way and what is known of each: which answer counts, and how long it took. Pure: time comes in.

An answer counts by its token, sixteen random bytes that only who saw the request can know, and only from the address asked,
with the sequence number asked with, within the time. Everything else is a word for why it does not.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from fengsui.collectors.ping.packet import TOKEN_BYTES, Echo, Unreachable
from fengsui.model.ping import PingResult

# Echoes that are over and are remembered, so that a late or second answer is told from a forged one.
_MOST_SETTLED = 65_536
_SEQUENCES = 65_536
# The kernel stamps in microseconds what we stamp in Python; two stamps of one moment may differ by so much.
_STAMP_SLACK_SECONDS = 0.001


@dataclass(slots=True)
class Run:
    """One ping of some addresses: its echoes that are under way, by token."""

    waiting: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Asked:
    """One address of a run, while it is being asked."""

    address: str
    run: Run
    sent: int = 0
    trips: dict[int, float] = field(default_factory=dict)
    duplicates: int = 0
    unreachable: Counter[str] = field(default_factory=Counter)

    def unsent(self, reason: str) -> None:
        """Notes an echo that could not leave, for a reason of this machine."""
        self.sent += 1
        self.unreachable[reason] += 1

    def result(self) -> PingResult:
        """What came so far."""
        trips = tuple(self.trips[order] for order in sorted(self.trips))
        return PingResult(self.address, self.sent, trips, self.duplicates, dict(self.unreachable))


@dataclass(slots=True)
class _Sent:
    asked: Asked
    order: int
    sequence: int
    token: bytes
    timeout: float
    wall: float
    steady: float
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """When something arrived.

    Attributes:
        steady: Seconds on the steady clock when it was read.
        stamp: Epoch seconds at which the kernel took it in; None without a kernel timestamp.
    """

    steady: float
    stamp: float | None = None


class EchoBook:
    """Echoes under way and lately over, of all pings on one socket.

    Args:
        tokens: Gives so many unguessable bytes, for example `secrets.token_bytes`.
    """

    def __init__(self, tokens: Callable[[int], bytes]) -> None:
        self._tokens = tokens
        self._sequence = 0
        self._waiting: dict[bytes, _Sent] = {}
        self._by_sequence: dict[int, _Sent] = {}
        self._settled: dict[bytes, _Sent] = {}

    @property
    def waiting(self) -> int:
        """Echoes under way."""
        return len(self._waiting)

    def next(self) -> tuple[int, bytes]:
        """Sequence number and token for the next echo."""
        self._sequence = (self._sequence + 1) % _SEQUENCES
        return self._sequence, self._tokens(TOKEN_BYTES)

    def sent(self, asked: Asked, sequence: int, token: bytes, *, timeout: float, wall: float, steady: float) -> None:
        """Notes an echo that left, with the times just before it did: on loopback its answer is there before the sending returns.

        Args:
            asked: Whom it goes to.
            sequence: As `next` gave it.
            token: Likewise.
            timeout: Seconds after which an answer comes too late.
            wall: Epoch seconds.
            steady: Seconds on the steady clock.
        """
        sent = _Sent(asked, asked.sent, sequence, token, timeout, wall, steady)
        asked.sent += 1
        asked.run.waiting.add(token)
        self._waiting[token] = self._by_sequence[sequence] = sent

    def replied(self, reply: Echo, source: str, arrival: Arrival) -> str:
        """Takes an answer; gives why it does not count, or nothing where it does."""
        sent = self._waiting.get(reply.token) or self._settled.get(reply.token)
        if sent is None:
            return "token"
        if source != sent.asked.address:
            return "source"
        if reply.sequence != sent.sequence:
            return "sequence"
        if sent.answered:
            sent.asked.duplicates += 1
            return "duplicate"
        if reply.token not in self._waiting:
            return "late"
        trip = _round_trip(sent, arrival)
        self._settle(sent)
        if trip > sent.timeout:
            return "late"
        sent.answered = True
        sent.asked.trips[sent.order] = trip
        return ""

    def failed(self, error: Unreachable) -> str:
        """Takes an ICMP error; gives why it does not count, or nothing where it does.

        A router may quote no more than eight octets (RFC 792), which leaves out the token; what is there must be right.
        """
        about = error.about
        sent = self._by_sequence.get(about.sequence)
        if sent is None or not sent.token.startswith(about.token):
            return "token"
        if about.destination != sent.asked.address:
            return "source"
        sent.asked.unreachable[error.reason] += 1
        return ""

    def give_up(self, run: Run) -> None:
        """Ends what is still under way of a run; answers that come later are late."""
        for token in list(run.waiting):
            self._settle(self._waiting[token])

    def _settle(self, sent: _Sent) -> None:
        del self._waiting[sent.token]
        sent.asked.run.waiting.discard(sent.token)
        if self._by_sequence.get(sent.sequence) is sent:
            del self._by_sequence[sent.sequence]
        self._settled[sent.token] = sent
        if len(self._settled) > _MOST_SETTLED:
            del self._settled[next(iter(self._settled))]


def _round_trip(sent: _Sent, arrival: Arrival) -> float:
    """Seconds by the kernel's stamp, which holds none of our own waiting; by the steady clock where that cannot be right.

    The steady time until it was read bounds the round trip from above. A wall clock that was set meanwhile breaks the bound.
    """
    most = max(arrival.steady - sent.steady, 0.0)
    if arrival.stamp is None:
        return most
    trip = arrival.stamp - sent.wall
    return max(min(trip, most), 0.0) if -_STAMP_SLACK_SECONDS <= trip <= most + _STAMP_SLACK_SECONDS else most
