"""The recorder loses nothing while the database is away."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fengsui.errors import DatabaseUnreachableError
from fengsui.model.observation import Change, DeviceObservation, InterfaceMove
from fengsui.model.poll import PollOutcome
from fengsui.tasks.recorder import Recorder


def seen(device: str, at: float) -> DeviceObservation:
    return DeviceObservation(device=device, outcome=PollOutcome.OK, polled_at=at)


def change(name: str, at: float = 0.0) -> Change:
    return Change(kind="device", name=name, before="up", after="down", at=at)


class Store:
    """Keeps what is saved, unless told to fail."""

    def __init__(self) -> None:
        self.saved: list[tuple[list[tuple[str, float]], list[str]]] = []
        self.failure: BaseException | None = None

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        if self.failure is not None:
            raise self.failure
        self.saved.append(([(o.device, o.polled_at) for o in observations], [c.name for c in changes]))


async def test_only_the_newest_observation_of_a_device_is_written_and_every_change() -> None:
    store = Store()
    recorder = Recorder(store)
    recorder.add([seen("a", 1)], [change("a")])
    recorder.add([seen("a", 2), seen("b", 2)], [change("b")])
    assert await recorder.flush()
    assert store.saved == [([("a", 2), ("b", 2)], ["a", "b"])]
    assert recorder.waiting == 0


async def test_nothing_waiting_writes_nothing() -> None:
    store = Store()
    assert await Recorder(store).flush()
    assert store.saved == []


async def test_what_a_missing_database_did_not_take_is_written_later_in_order_and_the_newer_wins() -> None:
    store = Store()
    recorder = Recorder(store)
    store.failure = DatabaseUnreachableError("away")
    recorder.add([seen("a", 1), seen("b", 1)], [change("first")])
    assert not await recorder.flush()
    assert recorder.outage.lasts
    recorder.add([seen("a", 2)], [change("second")])
    store.failure = None
    assert await recorder.flush()
    assert (recorder.outage.lasts, recorder.outage.failures) == (False, 1)
    assert store.saved == [([("a", 2), ("b", 1)], ["first", "second"])]


async def test_a_cancelled_write_is_kept_too() -> None:
    store = Store()
    recorder = Recorder(store)
    recorder.add([seen("a", 1)])
    store.failure = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await recorder.flush()
    assert recorder.waiting == 1


async def test_changes_beyond_the_bound_are_counted_as_lost_oldest_first() -> None:
    recorder = Recorder(Store())
    recorder.add(changes=[change("old")] * 5)
    recorder.add(changes=[change("new")] * 100_000)
    assert recorder.lost_changes == 5
    assert recorder.waiting == 100_000


async def test_moves_of_interfaces_wait_with_their_device_and_none_is_written_twice() -> None:
    store = MoveStore()
    recorder = Recorder(store)
    store.failure = DatabaseUnreachableError("away")
    recorder.add([moved("a", 1), moved("b", 1)])
    recorder.add([moved("a", 2)])
    assert not await recorder.flush()
    recorder.add([moved("a", 3), seen("b", 3)])
    store.failure = None
    assert await recorder.flush()
    recorder.add([seen("a", 4)])
    assert await recorder.flush()
    assert store.moves == {"a": [1, 2, 3], "b": [1]}


def moved(device: str, at: float) -> DeviceObservation:
    return replace(seen(device, at), moves=(InterfaceMove(device, 1, "eth1", "index", "1", "2", at),))


class MoveStore(Store):
    """Keeps when each device's interfaces moved."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: dict[str, list[float]] = {}

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        await super().save(observations, changes)
        for each in observations:
            self.moves.setdefault(each.device, []).extend(move.at for move in each.moves)
