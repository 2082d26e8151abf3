"""From traps to polls: at once, together, a second apart, and not without end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from itertools import pairwise

import pytest
import structlog

from fengsui.clock import ManualClock, spawn
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.network import Network
from fengsui.model.trap import LastTrap, Trap, TrapKind
from fengsui.tasks.broker import Task
from fengsui.tasks.hints import KnownSenders, TrapHints
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally
from tests.support.builders import device, site
from tests.support.net_snmp import v2c
from tests.unit.tasks.test_polling import Bench

INTERVAL = 60.0


class Tasks:
    """A broker that notes what it gets."""

    queued = running = 0

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.asked: list[tuple[float, tuple[str, ...]]] = []

    def submit(self, task: Task) -> bool:
        self.asked.append((round(self._clock.monotonic(), 3), task.batch.devices))
        return True

    def start(self, handler: object) -> None: ...

    async def stop(self, grace_seconds: float) -> None: ...


class Store:
    """Keeps last traps; fails while `away`."""

    def __init__(self) -> None:
        self.kept: dict[str, LastTrap] = {}
        self.writes = 0
        self.away = False

    async def save(self, traps: Sequence[LastTrap]) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")
        self.writes += 1
        self.kept |= {trap.device: trap for trap in traps}


class Desk:
    """Hints on a manual clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.tasks = Tasks(self.clock)
        scheduler = Scheduler(self.tasks, Tally(0.0), self.clock, interval=INTERVAL, batch_size=100)
        self.store = Store()
        self.hints = TrapHints(scheduler, self.store, self.clock, interval=INTERVAL)

    def hear(self, *devices: str, kind: TrapKind = TrapKind.LINK_DOWN) -> None:
        self.hints.hear(Trap(self.clock.now(), kind, "1.3.6.1.6.3.1.1.5.3", "v2c", devices))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    running = Desk()
    loop = spawn(running.hints.run(), name="trap hints")
    yield running
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


async def test_a_trap_has_its_device_asked_within_a_moment(desk: Desk) -> None:
    desk.hear("a")
    await desk.clock.advance(0.2)
    assert desk.tasks.asked == [(0.1, ("a",))]
    assert desk.hints.urgent_polls == 1


@pytest.mark.parametrize("kind", [TrapKind.AUTHENTICATION_FAILURE, TrapKind.OTHER])
async def test_what_says_nothing_of_a_state_asks_nobody_and_is_remembered(desk: Desk, kind: TrapKind) -> None:
    desk.hear("a", kind=kind)
    await desk.clock.advance(5)
    assert desk.tasks.asked == []
    assert desk.hints.last["a"].kind is kind


async def test_devices_that_speak_together_are_asked_together(desk: Desk) -> None:
    for name in ("c", "a", "b"):
        desk.hear(name)
        await desk.clock.advance(0.02)
    await desk.clock.advance(1)
    assert desk.tasks.asked == [(0.1, ("a", "b", "c"))]


async def test_a_storm_asks_once_and_once_more_for_what_came_after(desk: Desk) -> None:
    for _ in range(50):
        desk.hear("a")
        await desk.clock.advance(0.01)
    await desk.clock.advance(5)
    first, second = [at for at, _ in desk.tasks.asked]
    assert first == 0.1
    assert 1.1 <= second <= 1.3, "a second after the first, and after the last trap"


async def test_a_device_that_never_stops_is_asked_twice_an_interval_in_the_end(desk: Desk) -> None:
    for _ in range(600):
        desk.hear("a")
        await desk.clock.advance(1)
    times = [at for at, _ in desk.tasks.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.999
    assert len(times) <= 10 + 600 * 2 / INTERVAL + 1
    assert len([at for at in times if at > 300]) <= 300 * 2 / INTERVAL + 1


async def test_a_device_that_was_quiet_is_asked_at_once_again(desk: Desk) -> None:
    for _ in range(3):
        desk.hear("a")
        await desk.clock.advance(400)
    assert [at for at, _ in desk.tasks.asked] == [0.1, 400.1, 800.1]


async def test_last_traps_are_kept_and_kept_again_when_the_database_was_away(desk: Desk) -> None:
    desk.hear("a")
    desk.store.away = True
    with structlog.testing.capture_logs() as logs:
        await desk.hints.save()
    assert [entry["event"] for entry in logs] == ["last traps not written, kept for the next try"]
    desk.hear("a", "b", kind=TrapKind.LINK_UP)
    desk.store.away = False
    await desk.hints.save()
    assert {name: trap.kind for name, trap in desk.store.kept.items()} == {"a": "linkUp", "b": "linkUp"}
    await desk.hints.save()
    assert desk.store.writes == 1, "nothing new, nothing written"


async def test_last_traps_are_written_down_now_and_then(desk: Desk) -> None:
    loop = spawn(desk.hints.save_forever(10.0), name="trap keeper")
    desk.hear("a")
    await desk.clock.advance(25)
    loop.cancel()
    assert (list(desk.store.kept), desk.store.writes) == (["a"], 1)


async def test_who_is_known_follows_the_inventory_and_the_credentials() -> None:
    bench = Bench([])
    board, polling = bench.board, bench.polling
    known = KnownSenders(board, polling)
    assert known.find("127.0.1.1") is None
    board.register(Network.of(sites=[site()], devices=[device("a", credential="lab")]))
    polling.credentials = {}
    assert known.find("127.0.1.1") == ()
    polling.credentials = {"lab": v2c()}
    assert [sender.device for sender in known.find("127.0.1.1") or ()] == ["a"]
    found = known.find("127.0.1.1")
    polling.credentials = {"lab": v2c()}
    assert known.find("127.0.1.1") is found, "an equal answer makes no new map"
    board.register(Network())
    assert known.find("127.0.1.1") is None
