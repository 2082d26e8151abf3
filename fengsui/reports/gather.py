"""Reading what a month's report is made from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from fengsui.coverage.retrospect import Retrospect
from fengsui.coverage.scorecard import Scorecard
from fengsui.database.engine import Database
from fengsui.errors import NotKeptError
from fengsui.history.incidents import IncidentStore
from fengsui.history.month_figures import MonthFigures, MonthFigureStore
from fengsui.history.retrospect import Retrospection
from fengsui.history.scorecard import Programme, read_scorecard
from fengsui.history.state_log import CoverageThen, StateLog, Timelines
from fengsui.inventory.reports import ReportStore
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.targets import TargetStore, load_phases
from fengsui.model.criterion import Criterion
from fengsui.reports.material import Material
from fengsui.reports.month import Month, month_before


class Past(Protocol):
    """What was; `fengsui.history.state_log.StateLog` is one."""

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        """Coverage as it was worked out at a moment; NotKeptError where it is not kept."""
        ...

    async def timelines(self, kind: str, since: float, until: float, *, name: str | None = None) -> Timelines:
        """What became of the parts of a kind between two moments."""
        ...


@dataclass(frozen=True)
class ReportSource:
    """Where monthly reports are read from.

    Attributes:
        tolerance: Share by which declared and observed subscribers may differ.
        criteria: What carriers are scored by.
    """

    database: Database
    tolerance: float
    criteria: Sequence[Criterion]
    past: Past = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "past", StateLog(self.database))

    async def gather(self, month: Month) -> Material:
        """Everything that a month's report is made from.

        Raises:
            NotKeptError: where nobody watched in that month, or retention has cut it off.
            DatabaseError: where the database cannot be read.
        """
        then = await coverage_within(self.past, month)
        if then is None:
            raise NotKeptError(f"nothing was recorded in {month.text}: nobody watched in that month")
        reports = await ReportStore(self.database).reports()
        material = Material(
            month=month,
            network=await InventoryStore(self.database).network(),
            then=then,
            before=await _before(self.past, month),
            counties=await self.past.timelines("county", *month.period),
            reports=[each for each in reports if each.report.month <= month.text],
            targets=await TargetStore(self.database).targets(),
            phases=load_phases(),
            observed=await self._observed(month),
            tolerance=self.tolerance,
            past=await self._days(month),
            incidents=await IncidentStore(self.database).between(*month.period),
        )
        return replace(material, scorecard=await self._scorecard(material))

    async def _days(self, month: Month) -> Retrospect:
        days = Retrospection(StateLog(self.database))
        await days.refresh(month.until)
        return days.days

    async def _scorecard(self, material: Material) -> Scorecard:
        month, kept = material.month, material.observed
        programme = Programme(self.criteria, material.targets, material.phases)
        period = (month.since, month.last_instant)
        # Also where nothing was kept: what is seen now would be another tomorrow.
        return await read_scorecard(self.database, material.known, programme, period, seen=kept.subscribers)

    async def _observed(self, month: Month) -> MonthFigures:
        return await MonthFigureStore(self.database).of_month(month.text)


async def coverage_within(past: Past, month: Month) -> CoverageThen | None:
    """Coverage at the end of a month, or at the last moment in it that was watched; None where none was.

    Raises:
        NotKeptError: where nothing was recorded before its end at all, or retention has cut it off.
    """
    found = await past.coverage_at(month.last_instant, or_last=True)
    return found if found.coverage.as_of >= month.since else None


async def _before(past: Past, month: Month) -> CoverageThen | None:
    try:
        return await coverage_within(past, month_before(month))
    except NotKeptError:
        return None
