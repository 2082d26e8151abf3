"""The aiohttp application: which path is served by whom, and what every answer carries."""

from aiohttp import web

from fengsui.api.access import access_log
from fengsui.api.authorization import unclassified
from fengsui.api.coverage import CoverageHandlers
from fengsui.api.gate import FixedTokens, Gate, guard
from fengsui.api.health import HealthHandlers
from fengsui.api.metrics import MetricsHandlers
from fengsui.api.page import CONTENT_SECURITY_POLICY, PageHandlers
from fengsui.api.problem import problems
from fengsui.api.source import SnapshotSource
from fengsui.api.throttle import Throttle
from fengsui.api.what_if import WhatIfHandlers
from fengsui.clock import Clock

# Nothing is posted yet; what is sent all the same ends here.
_LARGEST_BODY = 64 * 1024

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Authorization, Accept, Accept-Language",
    "Server": "fengsui",  # aiohttp would tell its version and Python's
}


def build_application(
    source: SnapshotSource, clock: Clock, *, shards: int = 1, gate: Gate | None = None
) -> web.Application:
    """The application with all its routes.

    Args:
        source: Gives the picture that is served, and readiness.
        clock: Times requests for the access log.
        shards: Into how many scrapes service discovery divides the device series.
        gate: Tells callers apart; without one, callers on this machine read what is open to them, and nobody else anything.

    Raises:
        ValueError: where a route is not classified in `fengsui.api.authorization`.
    """
    keeper = gate or Gate(FixedTokens(), clock, open_locally=True, throttle=Throttle(0))
    application = web.Application(
        middlewares=[access_log(clock), problems, guard(keeper)], client_max_size=_LARGEST_BODY
    )
    metrics, health = MetricsHandlers(source, shards), HealthHandlers(source)
    application.add_routes(
        [
            web.get("/", PageHandlers(source).index),
            web.get("/api/v1/coverage", CoverageHandlers(source).province),
            web.get("/api/v1/coverage/what-if", WhatIfHandlers(source).what_if),
            web.get("/metrics", metrics.province),
            web.get("/metrics/devices", metrics.devices),
            web.get("/sd/prometheus", metrics.discovery),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
        ]
    )
    if unknown := unclassified(application.router.routes()):
        raise ValueError(f"nobody said who may use {unknown}: classify them in fengsui/api/authorization.py")
    application.on_response_prepare.append(_add_headers)
    return application


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
