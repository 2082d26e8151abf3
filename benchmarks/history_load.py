"""Whether writing history delays polling: lateness of polls and of the event loop, with and without many changes of state.

The whole product polls simulated devices of 48 ports on loopback. In the runs `with`, as many changes of state a second as asked for
are written beside it by the same process into the same database, once a second as the service does: rows of the log of states
and of the list of changes. Each run is a process of its own in turn, so that a machine whose speed drifts hits all alike.

Usage: python -m benchmarks.history_load [--devices 2000] [--changes 500] [--seconds 60] [--databases sqlite,postgresql]
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.api import Lag
from benchmarks.imports import _postgres
from benchmarks.loss import addresses, inventory
from benchmarks.poll import running_agent
from fengsui.clock import SystemClock, spawn
from fengsui.commands.logs import configure_logs
from fengsui.config import Settings
from fengsui.database.engine import Database
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, StateRecord
from fengsui.history.state_log import StateLog
from fengsui.history.store import HistoryStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import open_inventory
from fengsui.model.observation import Change
from fengsui.model.phase import phase_of
from fengsui.model.principal import Author
from fengsui.service import Service
from fengsui.tasks.schedule import next_due

_SETTLE_SECONDS = 25.0  # the first sweep, when every device is new, is over then, or nearly so


async def write(db: Database, changes: int, seconds: list[float]) -> None:
    """Writes changes of state for ever, once a second; notes how long each transaction took."""
    store, log = HistoryStore(db), StateLog(db)
    began_at, round_ = time.time() - 1e6, 0
    while True:
        due = time.perf_counter() + 1.0
        now, state = time.time(), ("down", "up")[round_ % 2]
        names = [f"link-{number:05d}" for number in range(changes)]
        records = [StateRecord(("link", name, "telecom"), now, Part(state, evidence_at=now)) for name in names]
        began = time.perf_counter()
        await store.save((), [Change("link", name, None, state, now, "port down at sw-00001 eth1") for name in names])
        await log.append(records, Watch(began_at, began_at + 1))
        seconds.append(time.perf_counter() - began)
        round_ += 1
        await asyncio.sleep(max(due - time.perf_counter(), 0.0))


async def polling(service: Service, names: list[str], interval: float, until: float) -> list[float]:
    """Seconds by which each poll began after its turn; one that came early, for the device was asked urgently, is not late."""
    late: dict[tuple[str, float], float] = {}
    while time.time() < until:
        await asyncio.sleep(0.5)
        observations = service.snapshot().observations
        for name in names:
            seen = observations.get(name)
            if seen is not None and seen.polled_at >= until - interval:
                due = next_due(phase_of(name), interval, seen.polled_at - interval)
                after = seen.polled_at - due
                late[name, seen.polled_at] = after if after < interval / 2 else 0.0
    return sorted(late.values())


async def measure(given: argparse.Namespace, url: str, folder: Path, port: int) -> dict[str, object]:
    """One run."""
    names = {f"sw-{number:05d}": at for number, at in enumerate(addresses(given.devices))}
    document = folder / "inventory.yaml"
    document.write_text(inventory(names, port), encoding="utf-8")
    settings = Settings(
        data_dir=folder,
        database_url=url,
        listen="127.0.0.1:0",
        allow_loopback=True,
        poll_interval_seconds=given.seconds,
        log_level="error",
    )
    configure_logs(settings)
    keyring, lag, took = load_keyring(settings, create=True), Lag(), list[float]()
    async with open_inventory(settings.url, create=True) as store:
        await import_files(
            [document], store.db, keyring, by=Author("benchmark", 0.0), dry_run=False, allow_loopback=True
        )
        service = Service(settings, SystemClock(), database=store.db, keyring=keyring)
        await service.start()
        await asyncio.sleep(_SETTLE_SECONDS)
        tasks = [spawn(lag.watch(), name="lag")]
        if given.changes:
            tasks.append(spawn(write(store.db, given.changes, took), name="writer"))
        cpu = sum(os.times()[:2])
        known = [
            name for name in names if name in service.snapshot().observations
        ]  # the others are new, and asked at once
        late = await polling(service, known, given.seconds, time.time() + given.seconds)
        cpu = sum(os.times()[:2]) - cpu
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await service.stop()
    return {
        "database": url.partition("+")[0],
        "changes_a_second": given.changes,
        "polls": len(late),
        "late_ms": {f"p{part}": _part(late, part) for part in (50, 95, 99)} | {"max": round(1000 * late[-1])},
        **lag.figures(),
        "cpu_share": round(cpu / given.seconds, 3),
        "write_ms": {f"p{part}": _part(took, part) for part in (50, 95)} if took else None,
        "load": round(os.getloadavg()[0], 1),
    }


def _part(seconds: list[float], percent: int) -> float:
    return round(1000 * statistics.quantiles(seconds, n=100)[percent - 1], 1)


def main() -> None:
    """Measures, and prints figures as JSON, a run a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        with running_agent(48, int(given.seconds) + 120) as port, tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            url = _postgres(folder / "postgres") if given.one == "postgresql" else f"sqlite+aiosqlite:///{folder}/f.db"
            print(json.dumps(asyncio.run(measure(given, url, folder, port))), flush=True)
        return
    for database in given.databases.split(","):
        for changes in (0, given.changes):
            command = [sys.executable, "-m", "benchmarks.history_load", "--one", database, "--changes", str(changes)]
            subprocess.run([*command, "--devices", str(given.devices), "--seconds", str(given.seconds)], check=True)


if __name__ == "__main__":
    main()
