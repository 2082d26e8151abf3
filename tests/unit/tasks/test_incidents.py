"""Incidents beside the polling: what is noted, what it costs, and what a database that is away does to them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from fengsui.alerts.incidents import Damping
from fengsui.coverage.engine import assess
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Change
from fengsui.state.changes import changes_between
from fengsui.tasks.board import Board
from fengsui.tasks.incidents import IncidentWatch
from tests.unit.alerts.test_failure import ring
from tests.unit.coverage.networks import NOW, conditions_from

DAMPING = Damping(gather=5.0, settle=60.0, hold=60.0, reopen=600.0, join=60.0)


class Shelf:
    """Incidents in memory, and whether they are taken."""

    def __init__(self) -> None:
        self.away = False
        self.stored: dict[str, Incident] = {}
        self.writes: list[list[str]] = []

    async def known(self, closed_after: float) -> Sequence[Incident]:
        self._reach()
        return [each for each in self.stored.values() if each.closed_at is None or each.closed_at >= closed_after]

    async def save(self, incidents: Iterable[Incident]) -> None:
        self._reach()
        written = list(incidents)
        self.writes.append([each.id for each in written])
        self.stored |= {each.id: each for each in written}

    def _reach(self) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")


class Post:
    """A watch over the ring, whose elements are set."""

    def __init__(self, shelf: Shelf, *, most: int = 100) -> None:
        self.shelf = shelf
        self.now = NOW
        self.board = Board(180)
        self.watch = IncidentWatch(shelf, DAMPING, most=most)
        self.register(ring())

    def register(self, network: Network) -> None:
        self.board.network = network
        self.board.conditions = conditions_from(network, {})
        self.board.coverage = assess(network, self.board.conditions, self.now)

    def look(self, after: float = 0.0, /, **changed: str) -> bool:
        self.now += after
        return self.watch.note(self.board, self._set(changed), self.now)

    def _set(self, changed: Mapping[str, str]) -> tuple[Change, ...]:
        before, network = self.board.conditions, self.board.network
        wanted = conditions_from(network, {name.replace("_", "-"): value for name, value in changed.items()})
        after = replace(before, devices={**before.devices}, links={**before.links})
        for name in changed:
            key = name.replace("_", "-")
            for of, to in ((wanted.devices, after.devices), (wanted.links, after.links)):
                if key in of:
                    to[key] = replace(of[key], since=self.now, evidence_at=self.now)
        self.board.conditions = after
        self.board.coverage = assess(network, after, self.now)
        return changes_between(before, after, self.now)


@pytest.fixture
async def post() -> Post:
    post = Post(Shelf())
    await post.watch.restore(NOW)
    post.look()
    return post


async def test_a_cut_is_noted_after_a_moment_and_written(post: Post) -> None:
    assert not post.look(wd_cx="down")
    assert post.watch.open == ()
    assert post.look(5)
    assert await post.watch.flush()
    assert [each.cause.names for each in post.shelf.stored.values()] == [("wd-cx",)]
    assert post.watch.opened == 1


async def test_it_closes_after_the_hold_without_any_other_change(post: Post) -> None:
    post.look(wd_cx="down")
    post.look(5)
    assert post.look(100, wd_cx="up")
    assert not post.look(59)
    assert post.look(1)
    await post.watch.flush()
    assert [each.closed_at for each in post.shelf.stored.values()] == [NOW + 105]
    assert post.watch.open == ()


async def test_where_nothing_changes_nothing_is_written_but_now_and_then_when_it_was_last_seen(post: Post) -> None:
    post.look(wd_cx="down")
    post.look(5)
    await post.watch.flush()
    writes = len(post.shelf.writes)
    for _ in range(50):
        assert not post.look(1)
    await post.watch.flush()
    assert len(post.shelf.writes) == writes
    post.look(60)
    await post.watch.flush()
    assert len(post.shelf.writes) == writes + 1
    assert [each.seen_at for each in post.shelf.stored.values()] == [post.now]


async def test_a_province_without_trouble_is_never_looked_at_again(post: Post) -> None:
    for _ in range(10):
        assert not post.look(600)
    assert post.shelf.writes == []


async def test_nothing_is_lost_while_the_database_is_away(post: Post) -> None:
    post.shelf.away = True
    post.look(wd_cx="down")
    post.look(5)
    assert not await post.watch.flush()
    post.look(60, wd_cx="up")
    assert not await post.watch.flush()
    post.shelf.away = False
    assert await post.watch.flush()
    assert post.shelf.stored == {each.id: each for each in post.watch.open}
    assert await post.watch.flush()


async def test_what_is_too_much_is_counted(post: Post) -> None:
    post.watch = IncidentWatch(post.shelf, DAMPING, most=1)
    await post.watch.restore(NOW)
    post.look(wd_cx="down", ld_core="down")
    post.look(5)
    assert post.watch.lost == 1
    await post.watch.flush()
    assert len(post.shelf.stored) == 1


async def test_a_write_that_is_cancelled_is_made_again(post: Post) -> None:
    class Slow(Shelf):
        async def save(self, incidents: Iterable[Incident]) -> None:
            await asyncio.sleep(3600)

    post.watch = IncidentWatch(Slow(), DAMPING)
    await post.watch.restore(NOW)
    post.look(wd_cx="down")
    post.look(5)
    writing = asyncio.get_running_loop().create_task(post.watch.flush())
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    post.watch._store = post.shelf
    assert await post.watch.flush()
    assert len(post.shelf.stored) == 1


async def test_a_process_that_starts_anew_goes_on_with_what_is_stored(post: Post) -> None:
    post.look(wd_cx="down")
    post.look(5)
    await post.watch.flush()
    (before,) = post.watch.open
    again = Post(post.shelf)
    await again.watch.restore(NOW + 60)
    again.now = NOW + 60
    # At first nothing is known of it; that is no repair, and no second incident.
    again.look(wd_cx="unknown")
    assert [each.id for each in again.watch.open] == [before.id]
    again.look(10, wd_cx="down")
    again.look(10)
    assert [(each.id, each.flaps, each.opened_at) for each in again.watch.open] == [(before.id, 0, before.opened_at)]
    assert again.watch.opened == 0


async def test_before_it_is_known_what_is_open_nothing_is_noted() -> None:
    post = Post(Shelf())
    assert not post.look(wd_cx="down")
    assert not post.look(60)
    await post.watch.restore(post.now)
    assert post.look()
    assert [each.opened_at for each in post.watch.open] == [NOW]


async def test_an_inventory_that_changed_is_looked_at_as_a_whole(post: Post) -> None:
    post.look(wd_cx="down")
    post.look(5)
    post.board.network = replace(ring(), links={name: each for name, each in ring().links.items() if name != "wd-cx"})
    post.board.conditions = conditions_from(post.board.network, {})
    assert post.look(1)
    assert [each.up_since for each in post.watch.open] == [post.now]


async def test_a_clock_that_was_set_back_does_no_harm(post: Post) -> None:
    post.look(wd_cx="down")
    post.look(5)
    post.look(-7200)
    post.look(1, wd_cx="up")
    post.look(60)
    (closed,) = [each for each in post.watch._known if each.closed_at is not None]
    assert closed.closed_at is not None
    assert closed.closed_at >= closed.opened_at
