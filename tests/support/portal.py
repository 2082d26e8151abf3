"""A portal on loopback that says exactly what a test has it say, over real TCP and TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fengsui.model.service import DEFAULT_STATUS, Service, ServiceKind

Script = Callable[["Visitor"], Awaitable[None]]
ADDRESS = "127.0.0.1"


@dataclass
class Visitor:
    """One connection: what it asked, and the way to answer it."""

    request: bytes
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Sends, and waits while the visitor does not read."""
        self.writer.write(data)
        await self.writer.drain()

    async def wait(self) -> None:
        """Says nothing more until the visitor leaves."""
        await asyncio.sleep(3600)


@dataclass
class Portal:
    """What a test may look at: where it listens, and what each visitor asked."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def service(self, kind: ServiceKind = ServiceKind.HTTP, **given: object) -> Service:
        """A registered service at this portal; a probe of it has time enough on a busy machine."""
        http = {} if kind is ServiceKind.TCP else {"path": "/", "expected_status": DEFAULT_STATUS}
        fields = {
            "name": "portal",
            "site": "s",
            "kind": kind,
            "address": ADDRESS,
            "port": self.port,
            "timeout_seconds": 10.0,
        }
        return Service(**{**fields, **http, **given})  # type: ignore[arg-type]  # the dictionary's values differ in type


@asynccontextmanager
async def portal(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Portal]:
    """A portal that reads one request of each visitor, runs the script, and hangs up."""
    there = Portal()
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        visits.add(task)
        there.connections += 1
        try:
            there.requests.append(await reader.readuntil(b"\r\n\r\n"))
            await script(Visitor(there.requests[-1], writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()
            visits.discard(task)

    server = await asyncio.start_server(visit, ADDRESS, 0, ssl=tls)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for task in visits:
            task.cancel()
        if visits:
            await asyncio.wait(visits)


def says(data: bytes) -> Script:
    """A portal that answers with these bytes."""

    async def script(visitor: Visitor) -> None:
        await visitor.send(data)

    return script


def page(body: bytes = b"welcome", status: str = "200 OK", *headers: str) -> Script:
    """A portal that answers with a whole page."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return says("\r\n".join(lines).encode() + body)
