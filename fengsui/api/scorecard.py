"""The carriers' scorecard over HTTP: a carrier gets its own in full, and nobody else's."""

import asyncio
from typing import Protocol

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError
from fengsui.api.source import SnapshotSource
from fengsui.clock import Clock
from fengsui.coverage.availability import Period
from fengsui.coverage.moment import month_or_period
from fengsui.coverage.scorecard import Scorecard, scorecard_document
from fengsui.coverage.standing import Known
from fengsui.errors import UsageError
from fengsui.exporters.snapshot import known_of
from fengsui.model.principal import Principal, Role

_PARAMETERS = ("month", "since", "until", "carrier")


class ScorecardSource(Protocol):
    """Where scorecards come from; `fengsui.history.scorecard.Scorecards` fulfils it."""

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        """The scorecard of a period (epoch seconds), with what is known now."""
        ...


class ScorecardHandlers:
    """Handler of the scorecard.

    Args:
        source: What is known now.
        scores: None where the application has no history.
        clock: Tells which moments have been.
    """

    def __init__(self, source: SnapshotSource, scores: ScorecardSource | None, clock: Clock) -> None:
        self._source = source
        self._scores = scores
        self._clock = clock
        # A year of a large province takes seconds to add up: one question at a time.
        self._asking = asyncio.Lock()

    async def get(self, request: web.Request) -> web.Response:
        """`/api/v1/scorecard`: as `fengsui scorecard -o json` prints it, as far as the caller may see it."""
        if self._scores is None:
            raise ProblemError(503, "Service Unavailable", "this server has no history")
        period = _period(request, self._clock.now())
        wanted = _carrier(request, principal_of(request))
        async with self._asking:
            document = scorecard_document(await self._scores.scorecard(known_of(self._source.snapshot()), period))
        if wanted is not None:
            document["carriers"] = [each for each in document["carriers"] if each["carrier"] == wanted]
        if "carrier" in request.query and not document["carriers"]:
            raise _no_such_carrier()
        return web.json_response(document)


def _period(request: web.Request, now: float) -> Period:
    query = request.query
    faults = [
        f"expected a parameter of {', '.join(_PARAMETERS)}, got {key[:40]!r}" for key in set(query) - {*_PARAMETERS}
    ]
    faults += [f"expected {key} once" for key in _PARAMETERS if len(query.getall(key, ())) > 1]
    if faults:
        raise ProblemError(400, "Bad Request", "; ".join(sorted(faults)))
    try:
        return month_or_period(query.get("month"), query.get("since"), query.get("until"), now)
    except UsageError as error:
        raise ProblemError(400, "Bad Request", str(error)) from error


def _carrier(request: web.Request, principal: Principal) -> str | None:
    """The one carrier that is shown; None for all."""
    asked = request.query.get("carrier")
    if principal.role is not Role.CARRIER:
        return asked
    own = principal.carrier or "-"
    if asked is not None and asked != own:
        # The same answer as for a carrier that there is not: what others there are is not for a carrier to learn.
        raise _no_such_carrier()
    return own


def _no_such_carrier() -> ProblemError:
    return ProblemError(404, "Not Found", "there is no such carrier, or none that this caller may see")
