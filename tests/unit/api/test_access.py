"""Requests are told quietly, slow ones aloud, and queries never."""

import structlog.testing
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from fengsui.api.access import access_log
from fengsui.clock import ManualClock


async def told(seconds: float) -> dict[str, object]:
    clock = ManualClock()

    async def handler(_request: web.Request) -> web.StreamResponse:
        await clock.advance(seconds)
        return web.Response()

    with structlog.testing.capture_logs() as events:
        await access_log(clock)(make_mocked_request("GET", "/metrics?secret=1"), handler)
    (event,) = events
    return dict(event)


async def test_a_request_is_told_at_debug_without_its_query() -> None:
    assert await told(0.5) == {
        "event": "request",
        "log_level": "debug",
        "method": "GET",
        "path": "/metrics",
        "seconds": 0.5,
        "status": 200,
    }


async def test_a_slow_request_is_told_aloud() -> None:
    assert (await told(6.0))["log_level"] == "warning"
