"""What the record tells of the days that were: which counties were connected, and how sectors fared. Pure.

A day is told where somebody watched its end. A county that is unknown then counts as it was last known to be, so that a day without
evidence is no day without coverage; one that was never known counts as not connected. `monthly` makes a month of its days by
their median, which a day of outage, or a week of it, does not move.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from fengsui.coverage.availability import Period, WatchedTime
from fengsui.coverage.forecast import Point
from fengsui.coverage.result import CONNECTED, CoverageState

ALL = ""
"""Stands for all carriers together."""

# Of a month with fewer days nothing is said: its median would be that of a few days.
LEAST_DAYS = 7
DAYS_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class SectorDay:
    """Sites of one sector over a day.

    Attributes:
        connected, unknown, sites: How many there were at its end, of all carriers.
        up_seconds: Watched time in which sites reached a core, added up over the sites.
        down_seconds: The same in which they did not.
        unknown_seconds: The same in which nobody could tell.
    """

    connected: int = 0
    unknown: int = 0
    sites: int = 0
    up_seconds: float = 0.0
    down_seconds: float = 0.0
    unknown_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One day of the province.

    Attributes:
        day: `2026-06-30`.
        watched: Whether somebody watched its end.
        connected: Codes of the counties connected at its end, by carrier; by all together under `ALL`.
        sectors: By name; one that had no site all day has none.
    """

    day: str
    watched: bool
    connected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sectors: Mapping[str, SectorDay] = field(default_factory=dict)


Retrospect = Sequence[DayRecord]
"""Days in their order; none is told twice, and some may be missing."""


@dataclass(frozen=True, slots=True)
class CountyTurn:
    """What a county became, as a whole (`ALL`) or by one carrier; None where it is there no longer."""

    at: float
    county: str
    carrier: str
    state: CoverageState | None


@dataclass(frozen=True, slots=True)
class SectorTurn:
    """How many sites of a sector were in which state from a moment on; empty where it is there no longer."""

    at: float
    sector: str
    sites: Mapping[CoverageState, int]


class Days:
    """Makes days of what the record holds, one after the other, remembering what was known last."""

    def __init__(self) -> None:
        self._connected: dict[str, set[str]] = {}
        self._sites: dict[str, Mapping[CoverageState, int]] = {}

    def take(
        self,
        day: str,
        period: Period,
        watched: WatchedTime,
        counties: Iterable[CountyTurn],
        sectors: Iterable[SectorTurn],
    ) -> DayRecord:
        """The record of a day.

        Args:
            day: `2026-06-30`.
            period: Its beginning and end, epoch seconds.
            watched: When somebody watched.
            counties: What became of counties since the day before, in the order of the record.
            sectors: The same of sectors.
        """
        for turn in counties:
            self._county(turn)
        found = self._sectors(period, watched, sectors)
        seen = watched.seconds(period[1] - 1.0, period[1]) > 0
        connected = {carrier: frozenset(codes) for carrier, codes in self._connected.items()} if seen else {}
        return DayRecord(day, seen, connected, found)

    def _county(self, turn: CountyTurn) -> None:
        held = self._connected.setdefault(turn.carrier, set())
        if turn.state in CONNECTED:
            held.add(turn.county)
        elif turn.state is not CoverageState.UNKNOWN:
            held.discard(turn.county)

    def _sectors(self, period: Period, watched: WatchedTime, turns: Iterable[SectorTurn]) -> dict[str, SectorDay]:
        of: dict[str, list[SectorTurn]] = {
            sector: [SectorTurn(period[0], sector, sites)] for sector, sites in self._sites.items()
        }
        for turn in turns:
            of.setdefault(turn.sector, []).append(turn)
            self._sites[turn.sector] = turn.sites
        found = {sector: _sector_day(each, period, watched) for sector, each in of.items()}
        return {sector: each for sector, each in found.items() if each != SectorDay()}


def _sector_day(turns: Sequence[SectorTurn], period: Period, watched: WatchedTime) -> SectorDay:
    up = down = unknown = 0.0
    for place, turn in enumerate(turns):
        following = turns[place + 1].at if place + 1 < len(turns) else period[1]
        seconds = watched.seconds(max(turn.at, period[0]), following)
        up += seconds * _connected(turn.sites)
        down += seconds * turn.sites.get(CoverageState.UNCOVERED, 0)
        unknown += seconds * turn.sites.get(CoverageState.UNKNOWN, 0)
    last = turns[-1].sites
    return SectorDay(_connected(last), last.get(CoverageState.UNKNOWN, 0), sum(last.values()), up, down, unknown)


def _connected(sites: Mapping[CoverageState, int]) -> int:
    return sum(sites.get(state, 0) for state in CONNECTED)


def county_series(days: Retrospect, units: Collection[str], carrier: str = ALL) -> list[Point]:
    """How many of some counties were connected, month by month.

    Args:
        days: What is recorded.
        units: Codes of the counties that count.
        carrier: Whose connection counts; `ALL` for that of any.
    """
    wanted = frozenset(units)
    return monthly(days, lambda each: float(len(wanted & each.connected.get(carrier, frozenset()))))


def sector_series(days: Retrospect, sector: str, *, most_unknown: int) -> list[Point]:
    """The share of the sites of a sector that reached a core, month by month.

    Args:
        days: What is recorded.
        sector: Its name.
        most_unknown: Days with more unknown sites are left out: they would be read as a fall.
    """

    def share(each: DayRecord) -> float | None:
        of = each.sectors.get(sector)
        return of.connected / of.sites if of is not None and of.sites and of.unknown <= most_unknown else None

    return monthly(days, share)


def monthly(days: Retrospect, value: Callable[[DayRecord], float | None]) -> list[Point]:
    """The median of each month's days, at its fifteenth; a month that is not over is left out."""
    by_month: dict[str, list[float]] = {}
    for each in days:
        found = value(each) if each.watched else None
        if found is not None:
            by_month.setdefault(each.day[:7], []).append(found)
    if days and _next(days[-1].day)[:7] == days[-1].day[:7]:
        by_month.pop(days[-1].day[:7], None)
    return [
        (month_number(date.fromisoformat(f"{month}-15")), median(values))
        for month, values in sorted(by_month.items())
        if len(values) >= LEAST_DAYS
    ]


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def month_number(day: date) -> float:
    """A day on the axis of the forecasts, in months."""
    return day.toordinal() / DAYS_A_MONTH


def sector_month(days: Retrospect, month: str) -> Iterator[tuple[str, SectorDay]]:
    """The times of each sector added up over the days of a month, by name."""
    sums: dict[str, list[float]] = {}
    for each in days:
        if each.day.startswith(month):
            for sector, of in each.sectors.items():
                held = sums.setdefault(sector, [0.0, 0.0, 0.0])
                for place, seconds in enumerate((of.up_seconds, of.down_seconds, of.unknown_seconds)):
                    held[place] += seconds
    for sector in sorted(sums):
        up, down, unknown = sums[sector]
        yield sector, SectorDay(up_seconds=up, down_seconds=down, unknown_seconds=unknown)
