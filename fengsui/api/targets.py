"""The targets of the programme over HTTP: where each stands; a carrier sees those for all and its own."""

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.source import SnapshotSource
from fengsui.coverage.targets import target_document
from fengsui.exporters.programme_series import standings_of
from fengsui.model.principal import Role


class TargetHandlers:
    """Handler of targets."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    async def targets(self, request: web.Request) -> web.Response:
        """`/api/v1/targets`: as `fengsui target list -o json` prints them."""
        principal = principal_of(request)
        found = [
            each
            for each in standings_of(self._source.snapshot())
            if principal.role is not Role.CARRIER or each.target.carrier in (None, principal.carrier)
        ]
        return web.json_response({"items": [target_document(each) for each in found]})
