"""The endpoints that Prometheus asks: `/metrics`, `/metrics/devices` and `/sd/prometheus`."""

import asyncio
import re

from aiohttp import web

from fengsui.api.problem import ProblemError
from fengsui.api.source import SnapshotSource
from fengsui.exporters.devices import DeviceRenderer, Shard
from fengsui.exporters.discovery import targets
from fengsui.exporters.process import process_families
from fengsui.exporters.province import render_province
from fengsui.exporters.text import OPENMETRICS_TYPE, TEXT_TYPE

# A scrape of 100,000 interfaces is some 150 MB; beyond 64 shards each would be smaller than its own overhead.
MOST_SHARDS = 64

# Prometheus gives up after scrape_timeout, at most a minute in common settings; who reads slower holds memory for nothing.
_SLOWEST_READER_SECONDS = 60.0

_SHARD = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9]([A-Za-z0-9.-]{0,252})?)(:[0-9]{1,5})?")


def wants_openmetrics(accept: str) -> bool:
    """True where an Accept header names OpenMetrics 1.0, or no version of it, and does not refuse it with q=0."""
    return any(_is_openmetrics(part) for part in accept.lower().split(","))


def _is_openmetrics(part: str) -> bool:
    kind, *parameters = (piece.strip() for piece in part.split(";"))
    given = dict(parameter.split("=", 1) for parameter in parameters if "=" in parameter)
    refused = given.get("q", "1").rstrip("0") in ("0.", "")
    return kind == "application/openmetrics-text" and given.get("version", "1.0.0") == "1.0.0" and not refused


def parse_shard(text: str | None) -> Shard:
    """Reads `i/n`, i from 0; nothing means the only shard.

    Raises:
        ProblemError: 400, when it is anything else.
    """
    if text is None:
        return (0, 1)
    found = _SHARD.fullmatch(text)
    shard = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 <= shard[0] < shard[1] <= MOST_SHARDS:
        expected = f"i/n with 0 <= i < n <= {MOST_SHARDS}, for example 0/4"
        raise ProblemError(400, "Bad shard", f"shard: expected {expected}, got {text[:40]!r}")
    return shard


class MetricsHandlers:
    """Handlers of the endpoints that Prometheus asks.

    Args:
        source: Gives the picture that is rendered.
        shards: Into how many scrapes service discovery divides the device series.
    """

    def __init__(self, source: SnapshotSource, shards: int) -> None:
        self._source = source
        self._shards = shards
        self._renderer = DeviceRenderer()

    async def province(self, request: web.Request) -> web.Response:
        """`/metrics`: coverage, counties and the poller."""
        openmetrics = wants_openmetrics(request.headers.get("Accept", ""))
        body = render_province(self._source.snapshot(), openmetrics, more=process_families())
        return web.Response(body=body, headers={"Content-Type": _type(openmetrics)})

    async def devices(self, request: web.Request) -> web.StreamResponse:
        """`/metrics/devices`: device, interface and link series, sent piece by piece so that the loop stays free."""
        shard = parse_shard(request.query.get("shard"))
        openmetrics = wants_openmetrics(request.headers.get("Accept", ""))
        response = web.StreamResponse(headers={"Content-Type": _type(openmetrics)})
        await response.prepare(request)
        if request.method != "HEAD":
            async with asyncio.timeout(_SLOWEST_READER_SECONDS):
                for piece in self._renderer.pieces(self._source.snapshot(), shard, openmetrics):
                    await response.write(piece)
                    await asyncio.sleep(0)  # write returns at once while the socket's buffer has room
        await response.write_eof()
        return response

    async def discovery(self, request: web.Request) -> web.Response:
        """`/sd/prometheus`: where Prometheus scrapes, under the address that it found us at."""
        if not _HOST.fullmatch(request.host):
            raise ProblemError(400, "Bad Host header", f"Host: expected a host and port, got {request.host[:80]!r}")
        return web.json_response(targets(request.host, self._shards))


def _type(openmetrics: bool) -> str:
    return OPENMETRICS_TYPE if openmetrics else TEXT_TYPE
