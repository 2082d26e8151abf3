"""What carriers declared, kept at hand for scraping: read from the database now and then."""

from collections.abc import Sequence
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.errors import DatabaseError
from fengsui.model.report import ReportVersion, SubscriberReport
from fengsui.model.target import Target

_log = structlog.get_logger(__name__)


class ReportSource(Protocol):
    """Where subscriber reports come from."""

    async def reports(self) -> Sequence[ReportVersion]:
        """The versions that count."""
        ...


class TargetSource(Protocol):
    """Where targets come from."""

    async def targets(self) -> Sequence[Target]:
        """All of them."""
        ...


class Declarations:
    """Looks at the declarations, and the targets, again and again; a carrier's report shows within the minute.

    Attributes:
        reports: Those that count, as they were read last.
        targets: As they were read last.
    """

    def __init__(self, source: ReportSource, targets: TargetSource, clock: Clock) -> None:
        self._source = source
        self._targets = targets
        self._clock = clock
        self.reports: tuple[SubscriberReport, ...] = ()
        self.targets: tuple[Target, ...] = ()

    async def refresh(self) -> None:
        """Reads both."""
        self.reports = tuple(version.report for version in await self._source.reports())
        self.targets = tuple(await self._targets.targets())

    async def run(self, every_seconds: float) -> None:
        """Refreshes for ever; a database that is away is waited for."""
        while True:
            try:
                await self.refresh()
            except DatabaseError as error:
                _log.warning("declarations not read, going on with the last ones", error=str(error))
            await self._clock.sleep(every_seconds)
