"""How large the history of a province grows: failures at a given rate through the real assessor, journal and database.

    python -m benchmarks.history_year --devices 2000 --days 30

Prints the rows and bytes of each table, scaled to a year, and what noting and writing cost. Failures come by chance from a fixed seed: each
link and device fails so many times a year, and is down for an hour in the mean.
"""

import argparse
import asyncio
import heapq
import json
import random
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select, text

from fengsui.coverage.engine import Assessor
from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.open import open_database
from fengsui.history.load import LoadStore
from fengsui.history.state_log import StateLog
from fengsui.history.store import HistoryStore
from fengsui.inventory.divisions import load_divisions
from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState
from fengsui.model.site import Sector, Site, SiteKind
from fengsui.state.changes import changes_between
from fengsui.state.load import LoadHistogram
from fengsui.tasks.board import Board
from fengsui.tasks.journal import Journal

_CARRIERS = ("broadcast", "mobile", "telecom", "unicom")
_BEGAN = 1_767_196_800.0  # 2026-01-01 in the province
_YEAR = 365 * 86_400.0
_DAY = 86_400.0
_LOOK_SECONDS = 200.0
_MEAN_OUTAGE = 3600.0


def province(devices: int) -> Network:
    """Each carrier has two cores, a router with two ways to them in each county, and access equipment on single fibres behind these."""
    divisions = load_divisions()
    units = [each.code for each in divisions if each.coverage_unit]
    sectors = list(Sector)
    sites = [Site(f"s-{code}", code, code, SiteKind.POP) for code in units]
    sites += [Site(f"a-{code}-{n}", code, code, SiteKind.COMMUNITY, sectors[n % 9]) for code in units for n in range(4)]
    made: list[Device] = []
    links: list[Link] = []
    for carrier in _CARRIERS:
        cores = [f"{carrier}-core-{n}" for n in (1, 2)]
        made += [_device(name, carrier, f"s-{units[0]}", DeviceRole.CORE) for name in cores]
        links.append(_link(f"{carrier}-cores", carrier, *cores))
        for code in units:
            made.append(_device(f"{carrier}-{code}", carrier, f"s-{code}", DeviceRole.COUNTY))
            links += [_link(f"{carrier}-{code}-{core[-1]}", carrier, core, f"{carrier}-{code}") for core in cores]
        for number in range(devices // 4 - len(units) - 2):
            code, place = units[number % len(units)], number % 4
            name = f"{carrier}-{code}-a{number}"
            made.append(_device(name, carrier, f"a-{code}-{place}", DeviceRole.ACCESS))
            links.append(_link(f"{name}-up", carrier, f"{carrier}-{code}", name))
    return Network.of(divisions, [Carrier(code, code, code) for code in _CARRIERS], sites, made, links)


def _device(name: str, carrier: str, site: str, role: DeviceRole) -> Device:
    return Device(name, carrier, site, role, NetworkKind.INTERNET, "127.0.0.1")


def _link(name: str, carrier: str, a: str, b: str) -> Link:
    return Link(name, carrier, LinkEnd(a, f"to-{name}"), LinkEnd(b, f"to-{name}"))


class Run:
    """Failures and repairs in the order of time, through assessor and journal, without the polls that would show them."""

    def __init__(self, network: Network, journal: Journal, failures_a_year: float) -> None:
        self.board = Board(180)
        self.board.register(network)
        self.assessor = Assessor(network)
        self.journal = journal
        self.chance = random.Random(2026)
        self.rate = failures_a_year / _YEAR
        self.conditions = Conditions(
            *({name: _state(name, "up", _BEGAN) for name in n} for n in (network.devices, network.links))
        )
        self.note_seconds = 0.0
        self.transitions = 0
        names = [("device", n) for n in network.devices] + [("link", n) for n in network.links]
        self.looked_at = _BEGAN
        self.events = [(_BEGAN + self.chance.expovariate(self.rate), *each, "down") for each in names]
        heapq.heapify(self.events)

    def step(self) -> tuple[float, list[object]]:
        """One failure or repair; gives its moment, and the changes of conditions."""
        at, kind, name, state = heapq.heappop(self.events)
        pause = self.chance.expovariate(1 / _MEAN_OUTAGE if state == "down" else self.rate)
        heapq.heappush(self.events, (at + pause, kind, name, "up" if state == "down" else "down"))
        before = self.conditions
        devices, links = dict(before.devices), dict(before.links)
        (devices if kind == "device" else links)[name] = _state(name, state, at)
        self.conditions = Conditions(devices, links)
        return at, list(self.look(at, before))

    def look(self, at: float, before: Conditions) -> tuple[object, ...]:
        """Assesses and notes what is so at a moment."""
        changes = changes_between(before, self.conditions, at)
        while self.looked_at + _LOOK_SECONDS < at:  # looks without news, else nobody watched in between
            self.looked_at += _LOOK_SECONDS
            self.journal.note(self.board, (), self.looked_at)
        self.board.conditions = self.conditions
        moved = {each.name for each in changes} if self.transitions else None
        self.board.coverage = self.assessor.assess(self.conditions, at, moved)
        began = time.process_time()
        self.journal.note(self.board, changes, at)
        self.note_seconds += time.process_time() - began
        self.transitions += 1
        return changes


def _state(name: str, condition: str, at: float) -> ElementState:
    reason = "" if condition == "up" else f"port down at {name[:20]} GigabitEthernet0/0/1"
    return ElementState(name, Condition(condition), at, at - 5, reason)


async def measure(url: str, network: Network, days: float, failures: float) -> dict[str, object]:
    """Runs some days of failures into a new database; gives what it took."""
    async with open_database(url, create=True) as db:
        journal, history = Journal(StateLog(db)), HistoryStore(db)
        await journal.restore()
        run = Run(network, journal, failures)
        run.look(_BEGAN, run.conditions)
        run.note_seconds = 0.0
        await journal.flush()
        first, first_bytes = await rows(db), await table_bytes(db)
        write_seconds = 0.0
        while run.events[0][0] < _BEGAN + days * _DAY:
            waiting = []
            for _ in range(200):
                waiting += run.step()[1]
            began = time.process_time()
            await journal.flush()
            await history.save([], waiting)  # type: ignore[arg-type] # changes, which the loop does not look at
            write_seconds += time.process_time() - began
        after = await rows(db)
        sizes = await table_bytes(db)
        began = time.perf_counter()
        await StateLog(db).coverage_at(_BEGAN + days * _DAY / 2)
        as_of_seconds = time.perf_counter() - began
    factor = 365 / days
    yearly = {name: round(after[name] - first[name]) * factor for name in ("states", "changes")}
    return {
        "devices": len(network.devices),
        "links": len(network.links),
        "transitions": run.transitions,
        "transitions_a_year": round(run.transitions * factor),
        "rows_a_year": {name: round(count) for name, count in yearly.items()},
        "megabytes_a_year": {
            name: round((sizes[name] - first_bytes[name]) * factor / 1e6, 1) for name in ("states", "changes")
        },
        "note_milliseconds_of_cpu": round(1000 * run.note_seconds / run.transitions, 2),
        "write_milliseconds_of_cpu": round(1000 * write_seconds / run.transitions, 2),
        "as_of_seconds": round(as_of_seconds, 3),
    }


async def measure_loads(url: str, links: int) -> dict[str, object]:
    """A hundred days and nine months of loads of so many links."""
    chance = random.Random(2026)
    async with open_database(url, create=True) as db:
        store = LoadStore(db)
        periods = [f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in range(100)] + [
            f"2025-{m:02d}" for m in range(1, 10)
        ]
        for period in periods:
            await store.save(period, {f"telecom-620102-a{n}-up": _load(chance) for n in range(links)})
        sizes = await table_bytes(db)
    return {"links": links, "rows": links * len(periods), "megabytes": round(sizes["link_loads"] / 1e6, 1)}


def _load(chance: random.Random) -> LoadHistogram:
    first = chance.randrange(60, 160)
    return LoadHistogram({bucket: chance.randrange(1, 90) for bucket in range(first, first + 36)}, 1e9)


async def rows(db: Database) -> dict[str, int]:
    async with db.session() as session:
        tables = [Base.metadata.tables[name] for name in ("states", "changes")]
        return {
            table.name: (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        }


async def table_bytes(db: Database) -> dict[str, int]:
    """Bytes of each table in the file, its indexes among them."""
    query = "SELECT m.tbl_name, SUM(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name"
    async with db.session() as session:
        return {name: size for name, size in (await session.execute(text(query))).all()}  # noqa: C416 - rows, not pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--failures", type=float, default=6.0, help="of each link and device in a year")
    given = parser.parse_args()
    network = province(given.devices)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(
            measure(f"sqlite+aiosqlite:///{Path(folder) / 'a.db'}", network, given.days, given.failures)
        )
        loads = asyncio.run(measure_loads(f"sqlite+aiosqlite:///{Path(folder) / 'b.db'}", len(network.links)))
    print(json.dumps({**found, "loads": loads}, indent=2))


if __name__ == "__main__":
    main()
