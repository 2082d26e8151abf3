"""An HTTP server on a port of its own for one test, and a client that asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from fengsui.api.application import build_application
from fengsui.api.gate import FixedTokens, Gate, TokenFinder
from fengsui.api.incidents import Incidents
from fengsui.api.monthly_reports import MonthlyReports
from fengsui.api.past import Past
from fengsui.api.scorecard import ScorecardSource
from fengsui.api.server import HttpServer
from fengsui.api.source import SnapshotSource
from fengsui.api.throttle import Throttle
from fengsui.clock import Clock, ManualClock
from fengsui.inventory.edits import Editor
from fengsui.inventory.job_runner import ImportJobs
from fengsui.model.principal import Role
from fengsui.model.token import Token

# A token of each role by its text, which is no real one.
TOKENS = {
    "t-administrator": Token("administrator", Role.ADMINISTRATOR, None, created_at=0.0),
    "t-operator": Token("operator", Role.OPERATOR, None, created_at=0.0),
    "t-telecom": Token("telecom", Role.CARRIER, "telecom", created_at=0.0),
    "t-mobile": Token("mobile", Role.CARRIER, "mobile", created_at=0.0),
    "t-reader": Token("reader", Role.READER, None, created_at=0.0),
    "t-prometheus": Token("prometheus", Role.PROMETHEUS, None, created_at=0.0),
}


@asynccontextmanager
async def served(
    source: SnapshotSource,
    *,
    clock: Clock | None = None,
    shards: int = 1,
    gate: Gate | None = None,
    editor: Editor | None = None,
    past: Past | None = None,
    scores: ScorecardSource | None = None,
    jobs: ImportJobs | None = None,
    incidents: Incidents | None = None,
    monthly: MonthlyReports | None = None,
) -> AsyncIterator[HttpServer]:
    """The application at a free port of loopback."""
    application = build_application(
        source,
        clock or ManualClock(),
        shards=shards,
        gate=gate,
        editor=editor,
        past=past,
        scores=scores,
        jobs=jobs,
        incidents=incidents,
        monthly=monthly,
    )
    server = HttpServer(application)
    await server.start("127.0.0.1:0")
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def asking(
    source: SnapshotSource,
    *,
    clock: Clock | None = None,
    shards: int = 1,
    gate: Gate | None = None,
    editor: Editor | None = None,
    past: Past | None = None,
    scores: ScorecardSource | None = None,
    jobs: ImportJobs | None = None,
    incidents: Incidents | None = None,
    monthly: MonthlyReports | None = None,
) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a server of its own; paths are relative to it."""
    async with (
        served(
            source,
            clock=clock,
            shards=shards,
            gate=gate,
            editor=editor,
            past=past,
            scores=scores,
            jobs=jobs,
            incidents=incidents,
            monthly=monthly,
        ) as server,
        aiohttp.ClientSession(server.base_url) as client,
    ):
        yield client


def gate(
    *, open_locally: bool = False, clock: Clock | None = None, rate: float = 0.0, tokens: TokenFinder | None = None
) -> Gate:
    """A gate that knows a token of each role, and lets nobody in without one unless told."""
    finder = tokens or FixedTokens(TOKENS)
    return Gate(finder, clock or ManualClock(), open_locally=open_locally, throttle=Throttle(rate))


def bearer(text: str) -> dict[str, str]:
    """Headers that show a token; none for an empty text."""
    return {"Authorization": f"Bearer {text}"} if text else {}
