import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from fengsui.clock import ManualClock, spawn
from fengsui.errors import FengsuiError, PortInUseError
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.message import Pdu
from fengsui.simulator.province import Province
from fengsui.simulator.server import AgentServer
from fengsui.simulator.world import Happening
from tests.support.province import START, Answer, parse_answer, request, the_province

SYS_NAME = "1.3.6.1.2.1.1.5.0"


def few(count: int = 3) -> Province:
    """A few devices of the province: sockets enough for tests in which nothing happens."""
    devices = dict(list(the_province().devices.items())[:count])
    return replace(the_province(), devices=devices, links={}, trenches=())


@asynccontextmanager
async def serving(
    province: Province, clock: ManualClock, happened: list[Happening] | None = None
) -> AsyncIterator[tuple[AgentServer, int]]:
    server = AgentServer(province, clock, (happened if happened is not None else []).append)
    port = server.start(0)
    try:
        yield server, port
    finally:
        server.stop()


async def ask(address: str, port: int, datagram: bytes) -> Answer | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendto(asker, datagram, (address, port))
        try:
            answer, sender = await asyncio.wait_for(loop.sock_recvfrom(asker, 4096), 0.5)
        except TimeoutError:
            return None
        assert sender == (address, port), "an answer must come from the address that was asked"
        return parse_answer(answer)


async def test_every_device_answers_on_its_own_address_under_one_port() -> None:
    province = few()
    async with serving(province, ManualClock(START)) as (_, port):
        for name, simulated in province.devices.items():
            answer = await ask(simulated.device.address, port, request(Pdu.GET, SYS_NAME))
            assert answer is not None
            assert answer.varbinds[0][2].decode() == name


async def test_faults_happen_at_their_time_are_told_and_end() -> None:
    province, clock, happened = the_province(), ManualClock(START), list[Happening]()
    name, simulated = next(iter(province.devices.items()))
    async with serving(province, clock, happened) as (server, port):
        running = spawn(server.run(), name="timeline")
        server.schedule([Fault(FaultKind.AGENT_DEAD, START + 5, START + 9, devices=(name,))])
        await clock.advance(6)
        assert await ask(simulated.device.address, port, request(Pdu.GET, SYS_NAME)) is None
        await clock.advance(5)
        assert await ask(simulated.device.address, port, request(Pdu.GET, SYS_NAME)) is not None
        assert [happening.phase.value for happening in happened] == ["fault", "repair"]
        running.cancel()


async def test_a_port_that_is_taken_on_one_address_is_refused_by_name_and_nothing_stays_bound() -> None:
    province = few()
    addresses = [simulated.device.address for simulated in province.devices.values()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((addresses[-1], 0))
        port = taken.getsockname()[1]
        server = AgentServer(province, ManualClock(START), lambda _: None)
        with pytest.raises(PortInUseError, match=rf"^UDP port {port} of {addresses[-1]} cannot be used .*--port"):
            server.start(port)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
            again.bind((addresses[0], port))


async def test_nothing_but_loopback_is_ever_bound() -> None:
    province = few(1)
    name, simulated = next(iter(province.devices.items()))
    outside = replace(simulated, device=replace(simulated.device, address="192.0.2.1"))
    server = AgentServer(replace(province, devices={name: outside}), ManualClock(START), lambda _: None)
    with pytest.raises(FengsuiError, match=r"loopback only: expected an address in 127.0.0.0/8, got 192.0.2.1"):
        server.start(0)


async def test_after_the_stop_the_port_is_free() -> None:
    province = few()
    async with serving(province, ManualClock(START)) as (_, port):
        pass
    async with serving(province, ManualClock(START)) as (second, _):
        second.stop()
        assert second.start(port) == port
