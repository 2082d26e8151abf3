"""Coverage of any moment that was watched is what was worked out then, whatever came between and since."""

import itertools
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from fengsui.clock import ManualClock
from fengsui.coverage.availability import Availability, AvailabilityKind
from fengsui.coverage.result import Coverage
from fengsui.database.engine import Database
from fengsui.errors import NotKeptError
from fengsui.history.availability import availability_of
from fengsui.history.eras import Watch
from fengsui.history.parts import ageless
from fengsui.history.state_log import HORIZONS, STATES, WATCHES, StateLog
from fengsui.model.device import DeviceLifecycle
from fengsui.model.network import Network
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.board import Board
from fengsui.tasks.journal import Journal
from tests.support.builders import interfaces
from tests.unit.coverage.networks import device, link, network

BEGAN = 1_790_000_000.0
LIMIT = 180.0
DEVICES = {
    "tc": ("620102", "telecom", "core"),
    "t1": ("620200", "telecom", "county"),
    "t2": ("620402", "telecom", "county"),
    "uc": ("620102", "unicom", "core"),
    "u1": ("620200", "unicom", "access"),
}
LINKS = {
    "t-1": ("tc", "t1", "telecom"),
    "t-1b": ("tc", "t1", "telecom"),
    "t-2": ("t1", "t2", "telecom"),
    "t-3": ("tc", "t2", "telecom"),
    "u-1": ("uc", "u1", "unicom"),
}
UNITS = ("620102", "620200", "620402", "620502")


@dataclass
class Province:
    """A running service in small: inventory, board and journal over one log, and what was worked out at each moment."""

    log: StateLog
    clock: ManualClock = field(default_factory=lambda: ManualClock(now=BEGAN))
    gone: set[str] = field(default_factory=set)
    worked_on: set[str] = field(default_factory=set)
    told: list[tuple[float, Coverage]] = field(default_factory=list)
    unwritten: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    board: Board = field(default_factory=lambda: Board(LIMIT))

    async def begin(self) -> None:
        self.journal = Journal(self.log)
        await self.journal.restore()
        self.watches.append(Watch(self.clock.now(), self.clock.now()))
        self.take_over()
        self.look()
        await self.write()

    def network(self) -> Network:
        devices = [
            device(name, county, carrier, role, maintenance=name in self.worked_on)
            for name, (county, carrier, role) in DEVICES.items()
        ]
        devices = [
            replace(each, lifecycle=DeviceLifecycle.RETIRED) if each.name in self.gone else each for each in devices
        ]
        links = [link(name, a, b, carrier) for name, (a, b, carrier) in LINKS.items() if name not in self.gone]
        return network(devices, links, codes=UNITS)

    def take_over(self) -> None:
        self.board.register(self.network())

    def poll(self, name: str, answers: bool, down: frozenset[str]) -> None:
        if name not in self.board.network.devices:
            return
        now, before = self.clock.now(), self.board.observations.get(name)
        ports = [f"to-{each}" for each, ends in LINKS.items() if name in ends[:2]]
        table = interfaces(
            len(ports), name=ports, oper_status=["down" if port.removeprefix("to-") in down else "up" for port in ports]
        )
        if answers:
            seen = DeviceObservation(
                name, PollOutcome.OK, now, now, None, 0, now + 60, interfaces=table, interfaces_at=now
            )
        else:
            last = before or DeviceObservation(name, PollOutcome.TIMEOUT, now)
            seen = replace(
                last, outcome=PollOutcome.TIMEOUT, polled_at=now, failures=last.failures + 1, next_poll_at=now + 60
            )
        self.board.pin(seen, ())

    def look(self) -> None:
        now = self.clock.now()
        self.journal.note(self.board, self.board.assess(now), now)
        self.told.append((now, ageless(self.board.coverage)))
        self.unwritten.append(now)

    async def write(self) -> None:
        assert await self.journal.flush()
        self.watches[-1] = Watch(
            self.watches[-1].began_at, self.unwritten[-1] if self.unwritten else self.watches[-1].until
        )
        self.unwritten = []

    async def end(self, *, orderly: bool) -> None:
        """Ends the process, and begins another a while later with what the database kept."""
        if orderly:
            await self.write()
        elif self.unwritten:
            # What was worked out after the last write died with the process.
            del self.told[-len(self.unwritten) :]
            self.lost += self.unwritten
        seen, conditions = dict(self.board.observations), self.board.conditions
        self.unwritten = []
        await self.clock.advance(500)
        self.board = Board(LIMIT)
        self.board.restore(seen, conditions)
        await self.begin()

    async def step(self, what: str, name: str, seconds: float, down: frozenset[str]) -> None:
        await self.clock.advance(seconds)
        if what in ("answers", "silent"):
            self.poll(name, what == "answers", down)
        elif what in ("gone", "worked_on"):
            getattr(self, what).symmetric_difference_update({name})
            self.take_over()
        elif what == "write":
            await self.write()
        elif what in ("end", "crash"):
            await self.end(orderly=what == "end")
        self.look()

    def watched(self, at: float) -> bool:
        return any(each.began_at <= at <= each.until for each in self.watches)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answers"] * 4 + ["silent", "gone", "worked_on", "write", "end", "crash"]),
        st.sampled_from([*DEVICES, *LINKS]),
        st.sampled_from([0.0, 1.0, 20.0, 60.0, 200.0]),
        st.frozensets(st.sampled_from(list(LINKS)), max_size=3),
    ),
    max_size=25,
)


