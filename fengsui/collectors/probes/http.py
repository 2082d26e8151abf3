"""One HTTP request over one connection: no redirect is followed, nothing is decompressed, nothing is kept."""

import asyncio
import ssl

import aiohttp
from aiohttp.client_proto import ResponseHandler
from yarl import URL

import fengsui
from fengsui.collectors.probes.attempt import Attempt, ProbeFailure
from fengsui.collectors.probes.connection import connect
from fengsui.collectors.probes.failure import HEADER_TOO_LONG, shown
from fengsui.model.probe import ProbeOutcome
from fengsui.model.service import Service, ServiceKind, is_expected, parse_status_ranges

MOST_BODY_BYTES = 64 * 1024
_MOST_HEADER_LINES = 128
_LONGEST_LINE = 8190
# Before the header has come: answers that announce another answer (100 Continue) may come without an end, and each costs time.
_MOST_EARLY_BYTES = 128 * 1024
# In all: a body of single bytes in chunks takes six times its size. What comes beyond that is extensions of chunks, which count
# as no body and would be read at the speed of the line until the deadline.
_MOST_BYTES = 1024 * 1024
_BODY_TOO_LONG = "what came around the body is beyond all bounds"
_HEADERS = {
    "User-Agent": f"fengsui/{fengsui.__version__}",
    "Accept": "*/*",
    # A compressed answer of some kilobytes can hold gigabytes.
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_ENCODINGS = ("utf-8", "gb18030")


class _GivenConnection(aiohttp.BaseConnector):
    """Gives out the one connection that it was given: whatever a URL or an answer names, nothing else is connected to."""

    def __init__(self, connection: ResponseHandler) -> None:
        super().__init__(force_close=True)
        self._given: ResponseHandler | None = connection

    async def _create_connection(self, *_asked: object) -> ResponseHandler:
        given, self._given = self._given, None
        if given is None:
            # aiohttp asks again where a connection was closed without an answer; one probe is one try.
            raise aiohttp.ServerDisconnectedError
        return given


class _BoundedHandler(ResponseHandler):
    """Reads an answer, and hangs up on a server that sends more than a header before the header is there, or far more than a body.

    Attributes:
        answered: True once the header has come; from there on the reader of the body holds back a sender of a body.
        flooded: True where it hung up.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.answered = self.flooded = False
        self._came = 0

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        # The first piece may hold a header with much of a body behind it.
        if self._came > len(data) and self._came > (_MOST_BYTES if self.answered else _MOST_EARLY_BYTES):
            self.flooded = True
            if self.transport is not None:
                self.transport.abort()  # `close` would leave the reader of a body waiting
            return
        super().data_received(data)


async def ask_http(service: Service, attempt: Attempt, tls: ssl.SSLContext | None) -> None:
    """Asks for the service's path and notes what comes; the body is read up to its bound.

    Raises:
        OSError, aiohttp.ClientError: as the connection or the answer fails.
        ProbeFailure: the header has no end, or what is around the body.
    """
    loop = asyncio.get_running_loop()
    transport, protocol = await connect(service, lambda: _BoundedHandler(loop), attempt, tls)
    try:
        async with _session(_GivenConnection(protocol)) as session:
            since = attempt.clock.monotonic()
            async with session.get(_url(service), allow_redirects=False) as response:
                protocol.answered = True
                attempt.answered(since)
                attempt.http_status, attempt.body_whole = response.status, False
                attempt.location = _location(response)
                await _read_body(response, attempt)
                response.close()  # without waiting for a rest that may never come
    except aiohttp.ClientError:
        if protocol.flooded:
            said = _BODY_TOO_LONG if protocol.answered else HEADER_TOO_LONG
            raise ProbeFailure(ProbeOutcome.TOO_LONG, said) from None
        raise
    finally:
        transport.abort()


def judge_http(service: Service, attempt: Attempt) -> None:
    """Holds the answer against what is expected.

    Raises:
        ProbeFailure: with the first thing that is wrong.
    """
    expected = service.expected_status or ""
    status = attempt.http_status or 0
    if attempt.certificate_failure is not None:
        raise attempt.certificate_failure
    if not is_expected(status, parse_status_ranges(expected) or ()):
        raise ProbeFailure(ProbeOutcome.WRONG_STATUS, f"{status}, expected {expected}")
    if service.expected_text and not _holds(bytes(attempt.body), service.expected_text):
        where = "the answer" if attempt.body_whole else f"the first {MOST_BODY_BYTES // 1024} KiB"
        raise ProbeFailure(ProbeOutcome.WRONG_TEXT, f"{shown(repr(service.expected_text), 60)} is not in {where}")


def _session(connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        headers=_HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),  # the probe has a deadline of its own
        trust_env=False,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_LINE,
        max_headers=_MOST_HEADER_LINES,
    )


def _url(service: Service) -> URL:
    host = service.host or (f"[{service.address}]" if ":" in service.address else service.address)
    scheme = "https" if service.kind is ServiceKind.HTTPS else "http"
    return URL(f"{scheme}://{host}:{service.port}{service.path or '/'}", encoded=True)


def _location(response: aiohttp.ClientResponse) -> str | None:
    location = response.headers.get("Location")
    return shown(location, 255) if location is not None and 300 <= response.status < 400 else None


async def _read_body(response: aiohttp.ClientResponse, attempt: Attempt) -> None:
    while len(attempt.body) < MOST_BODY_BYTES:
        piece = await response.content.read(MOST_BODY_BYTES - len(attempt.body))
        if not piece:
            break
        attempt.body += piece
    attempt.body_whole = response.content.at_eof()


def _holds(body: bytes, text: str) -> bool:
    return any(text.encode(encoding) in body for encoding in _ENCODINGS)
