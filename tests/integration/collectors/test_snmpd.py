"""Polls of net-snmp's agent, held value by value against what net-snmp's own snmpbulkwalk sees."""

import os
import re
import subprocess
from collections.abc import Mapping

import pytest

from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from tests.support.programs import program
from tests.support.snmpd import COMMUNITY, Snmpd, v3_credential

ADMIN = {"1": "up", "2": "down", "3": "testing"}
OPER = ADMIN | {"4": "unknown", "5": "dormant", "6": "notPresent", "7": "lowerLayerDown"}
CREDENTIALS = [
    Credential("v1", SnmpVersion.V1, community=Secret(COMMUNITY)),
    Credential("v2c", SnmpVersion.V2C, community=Secret(COMMUNITY)),
    v3_credential((AuthProtocol.SHA_256, PrivProtocol.AES)),
]
_LINE = re.compile(r"^\.(?P<oid>[\d.]+) = (?:(?P<type>[\w-]+): ?)?(?P<value>.*)$")

Seen = dict[str, str]


def snmpbulkwalk(agent: Snmpd, root: str) -> Seen:
    """What net-snmp sees below `root`: numbers as digits, text as it is, by OID."""
    command = [
        str(program("snmpbulkwalk", "snmp")), "-v2c", "-c", COMMUNITY, "-On", "-Oe", "-Ot", "-OU", "-Oa", agent.address, root,
    ]  # fmt: skip
    out = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True, env=os.environ | {"MIBS": ""})
    found = [match for line in out.stdout.splitlines() if (match := _LINE.match(line))]
    return {match["oid"]: match["value"].strip('"') for match in found if not match["value"].startswith("No Such")}


def target(agent: Snmpd, credential: Credential) -> Target:
    return Target("127.0.0.1", credential, agent.port, timeout_seconds=1.0)


def column(seen: Seen, prefix: str, index: int) -> str | None:
    return seen.get(f"{prefix}.{index}")


def number(text: str | None) -> int | None:
    return None if text is None else int(text)


def statics(seen: Seen, index: int) -> Mapping[str, object]:
    base, wide = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
    high = number(column(seen, f"{wide}.15", index))
    return {
        "index": index,
        "name": column(seen, f"{wide}.1", index),
        "descr": column(seen, f"{base}.2", index),
        "alias": column(seen, f"{wide}.18", index),
        "type": number(column(seen, f"{base}.3", index)),
        "admin_status": ADMIN[column(seen, f"{base}.7", index) or ""],
        "oper_status": OPER[column(seen, f"{base}.8", index) or ""],
        "speed_bits_per_second": high * 1_000_000 if high else number(column(seen, f"{base}.5", index)),
    }


def counters(seen: Seen, index: int, *, wide: bool) -> dict[str, int]:
    base, extension = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
    octets = {"in_octets": f"{extension}.6", "out_octets": f"{extension}.10"}
    packets = {"in_unicast_packets": f"{extension}.7", "out_unicast_packets": f"{extension}.11"}
    if not wide:
        octets = {"in_octets": f"{base}.10", "out_octets": f"{base}.16"}
        packets = {"in_unicast_packets": f"{base}.11", "out_unicast_packets": f"{base}.17"}
    faults = {
        "in_errors": f"{base}.14",
        "out_errors": f"{base}.20",
        "in_discards": f"{base}.13",
        "out_discards": f"{base}.19",
    }
    return {name: int(seen[f"{prefix}.{index}"]) for name, prefix in (octets | packets | faults).items()}


def within(before: int, value: int, after: int, limit: int) -> bool:
    """True where a counter passed `value` between two walks; snmpd caches a table for some seconds, and counters wrap."""
    return (value - before) % limit <= (after - before) % limit


