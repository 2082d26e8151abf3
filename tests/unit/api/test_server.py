"""The server's life: a port, a busy port, an end."""

import asyncio

import aiohttp
import pytest

from fengsui.api.application import build_application
from fengsui.api.connections import Connections
from fengsui.api.server import HttpServer
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.errors import ConfigError, PortInUseError
from tests.support.builders import snapshot
from tests.support.http import gate, served


def server() -> HttpServer:
    return HttpServer(build_application(FixedSource(snapshot()), ManualClock()))


async def test_port_nought_takes_a_free_port_and_says_which() -> None:
    async with served(FixedSource(snapshot())) as running:
        assert running.address.port > 0
        assert running.base_url == f"http://127.0.0.1:{running.address.port}"


async def test_a_port_in_use_is_named_with_what_to_do() -> None:
    async with served(FixedSource(snapshot())) as running:
        taken = str(running.address)
        with pytest.raises(PortInUseError) as caught:
            await server().start(taken)
    assert f"cannot listen at {taken}" in str(caught.value)
    assert "port 0 takes any free one" in str(caught.value)


async def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"cannot listen at 192\.0\.2\.1:0: expected an address of this machine"):
        await server().start("192.0.2.1:0")


async def test_after_stop_nobody_listens_and_the_port_is_free_again() -> None:
    async with served(FixedSource(snapshot())) as running:
        address, url = str(running.address), running.base_url
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(url)

    again = server()
    await again.start(address)
    await again.stop()


def test_the_address_of_a_server_that_was_not_started_is_nobody_s() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        _ = server().address


async def raw(running: HttpServer, sent: bytes) -> bytes:
    """Everything that a server answers to these bytes, until it closes."""
    reader, writer = await asyncio.open_connection(running.address.host, running.address.port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b"])
async def test_headers_that_do_not_come_are_not_waited_for(sent: bytes) -> None:
    clock = ManualClock()
    application = build_application(FixedSource(snapshot()), clock)
    slow = HttpServer(application, clock, Connections(clock, most=10, first_seconds=15))
    await slow.start("127.0.0.1:0")
    answer = asyncio.ensure_future(raw(slow, sent))
    await asyncio.sleep(0.05)
    await clock.advance(14)
    assert not answer.done()
    await clock.advance(3)
    assert await answer == b""
    await slow.stop()


NO_HTTP = [
    b"GET / HTTP/3.0\r\nAuthorization: Bearer a-canary\r\n\r\n",
    b"GET / HTTP/1.1\r\nAuthorization: Bearer a-canary" + b"x" * 9000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nAuthorization: a-canary\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a-canary\r\n" % n for n in range(300)) + b"\r\n",
    b"\x16\x03\x01a-canary\r\n\r\n",
]


@pytest.mark.parametrize("sent", NO_HTTP)
async def test_what_is_not_http_is_refused_and_not_logged(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with served(FixedSource(snapshot())) as running:
        assert b"400 Bad Request" in (await raw(running, sent)).splitlines()[0]
    assert caplog.text == ""


@pytest.mark.parametrize("header", [b"Bearer \xff\xfe", b"Basic \xff", "Bearer 烽燧".encode(), b"Basic =", b"\xff"])
async def test_a_token_that_is_no_text_is_no_token(header: bytes) -> None:
    async with served(FixedSource(snapshot()), gate=gate()) as running:
        sent = b"GET /api/v1/sites HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: " + header + b"\r\n\r\n"
        assert b"401 Unauthorized" in (await raw(running, sent)).splitlines()[0]
