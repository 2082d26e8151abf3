"""Upkeep: a registered device is polled at once, news reaches coverage, a missing database is waited for."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fengsui.clock import ManualClock
from fengsui.coverage.result import Coverage
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.credential import Credential
from fengsui.model.network import Network
from fengsui.model.observation import Change, Conditions, DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.board import Board
from fengsui.tasks.broker import Lane
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally
from fengsui.tasks.upkeep import Assessor, InventoryWatch, pause_after, prune_forever
from tests.unit.tasks.test_polling import PATIENCE, Agents, network_of
from tests.unit.tasks.test_scheduler import Desk


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.get_running_loop().create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


class Inventory:
    def __init__(self, names: Sequence[str]) -> None:
        self.network = network_of(names)
        self.away = False

    async def load(self) -> tuple[Network, Mapping[str, Credential]]:
        if self.away:
            raise DatabaseUnreachableError("away")
        return self.network, {}


class Store:
    def __init__(self) -> None:
        self.away = False
        self.conditions: list[Conditions] = []
        self.coverage: list[Coverage] = []
        self.changes: list[Change] = []
        self.pruned: list[float] = []

    def _reach(self) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        self._reach()
        self.changes.extend(changes)

    async def save_conditions(self, conditions: Conditions) -> None:
        self._reach()
        self.conditions.append(conditions)

    async def save_coverage(self, coverage: Coverage) -> None:
        self._reach()
        self.coverage.append(coverage)

    async def prune(self, before: float) -> object:
        self._reach()
        self.pruned.append(before)
        return None


class Room:
    """An inventory watch with everything around it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.clock, self.desk, self.inventory = ManualClock(now=6000.0), Desk(), Inventory(names)
        self.board, tally = Board(evidence_limit_seconds=180), Tally(0)
        self.scheduler = Scheduler(self.desk, tally, self.clock, interval=60, batch_size=100)
        polling = BatchPolling(Agents(self.clock), self.board, Recorder(Store()), tally, self.clock, PATIENCE)
        self.watch = InventoryWatch(self.inventory, self.board, polling, self.scheduler, self.clock)

    def urgent(self) -> list[tuple[str, ...]]:
        return [task.batch.devices for task in self.desk.tasks if task.lane is Lane.URGENT]


def idle_scheduler(clock: ManualClock) -> Scheduler:
    return Scheduler(Desk(), Tally(0), clock, interval=60, batch_size=100)


def seen(device: str, at: float, outcome: PollOutcome = PollOutcome.OK) -> DeviceObservation:
    answered = at if outcome.answered else None
    failures = 0 if outcome.answered else 1
    return DeviceObservation(
        device=device, outcome=outcome, polled_at=at, answered_at=answered, failures=failures, next_poll_at=at + 60
    )


async def test_a_device_that_was_registered_is_planned_and_polled_at_once() -> None:
    room = Room(["a"])
    await room.watch.refresh()
    assert room.urgent() == [("a",)]
    room.inventory.network = network_of(["a", "b"])
    await room.watch.refresh()
    assert room.urgent() == [("a",), ("b",)]
    assert sorted(name for batch in room.scheduler.batches for name in batch.devices) == ["a", "b"]


async def test_a_device_that_was_seen_before_the_restart_waits_for_its_turn() -> None:
    room = Room(["a", "b"])
    room.board.restore({"a": seen("a", 5990.0)}, None)
    await room.watch.refresh()
    assert room.urgent() == [("b",)]


async def test_a_device_that_was_removed_is_forgotten() -> None:
    room = Room(["a", "b"])
    await room.watch.refresh()
    room.board.pin(seen("b", 6000.0), ())
    room.inventory.network = network_of(["a"])
    await room.watch.refresh()
    assert "b" not in room.board.observations
    assert [name for batch in room.scheduler.batches for name in batch.devices] == ["a"]


async def test_an_inventory_that_cannot_be_read_leaves_the_last_one_and_is_tried_again() -> None:
    room = Room(["a"])
    await room.watch.refresh()
    room.inventory.away = True
    room.inventory.network = network_of(["a", "b"])
    async with running(room.watch.run(5)):
        await room.clock.advance(20)
        assert list(room.board.network.devices) == ["a"]
        room.inventory.away = False
        await room.clock.advance(5)
    assert list(room.board.network.devices) == ["a", "b"]


async def test_news_is_assessed_written_and_kept_while_the_database_is_away() -> None:
    clock, store, board = ManualClock(now=6000.0), Store(), Board(evidence_limit_seconds=180)
    recorder = Recorder(store)
    board.register(network_of(["a"]))
    assessor = Assessor(board, recorder, store, idle_scheduler(clock), clock)
    await assessor.turn(save_every_seconds=60)
    board.pin(seen("a", 6000.0), ())
    store.away = True
    await assessor.turn(save_every_seconds=60)
    assert board.conditions.devices["a"].condition.value == "up"
    store.away = False
    await assessor.turn(save_every_seconds=60)
    assert recorder.waiting == 0 or await recorder.flush()
    assert [(change.name, change.before, change.after) for change in store.changes] == [("a", "unknown", "up")]


async def test_evidence_that_grows_old_turns_into_unknown_by_itself() -> None:
    clock, store, board = ManualClock(now=6000.0), Store(), Board(evidence_limit_seconds=180)
    board.register(network_of(["a"]))
    board.pin(seen("a", 6000.0), ())
    async with running(
        Assessor(board, Recorder(store), store, idle_scheduler(clock), clock).run(
            every_seconds=1, save_every_seconds=60
        )
    ):
        await clock.advance(10)
        assert board.conditions.devices["a"].condition.value == "up"
        await clock.advance(180)
    assert board.conditions.devices["a"].condition.value == "unknown"
    assert [(change.before, change.after) for change in store.changes] == [(None, "up"), ("up", "unknown")]


async def test_what_does_not_change_is_written_seldom() -> None:
    clock, store, board = ManualClock(now=6000.0), Store(), Board(evidence_limit_seconds=1000)
    board.register(network_of(["a"]))
    async with running(
        Assessor(board, Recorder(store), store, idle_scheduler(clock), clock).run(
            every_seconds=1, save_every_seconds=60
        )
    ):
        await clock.advance(179.5)
    assert len(store.conditions) == len(store.coverage) == 3


async def test_the_change_log_is_cut_to_its_retention_again_and_again() -> None:
    clock, store = ManualClock(now=100_000.0), Store()
    store.away = True
    async with running(prune_forever(store, clock, retention_seconds=1000, every_seconds=3600)):
        await clock.advance(1)
        store.away = False
        await clock.advance(3600)
    assert store.pruned == [102_600.0]


def test_dear_looks_come_seldom_and_cheap_ones_at_their_time() -> None:
    assert [pause_after(took, 1.0) for took in (0.0, 0.003, 0.25, 0.5, 60.0)] == [1.0, 1.0, 1.0, 2.0, 10.0]
