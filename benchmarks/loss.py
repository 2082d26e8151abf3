"""Polls a network of which a tenth is dead and that loses packets, with the whole product, and tells who missed a cycle.

The benchmark's agent (agent.c) plays the devices; the service runs as `fengsui serve` runs it: its own database with an
imported inventory, the scheduler, the poller, the assessment, the history. Nobody scrapes it. A cycle is missed where a
healthy device did not answer at its turn in the interval. Exit code 1 where one did.

Usage: python -m benchmarks.loss [--devices 2000] [--dead 10] [--loss 2] [--interval 60] [--cycles 3]
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.poll import running_agent
from fengsui.clock import SystemClock
from fengsui.commands.logs import configure_logs
from fengsui.config import Settings
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import open_inventory
from fengsui.model.phase import phase_of
from fengsui.model.poll import PollOutcome
from fengsui.model.principal import Author
from fengsui.service import Service
from fengsui.tasks.schedule import next_due

# How much later than its turn an answer may come: retransmissions, and a loop that is busy.
_SLACK_SECONDS = 5.0
_LOOK_SECONDS = 0.5
_INTERFACES = 48


@dataclass
class Watch:
    """What was seen of each device: when it answered, and how its polls ended."""

    answered: dict[str, list[float]] = field(default_factory=dict)
    partial: set[tuple[str, float]] = field(default_factory=set)
    retries: dict[tuple[str, float], int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def look(self, service: Service) -> None:
        """Notes polls that are new since the last look."""
        for name, seen in service.snapshot().observations.items():
            times = self.answered.setdefault(name, [])
            if seen.answered_at is not None and seen.answered_at not in times[-1:]:
                times.append(seen.answered_at)
                self.retries[name, seen.answered_at] = seen.cost.retries
                self.seconds.append(seen.cost.seconds)
                if seen.outcome is not PollOutcome.OK:
                    self.partial.add((name, seen.answered_at))

    def sweep(self, healthy: set[str]) -> float:
        """When the last healthy device had its first poll."""
        return max((times[0] for name in healthy if (times := self.answered.get(name))), default=0.0)

    def missed(self, healthy: set[str], interval: float, began: float, until: float) -> dict[str, list[float]]:
        """Turns that healthy devices missed, in seconds since the beginning; of those that missed any.

        In the first interval every device is new and asked at once, so that any answer within it will do. Later an answer
        counts that comes at the device's turn, or up to half an interval before it, where the device was asked urgently.
        """
        found = {}
        for name in healthy:
            times = self.answered.get(name, [])
            turns = turns_of(name, interval, began + interval, until - _SLACK_SECONDS)
            lost = [due for due in turns if not any(due - interval / 2 <= at <= due + _SLACK_SECONDS for at in times)]
            if not any(at <= began + interval for at in times):
                lost.append(began)
            if lost:
                found[name] = [round(due - began, 1) for due in lost]
        return found


def turns_of(name: str, interval: float, after: float, until: float) -> list[float]:
    """When the device is due between two moments."""
    turns, due = [], next_due(phase_of(name), interval, after)
    while due <= until:
        turns.append(due)
        due += interval
    return turns


def addresses(count: int) -> Iterator[str]:
    """Loopback addresses, one for each device."""
    return (f"127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}" for number in range(count))


def is_dead(address: str, every: int) -> bool:
    """True for an address that the agent never answers at, as agent.c decides it."""
    _, second, third, fourth = map(int, address.split("."))
    return bool(every) and (second << 16 | third << 8 | fourth) % every == 0


def inventory(names: dict[str, str], port: int) -> str:
    """The devices as a YAML document; JSON is YAML."""
    device = {"carrier": "telecom", "site": "lab", "role": "county", "network": "internet", "credential": "lab"}
    return json.dumps(
        {
            "carriers": [
                {
                    "code": "telecom",
                    "name_zh": "中国电信",
                    "name_en": "China Telecom",
                    "management_prefixes": ["127.0.0.0/8"],
                }
            ],
            "credentials": [{"name": "lab", "version": "v2c", "community": "public"}],
            "sites": [{"code": "lab", "name": "lab", "division": "620102", "kind": "pop"}],
            "devices": [{"name": name, "address": at, "port": port, **device} for name, at in names.items()],
        }
    )


async def run(given: argparse.Namespace, port: int, folder: Path) -> dict[str, object]:
    """Polls for the cycles asked for and gives the figures."""
    names = {f"sw-{number:05d}": at for number, at in enumerate(addresses(given.devices))}
    healthy = {name for name, at in names.items() if not is_dead(at, given.dead)}
    document = folder / "inventory.yaml"
    document.write_text(inventory(names, port), encoding="utf-8")
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'fengsui.db'}",
        listen="127.0.0.1:0",
        allow_loopback=True,
        poll_interval_seconds=given.interval,
        log_level="error",
    )
    configure_logs(settings)
    keyring = load_keyring(settings, create=True)
    async with open_inventory(settings.url, create=True) as store:
        await import_files(
            [document], store.db, keyring, by=Author("benchmark", 0.0), dry_run=False, allow_loopback=True
        )
        service = Service(settings, SystemClock(), database=store.db, keyring=keyring)
        await service.start()
        try:
            return await observe(service, given, healthy)
        finally:
            await service.stop()


async def observe(service: Service, given: argparse.Namespace, healthy: set[str]) -> dict[str, object]:
    """Looks at the service until the cycles are over."""
    watch, began, cpu = Watch(), time.time(), _cpu_seconds()
    while time.time() - began < given.cycles * given.interval + _SLACK_SECONDS:
        await asyncio.sleep(_LOOK_SECONDS)
        watch.look(service)
    ended, used = time.time(), _cpu_seconds() - cpu
    counts = service.snapshot().poller
    missed = watch.missed(healthy, given.interval, began, ended)
    polls = sum(count for outcome, count in counts.polls.items() if not outcome.startswith("skipped"))
    took = sorted(watch.seconds)
    return {
        "devices": given.devices,
        "healthy": len(healthy),
        "wall_seconds": round(ended - began, 1),
        "polls": dict(counts.polls),
        "batches": dict(counts.batches),
        "missed_cycles": sum(map(len, missed.values())),
        "devices_that_missed": dict(sorted(missed.items())[:20]),
        "first_sweep_seconds": round(watch.sweep(healthy) - began, 1),
        "partial_polls": len(watch.partial),
        "packets_sent": counts.wire.packets_sent,
        "retries": counts.wire.retries,
        "retries_of_answered_polls": sum(watch.retries.values()),
        "timeouts": counts.wire.timeouts,
        "budget_waits": counts.wire.budget_waits,
        "ignored": dict(counts.wire.ignored),
        "p50_seconds": round(took[len(took) // 2], 4) if took else None,
        "p99_seconds": round(took[len(took) * 99 // 100], 4) if took else None,
        "lag_seconds": round(counts.lag_seconds, 3),
        "cpu_share": round(used / (ended - began), 4),
        "cpu_milliseconds_per_poll": round(1000 * used / max(polls, 1), 3),
        "varbinds_per_second": round(counts.wire.varbinds / (ended - began), 1),
        "resident_megabytes": _resident_megabytes(),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _cpu_seconds() -> float:
    return sum(os.times()[:2])


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def main() -> None:
    """Runs the network, prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--dead", type=int, default=10, help="every so many addresses, by their number, is dead")
    parser.add_argument("--loss", type=int, default=2, help="percent of requests that get no answer")
    parser.add_argument("--interval", type=float, default=60)
    parser.add_argument("--cycles", type=int, default=3)
    given = parser.parse_args()
    seconds = int(given.interval * given.cycles) + 120
    options = ("-l", str(given.loss), "-d", str(given.dead))
    with running_agent(_INTERFACES, seconds, *options) as port, tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(run(given, port, Path(folder)))
    print(json.dumps(figures, indent=2))
    sys.exit(1 if figures["missed_cycles"] else 0)


if __name__ == "__main__":
    main()