@pytest.mark.parametrize("credential", CREDENTIALS, ids=lambda credential: str(credential.version))
async def test_a_poll_equals_what_snmpbulkwalk_sees(credential: Credential, snmpd: Snmpd, poller: Poller) -> None:
    before = snmpbulkwalk(snmpd, "1.3.6.1.2.1.2.2.1") | snmpbulkwalk(snmpd, "1.3.6.1.2.1.31.1.1.1")
    poll = await poller.poll(target(snmpd, credential))
    after = snmpbulkwalk(snmpd, "1.3.6.1.2.1.2.2.1") | snmpbulkwalk(snmpd, "1.3.6.1.2.1.31.1.1.1")

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    wide = credential.version is not SnmpVersion.V1
    assert set(poll.interfaces.counter_bits) == {64 if wide else 32}
    assert poll.interfaces.index == tuple(
        sorted(int(oid.rsplit(".", 1)[1]) for oid in before if oid.startswith("1.3.6.1.2.1.2.2.1.1."))
    )
    for row in poll.interfaces.rows():
        index = int(str(row["index"]))
        assert {name: row[name] for name in statics(before, index)} == statics(before, index)
        first, last = counters(before, index, wide=wide), counters(after, index, wide=wide)
        for name, least in first.items():
            limit = 2**64 if wide and "errors" not in name and "discards" not in name else 2**32
            assert within(least, int(str(row[name])), last[name], limit), (name, least, row[name], last[name])


async def test_the_system_group_and_the_witnesses_equal_what_snmpbulkwalk_sees(snmpd: Snmpd, poller: Poller) -> None:
    before = snmpbulkwalk(snmpd, "1.3.6.1.2.1.1")
    poll = await poller.poll(target(snmpd, CREDENTIALS[1]))
    after = snmpbulkwalk(snmpd, "1.3.6.1.2.1.1")

    system = poll.system
    assert system is not None
    assert system.sys_descr == before["1.3.6.1.2.1.1.1.0"]
    assert f".{system.sys_object_id}" == before["1.3.6.1.2.1.1.2.0"]
    assert (system.sys_name, system.sys_location) == ("lz-core-1", "兰州核心局")
    assert system.sys_uptime_seconds is not None
    assert int(before["1.3.6.1.2.1.1.3.0"]) <= round(system.sys_uptime_seconds * 100) <= int(after["1.3.6.1.2.1.1.3.0"])
    assert system.engine_boots == 1
    assert system.engine_time_seconds is not None
    assert abs(system.engine_time_seconds - system.sys_uptime_seconds) < 3
    assert system.host_uptime_seconds is not None


async def test_load_and_memory_are_read_where_the_agent_has_them(snmpd: Snmpd, poller: Poller) -> None:
    # snmpd knows no processor load before it has run for a minute.
    has_load = bool(snmpbulkwalk(snmpd, "1.3.6.1.2.1.25.3.3.1.2"))
    size = int(snmpbulkwalk(snmpd, "1.3.6.1.2.1.25.2.3.1.5")["1.3.6.1.2.1.25.2.3.1.5.1"])
    used = int(snmpbulkwalk(snmpd, "1.3.6.1.2.1.25.2.3.1.6")["1.3.6.1.2.1.25.2.3.1.6.1"])

    poll = await poller.poll(target(snmpd, CREDENTIALS[1]))

    readings = {reading.name: reading for reading in poll.readings}
    assert readings["memory_utilisation_ratio"].value == pytest.approx(used / size, abs=0.1)
    assert ("cpu_utilisation_ratio" in readings) or not has_load
    assert all(0 <= reading.value <= 1 and reading.unit == "ratio" for reading in poll.readings)


async def test_a_known_agent_costs_three_packets(snmpd: Snmpd, poller: Poller) -> None:
    polls: list[DevicePoll] = [await poller.poll(target(snmpd, CREDENTIALS[1])) for _ in range(2)]

    assert polls[1].cost.packets_sent == polls[1].cost.packets_received == 3
    assert polls[1].interfaces.index == polls[0].interfaces.index
    assert poller.counts().packets_sent == sum(poll.cost.packets_sent for poll in polls)
