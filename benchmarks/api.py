"""Measures the interface for carriers: a province sent as jobs, and single registrations while devices are polled.

`jobs` sends sites, devices and links over HTTP as imports (SQLite, or PostgreSQL with --postgres), and tells how long they took, the
greatest memory of any process that did one, and how late the event loop of the server was meanwhile. `register` has 50 carriers
register devices one after the other while the same process polls others on loopback (agent.c).

Usage: python -m benchmarks.api jobs [--devices 100000] [--postgres] | register [--devices 2000] [--carriers 50] [--each 20] [--pause 0]
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.imports import _postgres, _write_csv
from benchmarks.loss import addresses, inventory
from benchmarks.poll import running_agent
from fengsui.clock import SystemClock, spawn
from fengsui.commands.logs import configure_logs
from fengsui.config import Settings
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring, load_keyring
from fengsui.inventory.store import open_inventory
from fengsui.inventory.tokens import TokenStore
from fengsui.model.principal import Author, Role
from fengsui.service import Service

_BY = Author("benchmark", 0.0)
_TICK_SECONDS = 0.01
_ASK_SECONDS = 0.25


class Lag:
    """How late an event loop wakes whoever waits a moment."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def watch(self) -> None:
        """Measures until it is cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK_SECONDS)
            self.seconds.append(time.perf_counter() - began - _TICK_SECONDS)

    def figures(self) -> dict[str, float]:
        """Milliseconds."""
        return {"lag_p99_ms": _part(self.seconds, 99), "lag_max_ms": round(1000 * max(self.seconds), 1)}


def _part(seconds: list[float], percent: int) -> float:
    return round(1000 * statistics.quantiles(seconds, n=100)[percent - 1], 1)


@asynccontextmanager
async def serving(settings: Settings, keyring: Keyring, paths: list[Path]) -> AsyncIterator[tuple[Service, TokenStore]]:
    """The whole product on an inventory."""
    configure_logs(settings)
    async with open_inventory(settings.url, create=True) as store:
        await import_files(paths, store.db, keyring, by=_BY, dry_run=False, allow_loopback=True)
        service = Service(settings, SystemClock(), database=store.db, keyring=keyring)
        await service.start()
        try:
            yield service, TokenStore(store.db)
        finally:
            await service.stop()


async def jobs(given: argparse.Namespace, folder: Path) -> None:
    """Sends the province, a kind a job. Nothing is polled: its devices are pending, and nobody verifies them."""
    configure_logs(_settings(folder, ""))
    url = _postgres(folder / "postgres") if given.postgres else f"sqlite+aiosqlite:///{folder}/fengsui.db"
    carriers, *rest = _write_csv(folder, given.devices)
    settings = _settings(folder, url, poll_interval_seconds=3600.0)
    async with AsyncExitStack() as parts:
        store = await parts.enter_async_context(open_inventory(url, create=True))
        keyring, clock = load_keyring(settings, create=True), SystemClock()
        await import_files([carriers], store.db, keyring, by=_BY, dry_run=False, allow_loopback=True)
        from fengsui.api.application import build_application
        from fengsui.api.gate import make_gate
        from fengsui.api.server import HttpServer
        from fengsui.api.source import FixedSource
        from fengsui.inventory.edits import Editor
        from fengsui.inventory.job_runner import ImportJobs
        from tests.support.builders import snapshot

        # Without the poller: addresses of the province are nobody's to send to.
        runner = ImportJobs(store.db, keyring, folder / "imports", clock, allow_loopback=False)
        await runner.start()
        tokens = TokenStore(store.db)
        editor = Editor(store.db, keyring, allow_loopback=False)
        gate = make_gate(settings, tokens, clock)
        server = HttpServer(build_application(FixedSource(snapshot()), clock, gate=gate, editor=editor, jobs=runner))
        await server.start("127.0.0.1:0")
        parts.push_async_callback(server.stop)
        parts.callback(spawn(runner.run(), name="imports").cancel)
        _, token = await tokens.create("bench", Role.ADMINISTRATOR, by=_BY)
        headers = {"Authorization": f"Bearer {token.reveal()}", "Content-Type": "text/csv"}
        client = await parts.enter_async_context(aiohttp.ClientSession(server.base_url, headers=headers))
        for path in rest:
            lag = Lag()
            watcher = spawn(lag.watch(), name="lag")
            figures = await _sent(client, path)
            watcher.cancel()
            await asyncio.sleep(1.0)  # its process says that it is done, and then ends
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            server_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            more = {"imports_peak_megabytes": round(peak), "server_peak_megabytes": round(server_peak)}
            print(json.dumps({"database": url.partition("+")[0], **figures, **lag.figures(), **more}), flush=True)


async def _sent(client: aiohttp.ClientSession, path: Path) -> dict[str, Any]:
    began = time.perf_counter()
    with path.open("rb") as file:
        async with client.post(f"/api/v1/jobs?kind={path.stem}", data=file) as answer:
            job = await answer.json()
    took = time.perf_counter() - began
    while job["state"] in ("queued", "running"):
        await asyncio.sleep(_ASK_SECONDS)
        async with client.get(f"/api/v1/jobs/{job['id']}") as answer:
            job = await answer.json()
    seconds = round(time.perf_counter() - began, 1)
    return {"kind": path.stem, "state": job["state"], "seconds": seconds, "sending": round(took, 2), **job["rows"]}


async def register(given: argparse.Namespace, folder: Path, port: int) -> None:
    """Has carriers register devices while others are polled."""
    names = {f"sw-{number:05d}": at for number, at in enumerate(addresses(given.devices))}
    document = folder / "inventory.yaml"
    document.write_text(inventory(names, port), encoding="utf-8")
    settings = _settings(folder, f"sqlite+aiosqlite:///{folder}/fengsui.db", poll_interval_seconds=given.interval)
    keyring, lag, took = load_keyring(settings, create=True), Lag(), list[float]()
    async with serving(settings, keyring, [document]) as (service, tokens):
        made = [await tokens.create(f"c-{n}", Role.CARRIER, carrier="telecom", by=_BY) for n in range(given.carriers)]
        await asyncio.sleep(given.settle)
        before, wall = service.snapshot().poller, time.perf_counter()
        cpu, watcher = sum(os.times()[:2]), spawn(lag.watch(), name="lag")
        async with aiohttp.ClientSession(service.base_url, connector=aiohttp.TCPConnector(limit=0)) as client:
            work = [
                _registering(client, token.reveal(), number, given, port, took)
                for number, (_, token) in enumerate(made)
            ]
            await asyncio.gather(*work)
        watcher.cancel()
        wall, cpu, after = time.perf_counter() - wall, sum(os.times()[:2]) - cpu, service.snapshot().poller
    polled = sum(after.polls.values()) - sum(before.polls.values())
    figures = {"p50_ms": _part(took, 50), "p99_ms": _part(took, 99), "max_ms": round(1000 * max(took), 1)}
    rates = {"registrations": len(took), "a_second": round(len(took) / wall, 1), "polls": polled}
    # The clients are part of this process, and of its CPU time.
    print(json.dumps({**figures, **lag.figures(), **rates, "cpu_ms_each": round(1000 * cpu / len(took), 1)}))


async def _registering(
    client: aiohttp.ClientSession, token: str, number: int, given: argparse.Namespace, port: int, took: list[float]
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    same = {"site": "lab", "role": "access", "network": "internet", "port": port}
    await asyncio.sleep(given.pause * number / given.carriers)
    for turn in range(given.each):
        place = number * given.each + turn
        device = {**same, "address": f"127.200.{place // 250}.{place % 250 + 1}"}
        began = time.perf_counter()
        async with client.put(f"/api/v1/devices/new-{place}", json=device, headers=headers) as answer:
            if answer.status != 201:
                raise SystemExit(await answer.text())
        took.append(time.perf_counter() - began)
        await asyncio.sleep(given.pause)


def _settings(folder: Path, url: str, **more: Any) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        listen="127.0.0.1:0",
        allow_loopback=True,
        log_level="error",
        requests_per_second=0,
        **more,
    )


def main() -> None:
    """Measures, and prints figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["jobs", "register"])
    parser.add_argument("--devices", type=int, default=0)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--carriers", type=int, default=50)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that a carrier waits between two")
    parser.add_argument("--interval", type=float, default=60.0)
    parser.add_argument("--settle", type=float, default=10.0, help="seconds of polling before the first registration")
    given = parser.parse_args()
    given.devices = given.devices or (100_000 if given.what == "jobs" else 2000)
    print(json.dumps({"load": [round(each, 1) for each in os.getloadavg()]}))
    with tempfile.TemporaryDirectory() as folder:
        if given.what == "jobs":
            asyncio.run(jobs(given, Path(folder)))
            return
        with running_agent(48, 300) as port:
            asyncio.run(register(given, Path(folder), port))


if __name__ == "__main__":
    main()
