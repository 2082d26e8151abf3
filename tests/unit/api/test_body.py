"""Bodies that are too large, too slow, of another kind, or broken are refused before anything looks inside."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from fengsui.api.body import RECORD_BYTES, Room, read_json, read_text
from fengsui.api.problem import ProblemError, problems


async def take(request: web.Request) -> web.Response:
    return web.json_response({"got": await read_json(request, "application/json")})


async def hurry(request: web.Request) -> web.Response:
    return web.json_response({"got": await read_text(request, 100, 0.05)})


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    application = web.Application(middlewares=[problems])
    application.add_routes([web.post("/", take), web.post("/hurry", hurry)])
    async with TestClient(TestServer(application)) as found:
        yield found


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "status", "said"),
    [
        (b'{"a": 1}', JSON, 200, ""),
        (b'\xef\xbb\xbf{"a": 1}', JSON, 200, ""),
        (b'{"a": 1}', {"Content-Type": "application/json; charset=UTF-8"}, 200, ""),
        (b'{"a": 1}', {"Content-Type": "text/plain"}, 415, "expected application/json, got 'text/plain'"),
        (b'{"a": 1}', {"Content-Type": "application/json; charset=gbk"}, 415, "another charset"),
        (gzip.compress(b"{}", mtime=0), {**JSON, "Content-Encoding": "gzip"}, 415, "not compressed"),
        (b'{"a": "\xff"}', JSON, 400, "expected UTF-8, got byte 0xff at offset 7"),
        (b"", JSON, 400, "not JSON"),
        (b'{"a": 1, "a": 2}', JSON, 400, "the key 'a' stands twice"),
        (b" " * (RECORD_BYTES + 1), JSON, 413, f"at most {RECORD_BYTES} bytes"),
    ],
)
async def test_a_body_is_taken_or_refused_with_the_reason(
    client: TestClient[web.Request, web.Application], body: bytes, headers: dict[str, str], status: int, said: str
) -> None:
    async with client.post("/", data=body, headers=headers, skip_auto_headers=["Content-Type"]) as answer:
        assert answer.status == status
        assert said in await answer.text()


async def test_a_body_without_a_length_is_cut_off_where_it_grows_too_large(
    client: TestClient[web.Request, web.Application],
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * RECORD_BYTES:
            sent += RECORD_BYTES // 4
            yield b" " * (RECORD_BYTES // 4)

    try:
        async with client.post("/", data=endless(), headers=JSON) as answer:
            assert answer.status == 413
    except (aiohttp.ClientConnectionError, ConnectionError):
        pass  # the server closed while we were still sending, which is its right
    assert sent < 100 * RECORD_BYTES


async def test_a_body_that_drips_is_not_waited_for(client: TestClient[web.Request, web.Application]) -> None:
    held = asyncio.Event()

    async def dripping() -> AsyncIterator[bytes]:
        yield b"{"
        await held.wait()

    async with client.post("/hurry", data=dripping(), headers=JSON) as answer:
        assert answer.status == 408
        assert answer.headers["Connection"] == "close"
        held.set()


def announced(length: int | None) -> web.Request:
    return make_mocked_request("POST", "/", {} if length is None else {"Content-Length": str(length)})


@pytest.mark.parametrize("length", [2_000_000, None])
async def test_large_bodies_take_turns_and_small_ones_need_not_wait(length: int | None) -> None:
    room = Room(1, 0.01)
    async with room.take(announced(length)), room.take(announced(1000)):
        with pytest.raises(ProblemError, match="send this one later, or as a job") as refused:
            async with room.take(announced(length)):
                pytest.fail("there was no room")
    assert refused.value.status == 429
    async with room.take(announced(length)):
        pass
