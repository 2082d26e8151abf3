"""Declarations are read again and again; a database that is away costs nothing but time."""

import asyncio
from collections.abc import Sequence

from fengsui.clock import ManualClock, spawn
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.report import ReportVersion, SubscriberReport
from fengsui.model.target import Target
from fengsui.tasks.declarations import Declarations

REPORT = SubscriberReport("telecom", "620102", "2026-08", 100)


class Reports:
    """Gives what it was given; an error is raised."""

    def __init__(self, *answers: list[ReportVersion] | Exception) -> None:
        self._answers = list(answers)

    async def reports(self) -> Sequence[ReportVersion]:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Targets:
    """Has none."""

    async def targets(self) -> Sequence[Target]:
        return ()


async def test_the_last_reports_stay_while_the_database_is_away() -> None:
    clock = ManualClock()
    kept = Declarations(
        Reports([ReportVersion(REPORT, 1, 0.0, "x")], DatabaseUnreachableError("away"), []), Targets(), clock
    )
    task = spawn(kept.run(30.0), name="declarations")
    await asyncio.sleep(0)
    assert list(kept.reports) == [REPORT]
    await clock.advance(30.0)
    assert list(kept.reports) == [REPORT]
    await clock.advance(30.0)
    assert list(kept.reports) == []
    task.cancel()
