"""Bodies of requests: bounded in size and time, in a form that is taken, and in UTF-8."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from fengsui.api.problem import ProblemError
from fengsui.inventory.readers.json_reader import NotJsonError, parse_json

# One record; a carrier's thousand prefixes are some 20 KB.
RECORD_BYTES = 64 * 1024
# Some 100,000 devices as NDJSON.
BULK_BYTES = 32 * 1024 * 1024
# A sender that takes longer holds memory and a connection for nothing; 32 MB in two minutes is 2 Mbit/s.
_RECORD_SECONDS = 20.0
_BULK_SECONDS = 120.0
BULK_TYPES = ("application/json", "application/x-ndjson", "text/csv")
_CLOSE = {"Connection": "close"}
# What a large body becomes on its way to records takes some fifteen times its size: two of 32 MB are a gigabyte.
_LARGE_BYTES = 1024 * 1024
_MOST_LARGE = 2
_ROOM_SECONDS = 30.0


class Room:
    """Room for large bodies, which are taken one or two at a time so that no number of callers exhausts the memory."""

    def __init__(self, most: int = _MOST_LARGE, patience_seconds: float = _ROOM_SECONDS) -> None:
        self._free = asyncio.Semaphore(most)
        self._patience = patience_seconds

    @asynccontextmanager
    async def take(self, request: web.Request) -> AsyncIterator[None]:
        """Holds room for the body of a request, and for what it becomes; a small one, or one of no body, needs none.

        Raises:
            ProblemError: 429, where there is none for too long.
        """
        length = request.content_length
        if length is not None and length <= _LARGE_BYTES:
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            detail = "too many large bodies are being worked on; send this one later, or as a job"
            headers = {**_CLOSE, "Retry-After": f"{self._patience:.0f}"}
            raise ProblemError(429, "Too Many Requests", detail, headers=headers) from None
        try:
            yield
        finally:
            self._free.release()


async def read_json(request: web.Request, *types: str) -> Any:
    """The JSON document of a request for one record.

    Raises:
        ProblemError: 400, 408, 413 or 415.
    """
    content_type(request, *types)
    return parse(await read_text(request, RECORD_BYTES, _RECORD_SECONDS))


async def read_bulk(request: web.Request, *types: str) -> tuple[str, str]:
    """Media type and text of a request for many records.

    Raises:
        ProblemError: 400, 408, 413 or 415.
    """
    found = content_type(request, *types)
    return found, await read_text(request, BULK_BYTES, _BULK_SECONDS)


def content_type(request: web.Request, *types: str) -> str:
    """The media type of a request.

    Raises:
        ProblemError: 415, where it is none of `types`, or the body is encoded otherwise than as UTF-8 text.
    """
    charset = (request.charset or "utf-8").lower()
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if request.content_type not in types or "Content-Type" not in request.headers:
        got = request.headers.get("Content-Type", "none")[:80]
        detail = f"Content-Type: expected {' or '.join(types)}, got {got!r}"
        raise ProblemError(415, "Unsupported Media Type", detail, headers={"Accept": ", ".join(types)})
    if charset not in ("utf-8", "utf8") or encoding != "identity":
        # A compressed body could unfold to any size.
        detail = "expected UTF-8 text that is not compressed, got another charset or a Content-Encoding"
        raise ProblemError(415, "Unsupported Media Type", detail)
    return request.content_type


def parse(text: str) -> Any:
    """A JSON document.

    Raises:
        ProblemError: 400.
    """
    try:
        return parse_json(text)
    except NotJsonError as error:
        raise ProblemError(400, "Bad Request", str(error)) from None


async def read_text(request: web.Request, most: int, seconds: float) -> str:
    """The text of a body.

    Args:
        request: Whose body was not read yet.
        most: Bytes.
        seconds: By when it must be here.

    Raises:
        ProblemError: 400 where it is not UTF-8, 408 where it comes too slowly, 413 where it is too large.
    """
    data = bytearray()
    async for piece in _pieces(request, most, seconds):
        data += piece
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"expected UTF-8, got byte 0x{data[error.start]:02x} at offset {error.start}"
        raise ProblemError(400, "Bad Request", detail) from None


async def save(request: web.Request, path: Path, most: int, seconds: float) -> None:
    """Writes a body to a file as it comes, so that its size costs no memory.

    Raises:
        ProblemError: 400 where it ends before its end, 408 where it comes too slowly, 413 where it is too large.
    """
    with path.open("wb") as file:
        async for piece in _pieces(request, most, seconds):
            file.write(piece)


async def _pieces(request: web.Request, most: int, seconds: float) -> AsyncIterator[bytes]:
    if (request.content_length or 0) > most:
        raise _too_large(most)
    loop, taken = asyncio.get_running_loop(), 0
    ends = loop.time() + seconds
    try:
        while True:
            async with asyncio.timeout_at(ends):
                piece = await request.content.readany()
            if not piece:
                return
            taken += len(piece)
            if taken > most:
                raise _too_large(most)
            yield piece
    except TimeoutError:
        detail = f"expected the whole body within {seconds:g} s"
        raise ProblemError(408, "Request Timeout", detail, headers=_CLOSE) from None
    except web.RequestPayloadError:
        raise ProblemError(400, "Bad Request", "the body ended before it was whole", headers=_CLOSE) from None


def _too_large(most: int) -> ProblemError:
    detail = f"expected a body of at most {most} bytes; send the records in several requests"
    return ProblemError(413, "Content Too Large", detail, headers=_CLOSE)
