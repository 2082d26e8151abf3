"""Other clients asking the same questions as Fengsui's poller, each in a process of its own.

`python -m benchmarks.peers gufo|pysnmp|snmpbulkwalk|snmp-exporter --port PORT --devices N --seconds S` prints one JSON line with varbinds, wall and
CPU seconds. Every client walks the same IF-MIB columns of the same simulated devices, the way its documentation advises.
"""

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Awaitable, Callable, Iterator

# What a poll of Fengsui asks for: ifTable and ifXTable columns of RFC 2863, 64-bit counters where they exist.
COLUMNS = tuple(f"1.3.6.1.2.1.2.2.1.{column}" for column in (2, 3, 7, 8, 13, 14, 19, 20)) + tuple(
    f"1.3.6.1.2.1.31.1.1.1.{column}" for column in (1, 6, 7, 10, 11, 15, 18, 19)
)
SYS_UPTIME = "1.3.6.1.2.1.1.3.0"

Walk = Callable[[str, int], Awaitable[int]]


def addresses(devices: int) -> Iterator[str]:
    """Loopback addresses of the simulated devices, round and round."""
    while True:
        for number in range(1, devices + 1):
            yield f"127.0.{1 + number // 250}.{1 + number % 250}"


def cpu_seconds() -> float:
    """User and system time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def with_gufo(address: str, port: int) -> int:
    """One device through gufo-snmp (Rust core, asyncio), 25 repetitions a request, which suits it best."""
    from gufo.snmp import SnmpVersion
    from gufo.snmp.aio import SnmpSession

    session = SnmpSession(
        addr=address, port=port, community="public", version=SnmpVersion.v2c, timeout=5, max_repetitions=25
    )
    await session.get(SYS_UPTIME)
    varbinds = 1
    for column in COLUMNS:
        async for _ in session.getbulk(column):
            varbinds += 1
    return varbinds


def with_pysnmp() -> Walk:
    """Devices through pysnmp (pure Python), all columns a request."""
    from pysnmp.hlapi.v3arch.asyncio import (
        CommunityData,
        ContextData,
        ObjectIdentity,
        ObjectType,
        SnmpEngine,
        UdpTransportTarget,
        bulk_cmd,
    )

    engine = SnmpEngine()

    async def walk(address: str, port: int) -> int:
        agent = await UdpTransportTarget.create((address, port), timeout=5, retries=1)
        asked = [ObjectType(ObjectIdentity(column)) for column in COLUMNS]
        varbinds = 0
        while True:
            failure, _, _, answered = await bulk_cmd(
                engine, CommunityData("public"), agent, ContextData(), 0, 10, *asked, lookupMib=False
            )
            if failure:
                raise TimeoutError(f"pysnmp: {failure}")
            whole = answered[: len(answered) - len(answered) % len(COLUMNS)]  # an answer may end in the middle of a row
            varbinds += len(whole)
            last = whole[-len(COLUMNS) :]
            if not str(last[0][0]).startswith(COLUMNS[0]):
                return varbinds
            asked = [ObjectType(ObjectIdentity(str(name))) for name, _ in last]

    return walk


async def measure(walk: Walk, port: int, devices: int, concurrency: int, seconds: float) -> dict[str, float]:
    """Polls round and round and says what it took."""
    turn = addresses(devices)
    polled = varbinds = 0
    began, cpu = time.perf_counter(), cpu_seconds()

    async def worker() -> None:
        nonlocal polled, varbinds
        while time.perf_counter() - began < seconds:
            got = await walk(next(turn), port)
            varbinds += got
            polled += 1

    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return {
        "devices": polled,
        "varbinds": varbinds,
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": cpu_seconds() - cpu,
    }


def programs(client: str, port: int, devices: int, seconds: float, interfaces: int) -> dict[str, float]:
    """Measures a client that is a program of its own."""
    from benchmarks.processes import with_snmp_exporter, with_snmpbulkwalk

    if client == "snmpbulkwalk":
        return with_snmpbulkwalk(port, devices, seconds)
    return with_snmp_exporter(port, devices, seconds, interfaces)


def main() -> None:
    """Parses the command line and prints one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("client", choices=["gufo", "pysnmp", "snmpbulkwalk", "snmp-exporter"])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=0, help="devices at once; 0 for what suits the client")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument(
        "--interfaces", type=int, default=48, help="of each device, for clients that do not tell what came"
    )
    given = parser.parse_args()
    if given.client in ("snmpbulkwalk", "snmp-exporter"):
        print(json.dumps(programs(given.client, given.port, given.devices, given.seconds, given.interfaces)))
        return
    # pysnmp is so slow that with many devices at once its own answers time out while it decodes others.
    walk, concurrency = (with_gufo, 50) if given.client == "gufo" else (with_pysnmp(), 4)
    measured = measure(walk, given.port, given.devices, given.concurrency or concurrency, given.seconds)
    print(json.dumps(asyncio.run(measured)))


if __name__ == "__main__":
    main()