async def emptied(db: Database) -> StateLog:
    async with db.begin() as session:
        for table in (STATES, WATCHES, HORIZONS):
            await session.execute(delete(table))
    return StateLog(db)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_as_of_any_moment_is_what_was_worked_out_then(
    db: Database, steps: list[tuple[str, str, float, frozenset[str]]]
) -> None:
    province = Province(await emptied(db))
    await province.begin()
    for step in steps:
        await province.step(*step)
    await province.write()
    # Of several looks at one moment the last is what was told.
    told = dict(province.told)
    for at, coverage in told.items():
        assert (await province.log.coverage_at(at)).coverage == coverage
    for at in set(province.lost) - told.keys():
        with pytest.raises(NotKeptError):
            await province.log.coverage_at(at)
    # What it was at a moment it stays until the next look.
    moments = sorted(told)
    for at, following in itertools.pairwise(moments):
        between = (at + following) / 2
        if province.watched(between) and province.watched(at):
            assert (await province.log.coverage_at(between)).coverage == replace(told[at], as_of=between)


async def test_what_nobody_watched_is_said_and_not_guessed(db: Database) -> None:
    province = Province(await emptied(db))
    with pytest.raises(NotKeptError, match=r"nothing was recorded at 2026-.*: nothing is recorded yet"):
        await province.log.coverage_at(BEGAN)
    await province.begin()
    await province.end(orderly=True)
    with pytest.raises(NotKeptError, match="the record begins at 2026-09-21T22:13:20"):
        await province.log.coverage_at(BEGAN - 1)
    with pytest.raises(NotKeptError, match=r"nobody watched from 2026-09-21T22:13:20\+08:00 to 2026-09-21T22:21:40"):
        await province.log.coverage_at(BEGAN + 100)
    with pytest.raises(NotKeptError, match="to now"):
        await province.log.coverage_at(BEGAN + 10_000)
    assert (await province.log.coverage_at(BEGAN + 10_000, or_last=True)).coverage.as_of == BEGAN + 500


async def test_a_boot_with_a_clock_of_years_ago_changes_nothing_of_the_past(db: Database) -> None:
    province = Province(await emptied(db))
    await province.begin()
    for name in ("tc", "t1", "t2"):
        await province.step("answers", name, 10.0, frozenset())
    await province.write()
    known = dict(province.told)
    for jump in (-2e8, 2e8):
        # The clock of the machine shows another time, and the service was not stopped in an orderly way.
        province.clock.set_back(-jump)
        await province.end(orderly=False)
        await province.step("silent", "tc", 10.0, frozenset({"t-1", "t-2", "t-3"}))
        await province.write()
    for at, coverage in known.items():
        assert (await province.log.coverage_at(at)).coverage == coverage
    with pytest.raises(NotKeptError):
        await province.log.coverage_at(BEGAN - 1e8)
    now = province.clock.now()
    assert (await province.log.coverage_at(now)).coverage == province.told[-1][1]


async def test_a_clock_that_ran_ahead_does_not_tell_of_the_hour_when_it_comes(db: Database) -> None:
    province = Province(await emptied(db))
    await province.begin()
    await province.step("answers", "tc", 3600.0, frozenset())
    await province.step("answers", "t1", 0.0, frozenset({"t-1", "t-1b", "t-2"}))
    await province.write()
    province.clock.set_back(province.clock.now() - BEGAN - 60)
    await province.step("answers", "tc", 0.0, frozenset())
    await province.step("answers", "t1", 5.0, frozenset())
    await province.write()
    end = province.clock.now()
    period = (BEGAN + 62, BEGAN + 7200)
    timelines = await province.log.timelines("link", *period, name="t-1")
    (found,) = availability_of(AvailabilityKind.LINK, timelines, period)
    # Down until it was seen up again, and not from the hour on of which the wrong clock spoke.
    assert (found.availability.down_seconds, timelines.watches[-1].until) == (3.0, end)
    assert (await province.log.coverage_at(BEGAN + 3700, or_last=True)).coverage.as_of == end


async def test_pruning_cuts_devices_and_links_and_leaves_coverage(db: Database) -> None:
    province = Province(await emptied(db))
    await province.begin()
    for name in DEVICES:
        await province.step("answers", name, 10.0, frozenset())
    await province.step("gone", "u1", 10.0, frozenset())
    await province.step("silent", "t2", 10.0, frozenset())
    await province.write()
    before, latest = await province.log.coverage_at(BEGAN + 30), await province.log.latest()
    assert await province.log.prune(BEGAN + 65) > 0
    assert await province.log.prune(BEGAN + 65) == 0
    assert await province.log.latest() == latest
    assert await province.log.coverage_at(BEGAN + 30) == before


async def test_what_retention_cut_off_is_unknown_time_and_not_guessed(db: Database) -> None:
    province = Province(await emptied(db))
    await province.begin()
    for _ in range(4):
        await province.step("answers", "tc", 60.0, frozenset())
        await province.step("answers", "t1", 60.0, frozenset())
    await province.step("silent", "t1", 60.0, frozenset())
    await province.write()
    end = province.clock.now()
    whole = (BEGAN + 60, end)

    async def available() -> Availability:
        timelines = await province.log.timelines("device", *whole, name="t1")
        (found,) = availability_of(AvailabilityKind.DEVICE, timelines, whole)
        return found.availability

    before = await available()
    assert (before.unknown_seconds, before.up_seconds) == (60, 480 - 60)
    await province.log.prune(BEGAN + 200)
    after = await available()
    # Until 200 s nothing is known any more; what held then holds on.
    assert (after.unknown_seconds, after.up_seconds, after.outages) == (140, 480 - 140, before.outages)
