"""The aiohttp application: which path is served by whom, and what every answer carries."""

from aiohttp import web

from fengsui.api.access import access_log
from fengsui.api.audit import AuditHandlers
from fengsui.api.authorization import unclassified
from fengsui.api.availability import AvailabilityHandlers
from fengsui.api.body import Room
from fengsui.api.connectivity import ConnectivityHandlers
from fengsui.api.contract import ContractHandlers
from fengsui.api.coverage import CoverageHandlers
from fengsui.api.export import ExportHandlers
from fengsui.api.gate import FixedTokens, Gate, guard
from fengsui.api.health import HealthHandlers
from fengsui.api.incidents import IncidentHandlers, Incidents
from fengsui.api.jobs import JobHandlers
from fengsui.api.metrics import MetricsHandlers
from fengsui.api.monthly_reports import MonthlyReportHandlers, MonthlyReports
from fengsui.api.page import CONTENT_SECURITY_POLICY, PageHandlers
from fengsui.api.past import Past
from fengsui.api.problem import problems
from fengsui.api.ratios import RatioHandlers
from fengsui.api.records import RecordHandlers
from fengsui.api.scorecard import ScorecardHandlers, ScorecardSource
from fengsui.api.source import SnapshotSource
from fengsui.api.subscriber_reports import SubscriberReportHandlers
from fengsui.api.targets import TargetHandlers
from fengsui.api.throttle import Throttle
from fengsui.api.verification import VerificationHandlers
from fengsui.api.what_if import WhatIfHandlers
from fengsui.clock import Clock
from fengsui.inventory.edits import Editor
from fengsui.inventory.job_runner import ImportJobs
from fengsui.inventory.kinds import KINDS

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
    source: SnapshotSource,
    clock: Clock,
    *,
    shards: int = 1,
    gate: Gate | None = None,
    editor: Editor | None = None,
    past: Past | None = None,
    scores: ScorecardSource | None = None,
    jobs: ImportJobs | None = None,
    incidents: Incidents | None = None,
    monthly: MonthlyReports | None = None,
) -> web.Application:
    """The application with all its routes.

    Args:
        source: Gives the picture that is served, and readiness.
        clock: Times requests for the access log.
        shards: Into how many scrapes service discovery divides the device series.
        editor: Reads and changes the inventory; without one, what asks for records is answered by 503.
        past: What was, for questions about the past; without it they are answered by 503.
        scores: Works out scorecards of carriers; without it they are answered by 503.
        jobs: Does long imports; without it they are answered by 503.
        incidents: Where incidents are kept; without it they are answered by 503.
        monthly: Makes reports of months; without it they are answered by 503.
        gate: Tells callers apart; without one, callers on this machine read what is open to them, and nobody else anything.

    Raises:
        ValueError: where a route is not classified in `fengsui.api.authorization`.
    """
    keeper = gate or Gate(FixedTokens(), clock, open_locally=True, throttle=Throttle(0))
    application = web.Application(
        middlewares=[access_log(clock), problems, guard(keeper)], client_max_size=_LARGEST_BODY
    )
    verification = VerificationHandlers(editor, clock)
    metrics, health = MetricsHandlers(source, shards), HealthHandlers(source)
    room = Room()
    reports = SubscriberReportHandlers(editor, clock, room)
    application.add_routes(
        [
            web.get("/", PageHandlers(source).index),
            web.get("/api/v1/coverage", CoverageHandlers(source, clock, past).province),
            web.get("/api/v1/availability", AvailabilityHandlers(past, clock).list),
            web.get("/api/v1/coverage/what-if", WhatIfHandlers(source).what_if),
            web.get("/metrics", metrics.province),
            web.get("/metrics/devices", metrics.devices),
            web.get("/sd/prometheus", metrics.discovery),
            web.get("/api/v1/export", ExportHandlers(source, editor).get),
            web.get("/api/v1/audit", AuditHandlers(editor).list),
            web.get("/api/v1/sites/{key}/connectivity", ConnectivityHandlers(source, editor).site),
            *job_routes(JobHandlers(jobs, clock)),
            *incident_routes(IncidentHandlers(incidents, clock)),
            web.get("/api/v1/devices/{key}/verification", verification.get),
            web.post("/api/v1/devices/{key}/verification", verification.post),
            web.get("/api/v1/ratios", RatioHandlers(source).ratios),
            web.get("/api/v1/scorecard", ScorecardHandlers(source, scores, clock).get),
            web.get("/api/v1/reports/monthly/{month}", MonthlyReportHandlers(monthly).get),
            *target_routes(TargetHandlers(source, editor, clock)),
            web.get("/api/v1/subscriber-reports", reports.list),
            web.put("/api/v1/subscriber-reports", reports.put),
            web.get("/openapi.json", ContractHandlers().document),
            web.get("/docs", ContractHandlers().page),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
        ]
    )
    for kind in KINDS:
        application.add_routes(record_routes(kind, RecordHandlers(kind, editor, clock, room)))
    if unknown := unclassified(application.router.routes()):
        raise ValueError(f"nobody said who may use {unknown}: classify them in fengsui/api/authorization.py")
    application.on_response_prepare.append(_add_headers)
    return application


def target_routes(handlers: TargetHandlers) -> list[web.RouteDef]:
    """The routes of targets."""
    path = "/api/v1/targets"
    return [
        web.get(path, handlers.list),
        web.get(f"{path}/{{key}}", handlers.get),
        web.put(f"{path}/{{key}}", handlers.put),
        web.patch(f"{path}/{{key}}", handlers.patch),
        web.delete(f"{path}/{{key}}", handlers.delete),
    ]


def job_routes(handlers: JobHandlers) -> list[web.RouteDef]:
    """The routes of long imports."""
    path = "/api/v1/jobs"
    return [
        web.post(path, handlers.post),
        web.get(path, handlers.list),
        web.get(f"{path}/{{key}}", handlers.get),
        web.delete(f"{path}/{{key}}", handlers.delete),
        web.get(f"{path}/{{key}}/faults", handlers.faults),
        web.get(f"{path}/{{key}}/changes", handlers.changes),
    ]


def incident_routes(handlers: IncidentHandlers) -> list[web.RouteDef]:
    """The routes of incidents."""
    path = "/api/v1/incidents"
    return [
        web.get(path, handlers.list),
        web.get(f"{path}/{{key}}", handlers.get),
        web.post(f"{path}/{{key}}/acknowledge", handlers.acknowledge),
    ]


def record_routes(kind: str, handlers: RecordHandlers) -> list[web.RouteDef]:
    """The routes of one kind."""
    path = f"/api/v1/{kind}"
    return [
        web.get(path, handlers.list),
        web.post(f"{path}:bulk", handlers.bulk),
        web.get(f"{path}/{{key}}", handlers.get),
        web.put(f"{path}/{{key}}", handlers.put),
        web.patch(f"{path}/{{key}}", handlers.patch),
        web.delete(f"{path}/{{key}}", handlers.delete),
    ]


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = _HEADERS["Server"]
