"""Health for whoever keeps the process running: `/healthz` is alive, `/readyz` is useful."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from fengsui.api.source import SnapshotSource

_PATIENCE_SECONDS = 5.0


class HealthHandlers:
    """Handlers of the health endpoints."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    async def alive(self, _request: web.Request) -> web.Response:
        """`/healthz`: 200 as long as the event loop turns."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """`/readyz`: 200 when ready, else 503 with every reason."""
        reasons = await self._reasons()
        body = {"status": "not ready" if reasons else "ready", "reasons": list(reasons)}
        return web.json_response(body, status=503 if reasons else 200)

    async def _reasons(self) -> Sequence[str]:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._source.readiness()
        except TimeoutError:
            return [f"the check itself took longer than {_PATIENCE_SECONDS:g} s: the database or the machine is stuck"]
