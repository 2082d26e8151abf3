"""The poller on the simulated agents: what it brings home is what they are, at the first poll and at every later one.

The agents share no code with the poller's wire engine, so this holds one against the other.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from fengsui.simulator.province import COMMUNITY, SimulatedDevice
from fengsui.simulator.server import AgentServer
from tests.support.province import the_province

ONE_OF_EACH_MAKE = {simulated.make.name: simulated for simulated in the_province().devices.values()}
V2C = Credential("demo", SnmpVersion.V2C, community=Secret(COMMUNITY))


class Asker:
    """Polls a simulated device over real SNMP."""

    def __init__(self, poller: Poller, port: int) -> None:
        self._poller = poller
        self._port = port

    async def poll(self, simulated: SimulatedDevice, credential: Credential = V2C) -> DevicePoll:
        return await self._poller.poll(Target(simulated.device.address, credential, port=self._port))


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    devices = {simulated.device.name: simulated for simulated in ONE_OF_EACH_MAKE.values()}
    server = AgentServer(replace(the_province(), devices=devices, links={}), SystemClock(), lambda _: None)
    port = server.start(0)
    poller = Poller(SystemClock())
    await poller.open()
    try:
        yield Asker(poller, port)
    finally:
        await poller.close()
        server.stop()


@pytest.mark.parametrize("make", ONE_OF_EACH_MAKE)
async def test_every_poll_of_every_make_brings_the_whole_truth(asker: Asker, make: str) -> None:
    simulated = ONE_OF_EACH_MAKE[make]
    polls = [await asker.poll(simulated) for _ in range(4)]
    for poll in polls:
        assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
        assert told(poll) == expected(simulated)
        assert poll.system is not None
        assert (poll.system.sys_name, poll.system.sys_location) == (simulated.device.name, simulated.location)
    for before, after in pairwise(polls):
        assert all(a <= b for a, b in zip(octets(before), octets(after), strict=True) if simulated.make.wide)


async def test_version_1_brings_the_same_with_32_bit_counters(asker: Asker) -> None:
    simulated = ONE_OF_EACH_MAKE["ATN 950C"]
    poll = await asker.poll(simulated, replace(V2C, version=SnmpVersion.V1))
    assert poll.outcome is PollOutcome.OK
    assert poll.interfaces.name == tuple(port.name for port in simulated.ports)
    assert set(poll.interfaces.counter_bits) == {32}


def told(poll: DevicePoll) -> list[tuple[object, ...]]:
    table = poll.interfaces
    return list(
        zip(
            *(table.index, table.name, table.descr, table.alias, table.type, table.admin_status, table.oper_status),
            *(table.speed_bits_per_second, table.counter_bits),
            strict=True,
        )
    )


def expected(simulated: SimulatedDevice) -> list[tuple[object, ...]]:
    wide = simulated.make.wide
    return [
        (
            *(port.index, port.name if wide else None, port.name, port.alias if wide else None, port.type),
            *("up" if port.admin_up else "down", "up" if port.admin_up and port.wired else "down"),
            *(port.speed, 64 if wide else 32),
        )
        for port in simulated.ports
    ]


def octets(poll: DevicePoll) -> list[int]:
    return [value for value in (*poll.interfaces.in_octets, *poll.interfaces.out_octets) if value is not None]
