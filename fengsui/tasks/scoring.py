"""The carriers' scorecard of late, kept at hand for scraping: worked out now and then."""

from collections.abc import Callable
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.coverage.availability import Period
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from fengsui.errors import DatabaseError

# A month that slides has no first of the month, on which every carrier would start anew.
SCORED_SECONDS = 30 * 86_400.0

_log = structlog.get_logger(__name__)


class ScorecardSource(Protocol):
    """Where scorecards come from."""

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        """The scorecard of a period (epoch seconds), with what is known now."""
        ...


class Scoring:
    """Works out the scorecard of the last thirty days again and again.

    Attributes:
        scorecard: As it was worked out last; None before.
    """

    def __init__(self, source: ScorecardSource, known: Callable[[], Known], clock: Clock) -> None:
        self._source = source
        self._known = known
        self._clock = clock
        self.scorecard: Scorecard | None = None

    async def refresh(self) -> None:
        """Works it out.

        Raises:
            DatabaseError: where the database fails.
        """
        known = self._known()
        self.scorecard = await self._source.scorecard(known, (known.now - SCORED_SECONDS, known.now))

    async def run(self, every_seconds: float, *, first_after_seconds: float = 0.0) -> None:
        """Refreshes for ever; a database that is away is waited for.

        Args:
            every_seconds: Between two.
            first_after_seconds: Until the first, so that devices are polled before carriers are scored.
        """
        await self._clock.sleep(first_after_seconds)
        while True:
            try:
                await self.refresh()
            except DatabaseError as error:
                _log.warning("scorecard not worked out, going on with the last one", error=str(error))
            await self._clock.sleep(every_seconds)
