"""The access log: one event a request, at debug, since scrapes come every few seconds; slow ones are told aloud."""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fengsui.clock import Clock

# Prometheus gives up after ten seconds by default; half of that deserves a look (more shards, a slower disk).
_SLOW_SECONDS = 5.0

_log = structlog.get_logger(__name__)


def access_log(clock: Clock) -> Middleware:
    """A middleware that tells of every request; never its query or headers, which may hold secrets."""

    @web.middleware
    async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = clock.monotonic()
        response = await handler(request)
        seconds = round(clock.monotonic() - began, 4)
        tell = _log.warning if seconds >= _SLOW_SECONDS else _log.debug
        tell("request", method=request.method, path=request.path[:100], status=response.status, seconds=seconds)
        return response

    return told
