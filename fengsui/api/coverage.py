"""Coverage for programs: `/api/v1/coverage`."""

from aiohttp import web

from fengsui.api.source import SnapshotSource
from fengsui.coverage.document import coverage_document


class CoverageHandlers:
    """Handler of coverage."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    async def province(self, _request: web.Request) -> web.Response:
        """`/api/v1/coverage`: the whole province, as `fengsui coverage -o json` prints it."""
        return web.json_response(coverage_document(self._source.snapshot().coverage))
