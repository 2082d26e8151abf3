"""The days that were, read from the record of states: a month at a time, so that years of it neither fill the memory nor hold others up."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from fengsui.coverage.availability import Period, WatchedTime
from fengsui.coverage.forecast import MOST_POINTS
from fengsui.coverage.moment import day_begins
from fengsui.coverage.result import STATE_ORDER, CoverageState
from fengsui.coverage.retrospect import CountyTurn, DayRecord, Days, SectorTurn
from fengsui.history.load import day_of
from fengsui.history.parts import StateRecord
from fengsui.history.state_log import StateLog, Timelines

_DAY = 86_400.0  # the province has no summer time
_AT_ONCE = 31 * _DAY
# The months that a forecast goes by, and the one under way.
KEPT_SECONDS = (MOST_POINTS + 1) * _AT_ONCE


class Retrospection:
    """The days of late, read once and then taken further day by day.

    Attributes:
        days: Those of the last two years that are over, in their order.
    """

    def __init__(self, log: StateLog) -> None:
        self._log = log
        self._folding = Days()
        self._until: float | None = None
        self.days: tuple[DayRecord, ...] = ()

    async def refresh(self, now: float) -> None:
        """Reads the days that are over since the last time.

        Raises:
            DatabaseError: where the database fails.
        """
        end = day_begins(now)
        begin = self._until
        if begin is None:
            begin = await self._first_day(end)
        while begin < end:
            until = min(begin + _AT_ONCE, end)
            self.days = _kept((*self.days, *await _read(self._log, self._folding, (begin, until))), now)
            self._until = begin = until

    async def _first_day(self, end: float) -> float:
        since = day_begins(end - KEPT_SECONDS)
        watches = await self._log.watches("county", since, end)
        return max(day_begins(watches[0].began_at), since) if watches else end


def _kept(days: Sequence[DayRecord], now: float) -> tuple[DayRecord, ...]:
    bound = day_of(now - KEPT_SECONDS)
    return tuple(each for each in days if each.day >= bound)


async def read_days(log: StateLog, period: Period) -> tuple[DayRecord, ...]:
    """The days of a period; the last one as far as it is part of it.

    Raises:
        DatabaseError: where the database fails.
    """
    found: list[DayRecord] = []
    folding, begin = Days(), day_begins(period[0])
    while begin < period[1]:
        until = min(begin + _AT_ONCE, period[1])
        found += await _read(log, folding, (begin, until))
        begin = until
    return tuple(found)


async def _read(log: StateLog, folding: Days, period: Period) -> list[DayRecord]:
    counties = await log.timelines("county", *period)
    sectors = await log.timelines("sector", *period)
    return await asyncio.to_thread(lambda: list(_days(folding, counties, sectors, period)))


def _days(folding: Days, counties: Timelines, sectors: Timelines, period: Period) -> Iterator[DayRecord]:
    watched = WatchedTime((each.began_at, each.until) for each in counties.watches)
    of_counties, of_sectors = _by_day(counties, period), _by_day(sectors, period)
    for number in range(ceil((period[1] - period[0]) / _DAY)):
        begin = period[0] + number * _DAY
        yield folding.take(
            day_of(begin),
            (begin, min(begin + _DAY, period[1])),
            watched,
            [_county_turn(at, record) for at, record in of_counties.get(number, ())],
            [_sector_turn(at, record) for at, record in of_sectors.get(number, ())],
        )


_Recorded = tuple[float, StateRecord]


def _by_day(timelines: Timelines, period: Period) -> dict[int, list[_Recorded]]:
    """Records with their moments, in order, by number of the day; what held before is of the first."""
    found: dict[int, list[_Recorded]] = {}
    for records in timelines.records.values():
        at = period[0]
        for record in records:
            # Where the clock was set back, what was recorded later counts from where it was.
            at = max(at, record.at)
            found.setdefault(int((at - period[0]) // _DAY), []).append((at, record))
    return {day: sorted(each, key=lambda pair: pair[0]) for day, each in found.items()}


def _county_turn(at: float, record: StateRecord) -> CountyTurn:
    _, county, carrier = record.key
    return CountyTurn(at, county, carrier, None if record.part is None else CoverageState(record.part.state))


def _sector_turn(at: float, record: StateRecord) -> SectorTurn:
    sites: Mapping[CoverageState, int] = {}
    if record.part is not None:
        sites = dict(zip(STATE_ORDER, json.loads(record.part.detail)["parts"], strict=True))
    return SectorTurn(at, record.key[1], sites)
