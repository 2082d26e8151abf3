"""Measures SNMPv3 (SHA-256 and AES-128) beside SNMPv2c on the same data, in one run: varbinds per CPU-second of the poller.

`--agent benchmark` (the default) polls the benchmark's devices (agent.c: 48 interfaces, 14 columns) with the production
path, v2c directly and v3 through a front (v3_front.py) that is faster than the poller, so that the poller is never idle.
`--agent snmpd` walks large tables of net-snmp's snmpd instead, one request at a time. That agent takes milliseconds for an
answer, and a poller that sleeps between two datagrams pays for cold caches: more so where it has more to do.

`first` decodes each walk in full, `steady` remembers the walk before (layout memory), where the ciphers weigh most. Rounds
are interleaved; the ratio is that of the medians.

Usage: python -m benchmarks.v3 [--agent benchmark|snmpd] [--rounds 3] [--seconds 3] [--walks 40] [-o json]
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

from benchmarks.poll import running_agent
from benchmarks.v3_user import AUTH_KEY, PRIV_KEY, V2C, V3
from fengsui.clock import SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.session import Session
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.snmp.usm.session import UsmClient
from fengsui.collectors.target import Target
from fengsui.errors import SnmpError
from fengsui.model.credential import Credential
from fengsui.tasks.measure import measure

CONFIGURATION = f"""
agentaddress udp:127.0.0.1:{{port}}
rocommunity public 127.0.0.1
createUser bench SHA-256 {AUTH_KEY} AES {PRIV_KEY}
rouser bench priv
"""
# Large, and the same from walk to walk: nsModuleName, nsModuleModes and nsModuleTimeout of NET-SNMP-AGENT-MIB (every part of
# the agent, some 400 rows), which an index of OIDs makes long; and the columns of ifTable and ifXTable.
TABLES = (
    [f"1.3.6.1.4.1.8072.1.2.1.1.{column}" for column in (4, 5, 6)],
    [f"1.3.6.1.2.1.2.2.1.{column}" for column in (1, 2, 3, 5, 7, 8, 10, 13, 14, 16, 19, 20)],
)


# Polls of each device before its steady state is measured: remembering a walk costs more than decoding it, and happens once.
WARM_UP = 4
# By kind (first, steady) and version: varbinds per CPU-second, one for each round.
Rates = dict[str, dict[str, list[float]]]


def no_rates() -> Rates:
    """Where rates go."""
    return {kind: {one.name: [] for one in (V2C, V3)} for kind in ("first", "steady")}


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


@contextmanager
def running_front(behind: int) -> Iterator[int]:
    """SNMPv3 in front of the benchmark's agent; gives its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.v3_front", "--port", str(port), "--behind", str(behind)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]) as process:
        if process.stdout is None or process.stdout.readline().strip() != b"ready":
            sys.exit("benchmarks: the SNMPv3 front did not start")
        try:
            yield port
        finally:
            process.terminate()


async def poll_rate(credential: Credential, port: int, seconds: float, *, steady: bool) -> float:
    """Varbinds per CPU-second of polls of 100 devices again and again, or of 20,000 once each."""
    count = 100 if steady else 20_000
    addresses = (f"127.1.{number // 250}.{number % 250 + 1}" for number in range(count))
    clock = SystemClock()
    poller = Poller(clock, packets_per_second=0)
    await poller.open()
    try:
        targets = [Target(address, credential, port) for address in addresses]
        for target in targets * WARM_UP if steady else []:
            await poller.poll(target)
        measured = await measure(poller, targets, clock, seconds=seconds, concurrency=50)
    finally:
        await poller.close()
    if measured.failures:
        print(f"  {credential.name}: {measured.failures} polls failed", file=sys.stderr)
    return measured.varbinds_per_cpu_second


def with_benchmark_agent(rounds: int, seconds: float) -> Rates:
    """Rates on the benchmark's agent."""
    rates = no_rates()
    cores = sorted(os.sched_getaffinity(0))
    # On one core, the agents' turns would throw the poller out of its caches with every datagram.
    os.sched_setaffinity(0, cores[-1:])
    with running_agent(48, int(rounds * seconds * 8) + 60) as behind, running_front(behind) as front:
        os.sched_setaffinity(0, cores[:1])
        ports = {V2C.name: behind, V3.name: front}
        for _ in range(rounds):
            for kind, by_version in rates.items():
                for credential in (V2C, V3):
                    rate = poll_rate(credential, ports[credential.name], seconds, steady=kind == "steady")
                    by_version[credential.name].append(asyncio.run(rate))
    return rates


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


async def walk_rates(port: int, rounds: int, walks: int) -> Rates:
    """Rates on snmpd."""
    transport = UdpTransport()
    bench = Bench(port, transport)
    await bench.until_answering()
    rates = no_rates()
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
    parser.add_argument("--agent", choices=["benchmark", "snmpd"], default="benchmark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--walks", type=int, default=40)
    parser.add_argument("-o", "--output", choices=["table", "json"], default="table")
    given = parser.parse_args()
    if given.agent == "snmpd":
        with running_snmpd() as port:
            rates = asyncio.run(walk_rates(port, given.rounds, given.walks))
    else:
        rates = with_benchmark_agent(given.rounds, given.seconds)
    if given.output == "json":
        print(json.dumps(rates, indent=2))
        return
    print(f"{'varbinds per CPU-second':<26}{'v2c':>12}{'v3':>12}{'v3 to v2c':>12}")
    for kind, by_version in rates.items():
        v2c, v3 = (statistics.median(values) for values in by_version.values())
        print(f"{kind:<26}{v2c:>12,.0f}{v3:>12,.0f}{v3 / v2c:>12.2f}")


if __name__ == "__main__":
    main()
