"""Keeping what is observed of subscribers and sites, so that a month's report can say what was so at its end."""

from collections.abc import Callable
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.coverage.ratios import fibre_ratio
from fengsui.coverage.standing import Known
from fengsui.coverage.subscribers import observed_subscribers
from fengsui.errors import DatabaseError
from fengsui.history.month_figures import MonthFigures, SiteShare
from fengsui.model.report import month_of
from fengsui.model.target import FIBRE_KINDS

_log = structlog.get_logger(__name__)


class MonthStore(Protocol):
    """Where the last look of each month is kept."""

    async def save(self, month: str, found: MonthFigures) -> None:
        """Puts a look in the place of the one that is kept."""
        ...


def month_figures(known: Known) -> MonthFigures:
    """What is observed at this moment."""
    subscribers = observed_subscribers(known.network, known.observations, known.now, fresh_seconds=known.fresh_seconds)
    fibre = {kind.value: SiteShare.of(fibre_ratio(known.network, known.conditions, kind)) for kind in FIBRE_KINDS}
    return MonthFigures(known.now, subscribers, fibre)


async def keep_forever(known: Callable[[], Known], store: MonthStore, clock: Clock, *, every_seconds: float) -> None:
    """Keeps a look again and again; a database that is away is tried again next time.

    The first look waits as well: just after a start most devices were not asked yet.
    """
    while True:
        await clock.sleep(every_seconds)
        found = known()
        try:
            await store.save(month_of(found.now), month_figures(found))
        except DatabaseError as error:
            _log.warning("what was observed is not kept, trying again", error=str(error))
