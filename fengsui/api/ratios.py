"""The ratios of the programme over HTTP: a carrier gets those of its own part, a reader no names of sites."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import invalid
from fengsui.api.source import SnapshotSource
from fengsui.coverage.ratio import Extent
from fengsui.coverage.standing import standing, standing_document
from fengsui.errors import Fault, InputError
from fengsui.exporters.snapshot import known_of
from fengsui.inventory.fields import show
from fengsui.model.principal import Principal, Role
from fengsui.model.report import is_month


class RatioHandlers:
    """Handler of ratios."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    async def ratios(self, request: web.Request) -> web.Response:
        """`/api/v1/ratios`: as `fengsui ratios -o json` prints them, as far as the caller may see them."""
        month = _month(request.query)
        principal = principal_of(request)
        own = (principal.carrier or "-") if principal.role is Role.CARRIER else None
        found = standing(known_of(self._source.snapshot()), month, Extent(carrier=own))
        return web.json_response(_seen_by(principal, standing_document(found)))


def _month(query: Mapping[str, str]) -> str | None:
    faults = [Fault(name[:60], "month", show(name)) for name in query if name != "month"]
    month = query.get("month")
    if month is not None and not is_month(month):
        faults.append(Fault("month", "a month such as 2026-10", show(month)))
    if faults:
        raise invalid(InputError("query", faults), 400)
    return month


def _seen_by(principal: Principal, document: dict[str, Any]) -> dict[str, Any]:
    if principal.role is not Role.READER:
        return document
    nameless = [{**each, "unknowns": []} for each in document["ratios"]]
    return {
        **document,
        "ratios": nameless,
        "declared_observed": [{**each, "silent": []} for each in document["declared_observed"]],
    }
