"""What a monthly report is made from, as it was read; nothing of it depends on when it is read but corrections made since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fengsui.coverage.retrospect import Retrospect
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from fengsui.history.month_figures import MonthFigures
from fengsui.history.state_log import CoverageThen, Timelines
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from fengsui.model.report import ReportVersion
from fengsui.model.target import Phase, Target
from fengsui.reports.month import Month


@dataclass(frozen=True, slots=True)
class Material:
    """What a monthly report is made from.

    Attributes:
        network: What is registered now: names, households, residents.
        then: Coverage at the end of the month, or at the last moment in it that was watched.
        before: The same of the month before; None where nobody watched in it.
        counties: What became of counties over the month, as a whole and by carrier.
        reports: Subscriber reports that count, of the month and of those before it.
        observed: What was kept of subscribers and sites at the end of the month.
        tolerance: Share by which declared and observed subscribers may differ.
        past: Days that are over when the month ends, for forecasts and for the availability of sectors.
        incidents: That lasted at some time of the month, in the order in which they opened.
        scorecard: Of carriers over the month; None where none was worked out.
    """

    month: Month
    network: Network
    then: CoverageThen
    before: CoverageThen | None
    counties: Timelines
    reports: Sequence[ReportVersion] = ()
    targets: Sequence[Target] = ()
    phases: Mapping[str, Phase] = field(default_factory=dict)
    observed: MonthFigures = field(default_factory=MonthFigures)
    tolerance: float = 0.2
    past: Retrospect = ()
    incidents: Sequence[Incident] = ()
    scorecard: Scorecard | None = None

    @property
    def known(self) -> Known:
        """What targets and scores of the end of the month are worked out from."""
        return Known(
            network=self.network,
            conditions=Conditions({}, {}),
            coverage=self.then.coverage,
            observations={},
            reports=[version.report for version in self.reports],
            # The moment at which the month is over, so that it counts as the last one that is.
            now=self.month.until,
            fresh_seconds=0.0,
            tolerance=self.tolerance,
            past=self.past,
        )
