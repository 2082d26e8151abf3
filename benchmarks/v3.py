"""Measures SNMPv3 (SHA-256 and AES-128) beside SNMPv2c on the same agent, in one run.

The agent is net-snmp's snmpd, which is slow; that does not matter, since what is compared is varbinds per CPU-second of the
poller, which waits meanwhile. Both walk the same large tables of that agent again and again, in rounds one after the
other; medians of the rounds make the ratio. `first` decodes each walk in full, `steady` remembers the walk before
(layout memory), where the cost of the cipher weighs most.

Usage: python -m benchmarks.v3 [--rounds 5] [--walks 40] [-o json]
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fengsui.collectors.session import Session
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.snmp.usm.session import UsmClient
from fengsui.collectors.target import Target
from fengsui.errors import SnmpError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret

V2C = Credential("v2c", SnmpVersion.V2C, community=Secret("bench"))
V3 = Credential(
    "v3", SnmpVersion.V3, None, "bench", AuthProtocol.SHA_256, Secret("bench-auth-1"), PrivProtocol.AES, Secret("bench-priv-1")
)  # fmt: skip
CONFIGURATION = """
agentaddress udp:127.0.0.1:{port}
rocommunity bench 127.0.0.1
createUser bench SHA-256 bench-auth-1 AES bench-priv-1
rouser bench priv
"""
# Large, and the same from walk to walk: nsModuleName, nsModuleModes and nsModuleTimeout of NET-SNMP-AGENT-MIB (every part of
# the agent, some 400 rows), which an index of OIDs makes long; and the columns of ifTable and ifXTable.
TABLES = (
    [f"1.3.6.1.4.1.8072.1.2.1.1.{column}" for column in (4, 5, 6)],
    [f"1.3.6.1.2.1.2.2.1.{column}" for column in (1, 2, 3, 5, 7, 8, 10, 13, 14, 16, 19, 20)],
)


@contextmanager
def running_snmpd() -> Iterator[int]:
    """net-snmp's agent with a community and a user; gives its port."""
    binary = shutil.which("snmpd") or shutil.which("snmpd", path="/usr/sbin")
    if binary is None:
        sys.exit("benchmarks: snmpd is needed (Debian: apt install snmpd)")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        Path(folder, "snmpd.conf").write_text(CONFIGURATION.format(port=port))
        environment = os.environ | {"SNMPCONFPATH": folder, "SNMP_PERSISTENT_DIR": folder, "MIBS": ""}
        command = [binary, "-f", "-Lf", "/dev/null", "-r", "-I", "-smux"]
        with subprocess.Popen(command, env=environment, cwd=folder) as process:
            try:
                yield port
            finally:
                process.terminate()


class Bench:
    """Walks one agent over both versions."""

    def __init__(self, port: int, transport: UdpTransport) -> None:
        self._port = port
        self._transport = transport
        self._usm = UsmClient(transport, 1)
        self._memories = {V2C.name: AgentMemory(), V3.name: AgentMemory()}

    def _session(self, credential: Credential, memory: AgentMemory) -> Session:
        target = Target("127.0.0.1", credential, self._port, deadline_seconds=60)
        if credential is V3:
            return self._usm.session(target, memory)
        return NativeSession(self._transport, target, memory)

    async def walk(self, credential: Credential, *, steady: bool) -> int:
        """Walks every table once; returns the values that came."""
        memory = self._memories[credential.name] if steady else AgentMemory()
        session = self._session(credential, memory)
        rows = 0
        for table in TABLES:
            walk = await session.walk([encode_oid(oid) for oid in table])
            rows += sum(len(column.values) for column in walk.columns)
        return rows

    async def rate(self, credential: Credential, walks: int, *, steady: bool) -> float:
        """Values per CPU-second of this process over so many walks."""
        began = time.process_time()
        rows = sum([await self.walk(credential, steady=steady) for _ in range(walks)])
        return rows / (time.process_time() - began)

    async def until_answering(self) -> None:
        """Waits until the agent is up, and has all learned what there is to learn."""
        for _ in range(50):
            try:
                await self.walk(V2C, steady=True)
                break
            except SnmpError:
                await asyncio.sleep(0.1)
        for _ in range(4):
            for credential in (V2C, V3):
                await self.walk(credential, steady=True)


async def measure(port: int, rounds: int, walks: int) -> dict[str, dict[str, list[float]]]:
    """Rates by kind and version, one for each round."""
    transport = UdpTransport()
    bench = Bench(port, transport)
    await bench.until_answering()
    rates: dict[str, dict[str, list[float]]] = {
        kind: {one.name: [] for one in (V2C, V3)} for kind in ("first", "steady")
    }
    for _ in range(rounds):
        for kind, by_version in rates.items():
            for credential in (V2C, V3):
                by_version[credential.name].append(await bench.rate(credential, walks, steady=kind == "steady"))
    counts = transport.counts()
    print(f"layout hits {counts.layout_hits}, misses {counts.layout_misses}, retries {counts.retries}", file=sys.stderr)
    transport.close()
    return rates


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--walks", type=int, default=40)
    parser.add_argument("-o", "--output", choices=["table", "json"], default="table")
    given = parser.parse_args()
    with running_snmpd() as port:
        rates = asyncio.run(measure(port, given.rounds, given.walks))
    if given.output == "json":
        print(json.dumps(rates, indent=2))
        return
    print(f"{'varbinds per CPU-second':<26}{'v2c':>12}{'v3':>12}{'v3 to v2c':>12}")
    for kind, by_version in rates.items():
        v2c, v3 = (statistics.median(values) for values in by_version.values())
        print(f"{kind:<26}{v2c:>12,.0f}{v3:>12,.0f}{v3 / v2c:>12.2f}")


if __name__ == "__main__":
    main()
