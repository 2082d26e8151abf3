"""What a monthly report is made from, as it was read; nothing of it depends on when it is read but corrections made since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fengsui.history.month_figures import MonthFigures
from fengsui.history.state_log import CoverageThen, Timelines
from fengsui.model.network import Network
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
