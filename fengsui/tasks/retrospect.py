"""The days that were, kept at hand for scraping: read once, and taken further when a day is over."""

from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.errors import DatabaseError

_log = structlog.get_logger(__name__)


class LooksBack(Protocol):
    """What reads the days that are over."""

    async def refresh(self, now: float) -> None:
        """Reads the days that are over since the last time.

        Raises:
            DatabaseError: where the database fails.
        """
        ...


async def look_back_forever(source: LooksBack, clock: Clock, *, every_seconds: float) -> None:
    """Refreshes for ever; a database that is away is waited for."""
    while True:
        try:
            await source.refresh(clock.now())
        except DatabaseError as error:
            _log.warning("days not read, going on with those that were", error=str(error))
        await clock.sleep(every_seconds)
