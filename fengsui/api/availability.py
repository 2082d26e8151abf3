"""Availability for programs: `/api/v1/availability`."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.past import Past
from fengsui.api.problem import ProblemError
from fengsui.clock import Clock
from fengsui.coverage.availability import AvailabilityKind, Period
from fengsui.coverage.document import Document
from fengsui.coverage.moment import parse_period
from fengsui.errors import UsageError
from fengsui.history.availability import availability_document, availability_of
from fengsui.history.state_log import Timelines
from fengsui.model.principal import Principal, Role
from fengsui.state.load import LoadHistogram

_PARAMETERS = ("kind", "name", "since", "until")
_LONGEST_NAME = 100
# A reader sees figures of counties and carriers, and no names of equipment.
_FOR_READERS = (AvailabilityKind.COUNTY, AvailabilityKind.CARRIER)


class AvailabilityHandlers:
    """Handler of availability.

    Args:
        past: What was; None where the application has no history.
        clock: Tells which moments have been.
    """

    def __init__(self, past: Past | None, clock: Clock) -> None:
        self._past = past
        self._clock = clock
        # A year of a large province takes seconds to add up: one question at a time, beside the loop.
        self._asking = asyncio.Lock()

    async def list(self, request: web.Request) -> web.Response:
        """As `fengsui availability -o json` prints it; a carrier sees its own links, devices and figures."""
        if self._past is None:
            raise ProblemError(503, "Service Unavailable", "this server has no history")
        principal, query = principal_of(request), _checked(request)
        kind, name = AvailabilityKind(query.get("kind", "county")), query.get("name")
        period = _period(query, self._clock.now())
        if principal.role is Role.READER and kind not in _FOR_READERS:
            raise ProblemError(403, "Forbidden", f"a reader may not ask about each {kind.value}")
        of_carrier = kind is AvailabilityKind.CARRIER
        async with self._asking:
            timelines = await self._past.timelines(kind.recorded, *period, name=None if of_carrier else name)
            loads = await self._past.loads(*period, name=name) if kind is AvailabilityKind.LINK else None
            document = await asyncio.to_thread(
                _answer, kind, timelines, period, principal, name if of_carrier else None, loads
            )
        if name is not None and not document["items"]:
            raise ProblemError(404, "Not Found", f"nothing is recorded of a {kind.value} of that name in that period")
        return web.json_response(document)


def _answer(
    kind: AvailabilityKind,
    timelines: Timelines,
    period: Period,
    principal: Principal,
    carrier: str | None,
    loads: Mapping[str, LoadHistogram] | None,
) -> Document:
    found = availability_of(kind, timelines, period, carrier=carrier)
    own = principal.carrier
    seen = [each for each in found if own is None or not each.carrier or each.carrier == own]
    return availability_document(kind, period, seen, loads)


def _checked(request: web.Request) -> Mapping[str, str]:
    query = request.query
    faults = [
        f"expected a parameter of {', '.join(_PARAMETERS)}, got {key[:40]!r}" for key in set(query) - {*_PARAMETERS}
    ]
    faults += [f"expected {key} once" for key in _PARAMETERS if len(query.getall(key, ())) > 1]
    kind = query.get("kind", "county")
    if kind not in [*AvailabilityKind]:
        faults.append(f"expected one of {', '.join(AvailabilityKind)} for kind, got {kind[:40]!r}")
    if len(query.get("name", "")) > _LONGEST_NAME:
        faults.append(f"expected a name of at most {_LONGEST_NAME} characters")
    if faults:
        raise ProblemError(400, "Bad Request", "; ".join(sorted(faults)))
    return query


def _period(query: Mapping[str, str], now: float) -> Period:
    try:
        return parse_period(query.get("since"), query.get("until"), now)
    except UsageError as error:
        raise ProblemError(400, "Bad Request", str(error)) from error
