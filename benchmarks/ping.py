"""Measures pinging beside fping (Debian package fping) in one run: wall and CPU seconds for one echo to each of 5,000 addresses.

All addresses are on loopback, so that the kernel answers each of them at once and what is measured is the sender. Each client
runs in a process of its own, rounds are interleaved, and what is compared is the CPU time of the whole process; for Fengsui
that of `ping` alone as well, since a poller starts once. `paced` sends 10,000 echoes a second, `free` as fast as it can.

Usage: python -m benchmarks.ping [--targets 5000] [--rounds 5] [-o json]
"""

import argparse
import asyncio
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

from fengsui.clock import SystemClock
from fengsui.collectors.ping.pinger import Pinger

PACED = 10_000.0
Figures = dict[str, Any]


def addresses(count: int) -> list[str]:
    """Loopback addresses, a hundred to a /24."""
    return [f"127.{40 + number // 20_000}.{number // 100 % 200}.{number % 100 + 1}" for number in range(count)]


async def ours(count: int, rate: float) -> Figures:
    """One echo to each address by the production path, in this process."""
    pinger = Pinger(SystemClock(), packets_per_second=rate)
    pinger.open()
    wanted = addresses(count)
    began, used = time.perf_counter(), time.process_time()
    found = await pinger.ping(wanted, timeout_seconds=2)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    pinger.close()
    means = [result.mean for result in found.values() if result.mean is not None]
    return {
        "answered": len(means),
        "ping_wall_seconds": wall,
        "ping_cpu_seconds": cpu,
        "p50_microseconds": 1e6 * statistics.median(means),
        "p99_microseconds": 1e6 * statistics.quantiles(means, n=100)[98],
    }


def with_fengsui(count: int, rate: float) -> Figures:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ping", "--targets", str(count), "--child", str(rate)]
    figures, done = _timed(command)
    return {**json.loads(done.stdout), **figures}


def with_fping(count: int, rate: float) -> Figures:
    """One echo to each address, told to fping in a file; `-i` is the pause between two packets in milliseconds."""
    fping = shutil.which("fping", path="/usr/bin:/usr/sbin:/usr/local/bin")
    if fping is None:
        raise SystemExit("fping is not installed (Debian package fping)")
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("\n".join(addresses(count)))
        file.flush()
        pause = 1000 / rate if rate else 0
        figures, done = _timed([fping, "-q", "-C1", f"-i{pause:g}", "-t2000", "-r0", "-f", file.name])
    # Per address, on standard error: `127.0.0.1 : 0.012`, or `-` for none.
    trips = [
        float(line.split(" : ")[1]) for line in done.stderr.splitlines() if " : " in line and not line.endswith("-")
    ]
    return {
        **figures,
        "answered": len(trips),
        "p50_microseconds": 1000 * statistics.median(trips),
        "p99_microseconds": 1000 * statistics.quantiles(trips, n=100)[98],
    }


def _timed(command: Sequence[str]) -> tuple[Figures, "subprocess.CompletedProcess[str]"]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_seconds": wall, "cpu_seconds": cpu}, done


CLIENTS: dict[str, tuple[Callable[[int, float], Figures], float]] = {
    "Fengsui, paced": (with_fengsui, PACED),
    "fping, paced": (with_fping, PACED),
    "Fengsui, free": (with_fengsui, 0.0),
    "fping, free": (with_fping, 0.0),
}


def compare(count: int, rounds: int) -> dict[str, Figures]:
    """Medians of interleaved rounds, by client."""
    taken: dict[str, list[Figures]] = {name: [] for name in CLIENTS}
    for _ in range(rounds):
        for name, (client, rate) in CLIENTS.items():
            taken[name].append(client(count, rate))
    return {
        name: {key: round(statistics.median(figures[key] for figures in each), 4) for key in each[0]}
        for name, each in taken.items()
    }


def main() -> None:
    """Compares, or pings once as a child."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    parser.add_argument("-o", choices=("table", "json"), default="table")
    given = parser.parse_args()
    if given.child is not None:
        print(json.dumps(asyncio.run(ours(given.targets, given.child))))
        return
    found = compare(given.targets, given.rounds)
    if given.o == "json":
        print(json.dumps(found, indent=2))
        return
    for name, figures in found.items():
        print(f"{name:<16}", "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
