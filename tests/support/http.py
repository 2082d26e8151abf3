"""An HTTP server on a port of its own for one test, and a client that asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from fengsui.api.application import build_application
from fengsui.api.server import HttpServer
from fengsui.api.source import SnapshotSource
from fengsui.clock import Clock, ManualClock


@asynccontextmanager
async def served(source: SnapshotSource, *, clock: Clock | None = None, shards: int = 1) -> AsyncIterator[HttpServer]:
    """The application at a free port of loopback."""
    server = HttpServer(build_application(source, clock or ManualClock(), shards=shards))
    await server.start("127.0.0.1:0")
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def asking(source: SnapshotSource, *, shards: int = 1) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a server of its own; paths are relative to it."""
    async with served(source, shards=shards) as server, aiohttp.ClientSession(server.base_url) as client:
        yield client
