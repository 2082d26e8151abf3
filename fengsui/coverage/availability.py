"""How long something was up, down or unknown over a period, its outages and how long they lasted; pure, from its changes alone.

Each moment of a period counts once, by the first line that holds:

| watched | registered | up  | announced work | counts as      |
|---------|------------|-----|----------------|----------------|
| no      |            |     |                | unknown        |
| yes     | no         |     |                | nothing        |
| yes     | yes        | yes |                | up             |
| yes     | yes        | no  | yes            | maintenance    |
| yes     | yes        | no  | no             | down, unknown  |

A county is up where it is covered or degraded, and not registered where it is unserved. Availability is up ÷ (up + down): unknown
time and maintenance are counted as neither, and are told beside it. Time before anything is known of something that was not
registered at the last watched moment is no time of it.

An outage begins where something is seen down and ends where it is seen up; what is unknown, or announced work, in between neither
ends it nor adds to its length, so the lengths of all outages add up to the time down. It is repaired where it was seen up, and
only then counts for the time to repair. An outage that begins before the period, or lasts beyond it, counts with its part in it.
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

_STANDING = {
    "up": "up",
    "covered": "up",
    "degraded": "up",
    "down": "down",
    "uncovered": "down",
    "unknown": "unknown",
    "unserved": "absent",
}


class AvailabilityKind(StrEnum):
    """What availability is told of."""

    COUNTY = "county"
    LINK = "link"
    DEVICE = "device"
    CARRIER = "carrier"

    @property
    def recorded(self) -> str:
        """Kind of the parts that it is worked out from: a carrier is as available as it makes its counties."""
        return "county" if self is AvailabilityKind.CARRIER else self.value


class Standing(StrEnum):
    """What a moment counts as."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Turn:
    """What something became.

    Attributes:
        at: Epoch seconds.
        state: A condition or a coverage state; None where it is there no longer.
        maintenance: True where announced work bears on it.
    """

    at: float
    state: str | None
    maintenance: bool = False

    @property
    def standing(self) -> Standing:
        """What the time from here on counts as, while somebody watches."""
        found = Standing(_STANDING[self.state]) if self.state is not None else Standing.ABSENT
        planned = self.maintenance and found in (Standing.DOWN, Standing.UNKNOWN)
        return Standing.MAINTENANCE if planned else found


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that counts as one thing (epoch seconds)."""

    begins: float
    ends: float
    standing: Standing

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.ends - self.begins


@dataclass(frozen=True, slots=True)
class Availability:
    """What became of a period.

    Attributes:
        outages: How many there were.
        repaired: How many of them ended by being seen up.
        repair_seconds: Time down of those together.
        longest_outage_seconds: Of all outages; 0 without any.
    """

    up_seconds: float = 0.0
    down_seconds: float = 0.0
    unknown_seconds: float = 0.0
    maintenance_seconds: float = 0.0
    outages: int = 0
    repaired: int = 0
    repair_seconds: float = 0.0
    longest_outage_seconds: float = 0.0

    @property
    def ratio(self) -> float | None:
        """Availability, 0–1; None where it was never seen up or down."""
        known = self.up_seconds + self.down_seconds
        return self.up_seconds / known if known else None

    @property
    def mean_time_to_repair_seconds(self) -> float | None:
        """Of the outages that were repaired; None without any."""
        return self.repair_seconds / self.repaired if self.repaired else None


Period = tuple[float, float]
"""Two moments, epoch seconds: where it begins and where it ends."""


def spans_of(turns: Sequence[Turn], watches: Sequence[Period], period: Period) -> list[Span]:
    """Divides a period into stretches that count as one thing each, without a gap and in order.

    Args:
        turns: What something became, in the order in which it was recorded; the last one before the period among them.
        watches: Stretches for which that is complete; they may overlap.
        period: What is asked about.
    """
    since, until = period
    cuts = sorted({since, until, *_within(period, (turn.at for turn in turns)), *_within(period, _ends(watches))})
    if since >= until:
        return []
    watched = _disjoint(watches)
    first = watched[0][0] if watched else until
    found: list[Span] = []
    place, current = 0, Turn(since, None)
    for begins, ends in itertools.pairwise(cuts):
        while place < len(turns) and turns[place].at <= begins:
            current = turns[place]
            place += 1
        before = bisect_right(watched, (begins, inf)) - 1
        seen = before >= 0 and ends <= watched[before][1]
        # Before the first watch nothing is known, not even whether it was registered.
        standing = current.standing if seen or (current.standing is Standing.ABSENT and begins >= first) else None
        _extend(found, Span(begins, ends, standing or Standing.UNKNOWN))
    return found


class WatchedTime:
    """How long somebody watched, between any two moments.

    Args:
        watches: As `spans_of` takes them.
    """

    def __init__(self, watches: Iterable[Period]) -> None:
        stretches = _disjoint(watches)
        self._begins = [begins for begins, _ in stretches]
        self._ends = [ends for _, ends in stretches]
        self._before = [0.0, *itertools.accumulate(ends - begins for begins, ends in stretches)]

    def seconds(self, since: float, until: float) -> float:
        """Seconds watched between two moments; 0 where the second does not lie behind the first."""
        return self._until(until) - self._until(since) if since < until else 0.0

    def _until(self, moment: float) -> float:
        place = bisect_right(self._begins, moment)
        return self._before[place] - (max(self._ends[place - 1] - moment, 0.0) if place else 0.0)


def unseen(turns: Sequence[Turn], watched: WatchedTime, period: Period) -> tuple[float, float]:
    """Watched seconds of a period in which nothing was known of something, and those in which it was registered.

    Announced work counts for neither, where it is not up. Time that nobody watched is nobody's silence.
    """
    since, until = period
    silent = registered = 0.0
    for turn, following in itertools.pairwise([*turns, Turn(until, None)]):
        standing = turn.standing
        if standing in (Standing.UP, Standing.DOWN, Standing.UNKNOWN):
            seconds = watched.seconds(max(turn.at, since), min(following.at, until))
            registered += seconds
            silent += seconds if standing is Standing.UNKNOWN else 0.0
    return silent, registered


def measure(spans: Iterable[Span]) -> Availability:
    """Adds up stretches that follow each other."""
    seconds = dict.fromkeys(Standing, 0.0)
    lengths: list[float] = []
    repaired: list[float] = []
    down: float | None = None
    for span in spans:
        seconds[span.standing] += span.seconds
        if span.standing is Standing.DOWN:
            down = (down or 0.0) + span.seconds
        elif span.standing in (Standing.UP, Standing.ABSENT) and down is not None:
            lengths.append(down)
            if span.standing is Standing.UP:
                repaired.append(down)
            down = None
    lengths += [] if down is None else [down]
    return Availability(
        up_seconds=seconds[Standing.UP],
        down_seconds=seconds[Standing.DOWN],
        unknown_seconds=seconds[Standing.UNKNOWN],
        maintenance_seconds=seconds[Standing.MAINTENANCE],
        outages=len(lengths),
        repaired=len(repaired),
        repair_seconds=sum(repaired),
        longest_outage_seconds=max(lengths, default=0.0),
    )


def together(parts: Iterable[Availability]) -> Availability:
    """Several as one: times and outages added up, the longest outage of any."""
    found = list(parts)
    return Availability(
        up_seconds=sum(each.up_seconds for each in found),
        down_seconds=sum(each.down_seconds for each in found),
        unknown_seconds=sum(each.unknown_seconds for each in found),
        maintenance_seconds=sum(each.maintenance_seconds for each in found),
        outages=sum(each.outages for each in found),
        repaired=sum(each.repaired for each in found),
        repair_seconds=sum(each.repair_seconds for each in found),
        longest_outage_seconds=max((each.longest_outage_seconds for each in found), default=0.0),
    )


def _disjoint(watches: Iterable[Period]) -> list[Period]:
    """The same stretches in order, those that touch as one."""
    found: list[Period] = []
    for begins, ends in sorted(watches):
        if found and begins <= found[-1][1]:
            begins, ends = found[-1][0], max(ends, found.pop()[1])
        found.append((begins, ends))
    return found


def _within(period: Period, moments: Iterable[float]) -> Iterator[float]:
    return (moment for moment in moments if period[0] < moment < period[1])


def _ends(watches: Iterable[Period]) -> Iterator[float]:
    return (moment for watch in watches for moment in watch)


def _extend(spans: list[Span], span: Span) -> None:
    if spans and spans[-1].standing is span.standing:
        span = Span(spans.pop().begins, span.ends, span.standing)
    spans.append(span)
