"""Pings: what a few ICMP echoes to one address have shown, and the last ping of each device as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

# Why an echo did not leave this machine; the other reasons are those of ICMP errors.
NO_ROUTE, NO_SOCKET, NOT_SENT = "no_route", "no_socket", "not_sent"


@dataclass(frozen=True, slots=True)
class PingResult:
    """What came of the echoes to one address.

    Attributes:
        address: IPv4 or IPv6 in canonical text.
        sent: Echoes tried; one that this machine could not send is lost like any other.
        round_trips: Seconds of each answered echo, in the order of sending.
        duplicates: Further answers to echoes that were answered already.
        unreachable: ICMP errors that quoted our echoes, and echoes that this machine could not send, by reason. They end no
            wait: whoever sees an echo pass could forge them.
    """

    address: str
    sent: int
    round_trips: tuple[float, ...] = ()
    duplicates: int = 0
    unreachable: Mapping[str, int] = field(default_factory=dict)

    @property
    def received(self) -> int:
        """Echoes that were answered in time."""
        return len(self.round_trips)

    @property
    def loss_ratio(self) -> float | None:
        """Share of echoes without an answer in time, 0 to 1; None where none was sent."""
        return 1 - self.received / self.sent if self.sent else None

    @property
    def minimum(self) -> float | None:
        """Shortest round trip in seconds; None without an answer."""
        return min(self.round_trips, default=None)

    @property
    def mean(self) -> float | None:
        """Mean round trip in seconds; None without an answer."""
        return sum(self.round_trips) / self.received if self.round_trips else None

    @property
    def maximum(self) -> float | None:
        """Longest round trip in seconds; None without an answer."""
        return max(self.round_trips, default=None)

    @property
    def jitter(self) -> float | None:
        """Mean absolute difference of consecutive round trips in seconds; None with fewer than two answers.

        RFC 3550 (6.4.1) smooths the same differences of one-way transit times with a gain of 1/16. Over a handful of echoes
        that filter would not have settled, so the plain mean is taken, and of round trips, since no other clock is at hand.
        """
        steps = [abs(after - before) for before, after in pairwise(self.round_trips)]
        return sum(steps) / len(steps) if steps else None


@dataclass(frozen=True, slots=True)
class Ping:
    """The last ping of one device; the evidence of the second witness.

    Attributes:
        device: Name of the device.
        at: When it began (epoch seconds).
        sent, received: Echoes tried, and answered in time.
        answered_at: When the last ping that was answered began; None for never.
        minimum_seconds, mean_seconds, maximum_seconds: Round trips of this ping; None without an answer.
        jitter_seconds: Mean absolute difference of consecutive round trips; None with fewer than two answers.
        unreachable: The most frequent reason of ICMP errors, empty where none came.
    """

    device: str
    at: float
    sent: int
    received: int
    answered_at: float | None = None
    minimum_seconds: float | None = None
    mean_seconds: float | None = None
    maximum_seconds: float | None = None
    jitter_seconds: float | None = None
    unreachable: str = ""

    @classmethod
    def of(cls, device: str, at: float, result: PingResult, before: "Ping | None" = None) -> "Ping":
        """The ping that `result` was, after the one `before`."""
        answered_before = before.answered_at if before else None
        return cls(
            device=device,
            at=at,
            sent=result.sent,
            received=result.received,
            answered_at=at if result.received else answered_before,
            minimum_seconds=result.minimum,
            mean_seconds=result.mean,
            maximum_seconds=result.maximum,
            jitter_seconds=result.jitter,
            unreachable=max(sorted(result.unreachable), key=lambda reason: result.unreachable[reason], default=""),
        )

    @property
    def answered(self) -> bool:
        """True where at least one echo was answered."""
        return self.received > 0

    @property
    def left(self) -> bool:
        """False where this machine could not send the echoes: then their silence is its own, and says nothing of the device."""
        return self.answered or self.unreachable not in (NO_ROUTE, NO_SOCKET, NOT_SENT)

    @property
    def loss_ratio(self) -> float | None:
        """Share of echoes without an answer in time, 0 to 1; None where none was sent."""
        return 1 - self.received / self.sent if self.sent else None


@dataclass(frozen=True, slots=True)
class PingCounts:
    """Counts of the pinger since it was opened.

    Attributes:
        echoes_sent: Echo requests that left.
        replies: Echoes answered in time.
        ignored: Packets that answered nothing asked, by reason (`token`, `source`, `sequence`, `identifier`, `duplicate`,
            `late`, `checksum`, `malformed`, `type`, `socket_error`).
        unreachable: ICMP errors about our echoes, and echoes that could not be sent, by reason.
    """

    echoes_sent: int = 0
    replies: int = 0
    ignored: Mapping[str, int] = field(default_factory=dict)
    unreachable: Mapping[str, int] = field(default_factory=dict)
