"""Coverage for programs: `/api/v1/coverage`."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.past import Past
from fengsui.api.problem import ProblemError
from fengsui.api.source import SnapshotSource
from fengsui.clock import Clock
from fengsui.coverage.document import Document, coverage_document
from fengsui.coverage.moment import parse_moment
from fengsui.errors import NotKeptError, UsageError
from fengsui.history.document import coverage_then_document
from fengsui.model.principal import Principal, Role

# Parts of the document that sum the counties up.
_SUMS = ("prefectures", "networks", "sectors")


class CoverageHandlers:
    """Handler of coverage.

    Args:
        source: What is.
        clock: Tells which moments have been.
        past: What was; None where the application has no history.
    """

    def __init__(self, source: SnapshotSource, clock: Clock, past: Past | None = None) -> None:
        self._source = source
        self._clock = clock
        self._past = past

    async def province(self, request: web.Request) -> web.Response:
        """`/api/v1/coverage`: the whole province, as `fengsui coverage -o json` prints it, as far as the caller may see it."""
        asked = request.query.getall("as_of", [])
        if len(asked) > 1:
            raise ProblemError(400, "Bad Request", f"expected as_of once, got it {len(asked)} times")
        document = await self._then(asked[0]) if asked else coverage_document(self._source.snapshot().coverage)
        return web.json_response(seen_by(principal_of(request), document))

    async def _then(self, as_of: str) -> Document:
        if self._past is None:
            raise ProblemError(503, "Service Unavailable", "this server has no history")
        try:
            moment = parse_moment(as_of, self._clock.now(), what="as_of")
            return coverage_then_document(await self._past.coverage_at(moment.at, or_last=moment.today))
        except UsageError as error:
            raise ProblemError(400, "Bad Request", str(error)) from error
        except NotKeptError as error:
            raise ProblemError(404, "Not Found", str(error)) from error


def seen_by(principal: Principal, document: Document) -> Document:
    """The document as a caller may see it: a carrier gets its own part of each county, a reader no names of equipment."""
    if principal.role not in (Role.CARRIER, Role.READER):
        return document
    hidden = (_for_carrier if principal.role is Role.CARRIER else _for_reader)(principal)
    sums = {key: [{**each, "reason": []} for each in document[key]] for key in _SUMS}
    return {**document, **sums, "counties": [hidden(county) for county in document["counties"]]}


def _for_carrier(principal: Principal) -> Callable[[Document], Document]:
    def seen(county: Document) -> Document:
        own = [each for each in county["carriers"] if each["carrier"] == principal.carrier]
        return {**county, **_nameless(county), "carriers": own}

    return seen


def _for_reader(_principal: Principal) -> Callable[[Document], Document]:
    def seen(county: Document) -> Document:
        carriers = [{**carrier, **_nameless(carrier)} for carrier in county["carriers"]]
        return {**county, **_nameless(county), "carriers": carriers}

    return seen


def _nameless(part: Document) -> Document:
    """What names devices and links, emptied; an unknown column is no name as long as it is a figure or a word."""
    kept = {"code", "name", "carriers", "carrier", "state", "paths", "recorded"}
    return {key: _emptied(value) for key, value in part.items() if key not in kept}


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(each) for key, each in value.items()}
    return [] if isinstance(value, list) else value
