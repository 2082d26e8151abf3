"""The page at `/`: the coverage figure and where to find the rest; it loads nothing from anywhere."""

import base64
import hashlib
from html import escape

from aiohttp import web

import fengsui
from fengsui.api.source import SnapshotSource
from fengsui.coverage.document import summary
from fengsui.coverage.result import Coverage

STYLE = "body{font:16px/1.6 sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}.figure{font-size:1.5rem}"
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

# Our own style by its hash and nothing else: no script, no picture, no frame, no form, no request to anywhere.
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_LINKS = (
    ("/api/v1/coverage", "coverage as JSON", "覆盖状况（JSON）"),
    ("/metrics", "metrics: coverage and the poller", "指标：覆盖与轮询器"),
    ("/metrics/devices", "metrics: devices, interfaces, links", "指标：设备、接口、链路"),
    ("/sd/prometheus", "service discovery for Prometheus", "Prometheus 服务发现"),
    ("/healthz", "is the process alive", "进程存活检查"),
    ("/readyz", "is the service ready", "服务就绪检查"),
)


def render_page(coverage: Coverage) -> str:
    """The page as HTML."""
    items = "".join(
        f'<li><a href="{escape(path)}">{escape(path)}</a> {escape(text)} · {escape(gloss)}</li>'
        for path, text, gloss in _LINKS
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fengsui 烽燧</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f'<h1>Fengsui 烽燧</h1><p class="figure">{escape(summary(coverage))}</p>'
        f"<ul>{items}</ul><p>fengsui {escape(fengsui.__version__)}</p></body></html>\n"
    )


class PageHandlers:
    """Handler of the page."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source

    async def index(self, _request: web.Request) -> web.Response:
        """`/`: the page."""
        return web.Response(text=render_page(self._source.snapshot().coverage), content_type="text/html")
