"""The server's life: a port, a busy port, an end."""

import aiohttp
import pytest

from fengsui.api.application import build_application
from fengsui.api.server import HttpServer
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.errors import ConfigError, PortInUseError
from tests.support.builders import snapshot
from tests.support.http import served


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
