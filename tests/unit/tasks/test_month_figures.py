"""Keeping what is observed of a month; a database that is away costs nothing but time."""

import asyncio

from fengsui.clock import ManualClock, spawn
from fengsui.coverage.standing import Known
from fengsui.errors import DatabaseUnreachableError
from fengsui.exporters.snapshot import known_of
from fengsui.history.month_figures import MonthFigures
from fengsui.tasks.month_figures import keep_forever, month_figures
from tests.support.builders import province
from tests.support.months import moment


class Kept:
    """Keeps what it is given; the first time it is away."""

    def __init__(self) -> None:
        self.found: list[tuple[str, MonthFigures]] = []
        self.asked = 0

    async def save(self, month: str, found: MonthFigures) -> None:
        self.asked += 1
        if self.asked == 1:
            raise DatabaseUnreachableError("away")
        self.found.append((month, found))


def known_at(now: float) -> Known:
    known = known_of(province())
    return Known(
        known.network, known.conditions, known.coverage, known.observations, known.reports, now, known.fresh_seconds
    )


def test_a_look_holds_every_kind_of_site_that_fibre_is_to_reach() -> None:
    found = month_figures(known_of(province()))
    assert found.fibre.keys() == {"enterprise", "community", "building", "school"}
    assert found.at == province().now


async def test_it_looks_again_and_again_and_each_month_gets_its_own() -> None:
    clock = ManualClock(now=moment("2026-10-31T23:30"))
    kept = Kept()
    task = spawn(keep_forever(lambda: known_at(clock.now()), kept, clock, every_seconds=600.0), name="month figures")
    await clock.advance(599)
    assert kept.asked == 0
    for _ in range(4):
        await clock.advance(600)
    assert [month for month, _ in kept.found] == ["2026-10", "2026-11", "2026-11"]
    assert kept.found[0][1].at == moment("2026-10-31T23:50")
    task.cancel()
    await asyncio.wait([task])
