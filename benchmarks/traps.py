"""Sends a burst of traps into the whole product while it polls, and compares what was sent with what became of it.

The benchmark's agent (agent.c) plays the devices, the service runs as `fengsui serve` runs it, and a process of its own sends
linkDown traps from the address of one device, evenly over the time asked for. None that the kernel delivered may be lost, and
neither routine polling nor the event loop may fall a second behind. Exit code 1 where one of these is not so.

Usage: python -m benchmarks.traps [--traps 5000] [--over 1.0] [--version v2c|v3] [--devices 500] [--interval 10]
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.loss import addresses, inventory
from benchmarks.poll import running_agent
from fengsui.clock import SystemClock, spawn
from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import encode_context, encode_scoped
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.commands.logs import configure_logs
from fengsui.config import Settings
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import open_inventory
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.principal import Author
from fengsui.model.secret import Secret
from fengsui.service import Service

T = TypeVar("T")

_INTERFACES = 48
_SLICE_SECONDS = 0.01
_PROBE_SECONDS = 0.005
_MOST_LAG_SECONDS = 1.0
_SETTLE_SECONDS = 3.0
# Registered beside the first device at its address, on a port that nobody asks: its traps are of SNMPv3.
_KEY = "benchmark-pass-phrase"
_SECURED = Credential(
    "secured", SnmpVersion.V3, None, "watcher", AuthProtocol.SHA, Secret(_KEY), PrivProtocol.AES, Secret(_KEY)
)
_ENGINE_ID = bytes.fromhex("8000000001020304")


def trap_pdu(number: int) -> bytes:
    """A linkDown with three bindings of the interface, as routers send it."""
    bindings = (
        ("1.3.6.1.2.1.1.3.0", ber.encode_integer(number, ber.TIMETICKS)),
        ("1.3.6.1.6.3.1.1.4.1.0", ber.encode_tlv(0x06, encode_oid("1.3.6.1.6.3.1.1.5.3"))),
        ("1.3.6.1.2.1.2.2.1.1.7", ber.encode_integer(7)),
        ("1.3.6.1.2.1.2.2.1.7.7", ber.encode_integer(1)),
        ("1.3.6.1.2.1.2.2.1.8.7", ber.encode_integer(2)),
    )
    listed = b"".join(ber.encode_tlv(0x30, ber.encode_tlv(0x06, encode_oid(oid)) + value) for oid, value in bindings)
    return ber.encode_tlv(0xA7, ber.encode_integer(number) + b"\x02\x01\x00" * 2 + ber.encode_tlv(0x30, listed))


def datagrams(version: str, count: int) -> Iterator[bytes]:
    """Traps of one sender."""
    user = LocalUser(_SECURED, _ENGINE_ID, KeyCache().local_keys(_SECURED, _ENGINE_ID), Salts(1))
    context = encode_context(_ENGINE_ID)
    for number in range(1, count + 1):
        if version == "v3":
            yield user.answer(number, encode_scoped(context, trap_pdu(number)), 3, 1_000)
        else:
            yield ber.encode_tlv(0x30, b"\x02\x01\x01\x04\x06public" + trap_pdu(number))


def send(port: int, source: str, given: argparse.Namespace) -> float:
    """Sends the traps, evenly over the time; gives the seconds that it took."""
    prepared = list(datagrams(given.version, given.traps))
    slices = max(1, round(given.over / _SLICE_SECONDS))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((source, 0))
        began = time.monotonic()
        for turn in range(slices):
            for data in prepared[turn * len(prepared) // slices : (turn + 1) * len(prepared) // slices]:
                udp.sendto(data, ("127.0.0.1", port))
            time.sleep(max(0.0, began + (turn + 1) * given.over / slices - time.monotonic()))
        return time.monotonic() - began


class Probe:
    """How late the event loop and the poller were at worst."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.loop = self.poller = 0.0

    async def run(self) -> None:
        """Looks again and again."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_PROBE_SECONDS)
            self.loop = max(self.loop, time.monotonic() - before - _PROBE_SECONDS)
            self.poller = max(self.poller, self._service.snapshot().poller.lag_seconds)


async def run(given: argparse.Namespace, port: int, folder: Path) -> dict[str, object]:
    """Polls an interval, sends the burst in the next, and gives the figures."""
    names = {f"sw-{number:05d}": at for number, at in enumerate(addresses(given.devices))}
    document = folder / "inventory.yaml"
    document.write_text(_inventory(names, port), encoding="utf-8")
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'fengsui.db'}",
        listen="127.0.0.1:0",
        trap_listen="127.0.0.1:0",
        allow_loopback=True,
        poll_interval_seconds=given.interval,
        log_level="error",
    )
    configure_logs(settings)
    keyring = load_keyring(settings, create=True)
    async with open_inventory(settings.url, create=True) as store:
        by = Author("benchmark", 0.0)
        await import_files([document], store.db, keyring, by=by, dry_run=False, allow_loopback=True)
        service = Service(settings, SystemClock(), database=store.db, keyring=keyring)
        await service.start()
        try:
            return await observe(service, given, names["sw-00000"])
        finally:
            await service.stop()


async def observe(service: Service, given: argparse.Namespace, source: str) -> dict[str, object]:
    """Measures an interval without traps, then one with the burst in it."""
    await asyncio.sleep(given.interval)
    quiet = Probe(service)
    await _measured(quiet, asyncio.sleep(given.interval))
    burst = Probe(service)
    trap_port = service.trap_addresses[0][1]
    options = ("--traps", str(given.traps), "--over", str(given.over), "--version", given.version)
    command = [sys.executable, "-m", "benchmarks.traps", *options, "--send", f"{source}:{trap_port}"]
    cpu = time.process_time()
    took = await _measured(burst, _sent(command, given.interval))
    cpu = time.process_time() - cpu
    # The kernel tells its drops beside the next datagram.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((source, 0))
        udp.sendto(b"the last", ("127.0.0.1", trap_port))
    await asyncio.sleep(0.5)
    counts = service.snapshot().traps
    dropped = {reason: count for reason, count in counts.dropped.items() if count}
    received = sum(counts.received.values())
    return {
        "sent": given.traps,
        "sent_in_seconds": took,
        "received": received,
        "kernel_drops": counts.kernel_drops,
        "dropped": dropped,
        "unaccounted": given.traps + 1 - received - counts.kernel_drops - sum(dropped.values()),
        "lost": given.traps - received - counts.kernel_drops,
        "urgent_polls": counts.urgent_polls,
        "loop_lag_seconds": {"quiet": round(quiet.loop, 3), "burst": round(burst.loop, 3)},
        "poller_lag_seconds": {"quiet": round(quiet.poller, 3), "burst": round(burst.poller, 3)},
        "cpu_seconds_of_the_interval": round(cpu, 2),
        "polls": dict(service.snapshot().poller.polls),
    }


async def _measured(probe: Probe, work: Awaitable[T]) -> T:
    looking = spawn(probe.run(), name="probe")
    try:
        return await work
    finally:
        looking.cancel()


async def _sent(command: list[str], interval: float) -> float:
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    output, _ = await process.communicate()
    await asyncio.sleep(max(_SETTLE_SECONDS, interval / 2))
    return round(float(output), 3)


def _inventory(names: dict[str, str], port: int) -> str:
    document = json.loads(inventory(names, port))
    secured = {"user": "watcher", "auth_protocol": "SHA", "auth_key": _KEY, "priv_protocol": "AES", "priv_key": _KEY}
    document["credentials"].append({"name": "secured", "version": "v3", **secured})
    first = document["devices"][0]
    document["devices"].append({**first, "name": "secured", "port": port + 1, "credential": "secured"})
    return json.dumps(document)


def main() -> None:
    """Runs the burst, prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traps", type=int, default=5000)
    parser.add_argument("--over", type=float, default=1.0, help="seconds that the burst takes; 0 for all at once")
    parser.add_argument("--version", choices=("v2c", "v3"), default="v2c")
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--interval", type=float, default=10)
    parser.add_argument("--send", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        source, _, port = given.send.rpartition(":")
        print(send(int(port), source, given))
        return
    seconds = int(given.interval * 4) + 60
    with running_agent(_INTERFACES, seconds) as port, tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(run(given, port, Path(folder)))
    print(json.dumps(figures, indent=2))
    lags = [figures["loop_lag_seconds"], figures["poller_lag_seconds"]]
    late = any(isinstance(lag, dict) and lag["burst"] >= _MOST_LAG_SECONDS for lag in lags)
    sys.exit(1 if figures["lost"] or late else 0)


if __name__ == "__main__":
    main()
