"""The simulated agents against net-snmp's own programs: what they take for a right answer is one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fengsui.clock import SystemClock
from fengsui.simulator import ber
from fengsui.simulator.mib import layout_of
from fengsui.simulator.province import COMMUNITY
from fengsui.simulator.server import AgentServer
from tests.support.programs import program
from tests.support.province import the_province

ROUTER, OLT = "telecom-county-min", "telecom-olt-min-1"
OLD_SWITCH = next(name for name in the_province().devices if name.startswith("broadcast-county"))
WANTED = (ROUTER, OLT, OLD_SWITCH)
IF_X_TABLE = ".1.3.6.1.2.1.31.1.1"


class NetSnmp:
    """Runs net-snmp's programs against one simulated device."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port

    async def run(self, name: str, device: str, *oids: str, version: str = "2c", community: str = COMMUNITY) -> str:
        address = the_province().devices[device].device.address
        process = await asyncio.create_subprocess_exec(
            *(str(self._folder / name), f"-v{version}", "-c", community, "-t1", "-r0", "-On", "-Oe", "-Ot", "-m", ""),
            f"{address}:{self._port}",
            *oids,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return output.decode(errors="replace")


@pytest.fixture
async def net_snmp() -> AsyncIterator[NetSnmp]:
    folder = program("snmpbulkwalk", "snmp").parent
    devices = {name: the_province().devices[name] for name in WANTED}
    server = AgentServer(replace(the_province(), devices=devices, links={}), SystemClock(), lambda _: None)
    port = server.start(0)
    try:
        yield NetSnmp(folder, port)
    finally:
        server.stop()


def oids_of(output: str) -> list[str]:
    lines = (line for line in output.splitlines() if line.startswith(".1.") and "No more variables left" not in line)
    return [line.split(" ")[0] for line in lines]


@pytest.mark.parametrize("device", WANTED)
async def test_a_bulk_walk_finds_every_instance_once_in_order_and_then_the_end(net_snmp: NetSnmp, device: str) -> None:
    output = await net_snmp.run("snmpbulkwalk", device, ".1")
    layout = layout_of(the_province().devices[device].make)
    told = ["." + ".".join(map(str, ber.oid_numbers(oid))) for oid in layout.oids]
    assert oids_of(output) == told
    assert "No more variables left" in output
    assert "not increasing" not in output


async def test_a_walk_step_by_step_finds_the_same_as_a_bulk_walk(net_snmp: NetSnmp) -> None:
    bulk, steps = await asyncio.gather(
        net_snmp.run("snmpbulkwalk", OLT, ".1.3.6.1.2.1.2"), net_snmp.run("snmpwalk", OLT, ".1.3.6.1.2.1.2")
    )
    assert oids_of(bulk) == oids_of(steps)


async def test_version_1_walks_everything_but_64_bit_counters(net_snmp: NetSnmp) -> None:
    output = await net_snmp.run("snmpwalk", ROUTER, IF_X_TABLE, version="1")
    columns = {oid.split(".")[11] for oid in oids_of(output)}
    assert columns == {"1", "2", "3", "4", "5", "14", "15", "16", "17", "18", "19"}


async def test_get_tells_text_numbers_and_both_kinds_of_nothing(net_snmp: NetSnmp) -> None:
    output = await net_snmp.run(
        "snmpget", ROUTER, ".1.3.6.1.2.1.1.5.0", ".1.3.6.1.2.1.1.7.0", ".1.3.6.1.2.1.1.5.9", ".1.3.6.1.2.1.99.0"
    )
    assert output.splitlines() == [
        '.1.3.6.1.2.1.1.5.0 = STRING: "telecom-county-min"',
        ".1.3.6.1.2.1.1.7.0 = INTEGER: 78",
        ".1.3.6.1.2.1.1.5.9 = No Such Instance currently exists at this OID",
        ".1.3.6.1.2.1.99.0 = No Such Object available on this agent at this OID",
    ]


async def test_getnext_steps_over_the_gap_between_tables(net_snmp: NetSnmp) -> None:
    output = await net_snmp.run("snmpgetnext", ROUTER, ".1.3.6.1.2.1.2.2.1.21", ".1.3.6.1.6.3.99")
    assert oids_of(output)[0].startswith((".1.3.6.1.2.1.25.1.1.0", ".1.3.6.1.2.1.31.1.1.1.1."))
    assert "No more variables left" in output


async def test_bulk_answers_of_any_size_are_cut_to_fit_and_understood(net_snmp: NetSnmp) -> None:
    for repetitions in (1, 10, 1000):
        output = await net_snmp.run("snmpbulkget", ROUTER, f"-Cr{repetitions}", IF_X_TABLE)
        assert 0 < len(oids_of(output)) <= repetitions
        assert "Error" not in output


async def test_set_is_refused_and_a_wrong_community_is_met_with_silence(net_snmp: NetSnmp) -> None:
    refused = await net_snmp.run("snmpset", ROUTER, ".1.3.6.1.2.1.1.5.0", "s", "x")
    assert "noAccess" in refused
    silence = await net_snmp.run("snmpget", ROUTER, ".1.3.6.1.2.1.1.5.0", community="wrong")
    assert "Timeout" in silence
