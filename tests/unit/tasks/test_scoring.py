"""Carriers are scored now and then; a database that is away costs nothing but time."""

import asyncio

from fengsui.clock import ManualClock, spawn
from fengsui.coverage.availability import Period
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from fengsui.errors import DatabaseUnreachableError
from fengsui.exporters.snapshot import known_of
from fengsui.tasks.scoring import Scoring
from tests.support.builders import NOW, province


class Source:
    """Scores nobody, or fails while it is away; keeps the periods it was asked about."""

    def __init__(self) -> None:
        self.away = False
        self.asked: list[Period] = []

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        self.asked.append(period)
        if self.away:
            raise DatabaseUnreachableError("away")
        return Scorecard(period, ())


async def test_the_last_thirty_days_are_scored_now_and_then() -> None:
    clock, source = ManualClock(), Source()
    scoring = Scoring(source, lambda: known_of(province()), clock)
    task = spawn(scoring.run(900.0, first_after_seconds=60.0), name="scoring")
    await asyncio.sleep(0)
    assert scoring.scorecard is None
    await clock.advance(60.0)
    assert scoring.scorecard is not None
    assert source.asked == [(NOW - 30 * 86_400, NOW)]
    before, source.away = scoring.scorecard, True
    await clock.advance(900.0)
    assert (len(source.asked), scoring.scorecard) == (2, before)
    source.away = False
    await clock.advance(900.0)
    assert scoring.scorecard is not before
    task.cancel()
