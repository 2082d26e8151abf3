"""The aiohttp application: which path is served by whom, and what every answer carries."""

from aiohttp import web

from fengsui.api.access import access_log
from fengsui.api.coverage import CoverageHandlers
from fengsui.api.health import HealthHandlers
from fengsui.api.metrics import MetricsHandlers
from fengsui.api.page import CONTENT_SECURITY_POLICY, PageHandlers
from fengsui.api.problem import problems
from fengsui.api.source import SnapshotSource
from fengsui.clock import Clock

# Nothing is posted yet; what is sent all the same ends here.
_LARGEST_BODY = 64 * 1024

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "fengsui",  # aiohttp would tell its version and Python's
}


def build_application(source: SnapshotSource, clock: Clock, *, shards: int = 1) -> web.Application:
    """The application with all its routes.

    Args:
        source: Gives the picture that is served, and readiness.
        clock: Times requests for the access log.
        shards: Into how many scrapes service discovery divides the device series.
    """
    application = web.Application(middlewares=[access_log(clock), problems], client_max_size=_LARGEST_BODY)
    metrics, health = MetricsHandlers(source, shards), HealthHandlers(source)
    application.add_routes(
        [
            web.get("/", PageHandlers(source).index),
            web.get("/api/v1/coverage", CoverageHandlers(source).province),
            web.get("/metrics", metrics.province),
            web.get("/metrics/devices", metrics.devices),
            web.get("/sd/prometheus", metrics.discovery),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
        ]
    )
    application.on_response_prepare.append(_add_headers)
    return application


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
