"""Our own engine against net-snmp's agent, held against net-snmp's own walk."""

import os
import re
import subprocess

import pytest

from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import decode_oid, encode_oid
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.secret import Secret
from tests.support.programs import program
from tests.support.snmpd import COMMUNITY, Snmpd

IF_ENTRY = "1.3.6.1.2.1.2.2.1"
# Index, descr, type, mtu, speed, physical address, admin, oper: what does not move while the two walks are made.
STILL = [f"{IF_ENTRY}.{column}" for column in (1, 2, 3, 4, 5, 6, 7, 8)]


def net_snmp_says(agent: Snmpd) -> dict[str, str]:
    command = [
        str(program("snmpbulkwalk", "snmp")),
        "-v2c",
        "-c",
        COMMUNITY,
        "-Onxe",
        "-Oq",
        agent.address,
        f".{IF_ENTRY}",
    ]
    out = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True, env=os.environ | {"MIBS": ""})
    lines = [line.split(" ", 1) for line in out.stdout.splitlines()]
    return {oid[1:]: value for oid, value in lines}


def shown(value: object) -> str:
    if isinstance(value, bytes):
        return '"' + "".join(f"{byte:02X} " for byte in value) + '"'
    return str(value)


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_three_walks_of_the_interface_table_are_what_net_snmp_sees(snmpd: Snmpd, version: SnmpVersion) -> None:
    seen = {oid: value for oid, value in net_snmp_says(snmpd).items() if oid.rsplit(".", 1)[0] in STILL}
    transport, memory = UdpTransport(), AgentMemory()
    target = Target("127.0.0.1", Credential("lab", version, Secret(COMMUNITY)), snmpd.port)
    try:
        for _ in range(3):
            walk = await NativeSession(transport, target, memory).walk([encode_oid(column) for column in STILL])
            assert walk.complete
            assert walk.problems == ()
            ours = {
                decode_oid(column.prefix + index): shown(value)
                for column in walk.columns
                for index, value in zip(column.indexes, column.values, strict=True)
            }
            assert {oid: re.sub(r'^""$', '""', value) for oid, value in ours.items()} == seen
        assert transport.counts().layout_hits > 0
    finally:
        transport.close()
