"""The second witness: whom it pings, what it pins up, and what it keeps while the database is away."""

from collections.abc import Collection, Sequence

import pytest

from fengsui.clock import ManualClock, spawn
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.device import Device
from fengsui.model.ping import Ping
from fengsui.tasks.board import Board
from fengsui.tasks.witness import PingManner, PingWitness
from tests.support.echoes import Echoes
from tests.unit.tasks.test_polling import network_of

MANNER = PingManner(count=3, spacing=0.2, timeout=1.0, loopback=True)


class Kept:
    """Remembers what was written; away when told."""

    def __init__(self) -> None:
        self.away = False
        self.pings: list[Ping] = []

    async def save_pings(self, pings: Collection[Ping]) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")
        self.pings.extend(pings)


class Stand:
    """A witness with everything around it; device a is 127.0.0.1, b is 127.0.0.2 …"""

    def __init__(self, names: Sequence[str], manner: PingManner = MANNER) -> None:
        self.clock = ManualClock(now=6000.0)
        self.echoes, self.kept = Echoes(self.clock), Kept()
        self.board = Board(evidence_limit_seconds=180)
        self.board.register(network_of(names))
        self.witness = PingWitness(self.echoes, self.board, self.kept, self.clock, manner)
        self.witness.able = True

    def devices(self, *names: str) -> list[Device]:
        return [self.board.network.devices[name] for name in names]

    async def ask(self, *names: str) -> None:
        asking = spawn(self.witness.ask(self.devices(*names)), name="ask")
        await self.clock.advance(5)
        await asking


async def test_what_came_of_a_ping_is_pinned_up_with_the_time_it_began() -> None:
    stand = Stand(["a", "b"])
    stand.echoes.dead = {"127.0.0.2"}
    await stand.ask("a", "b")
    assert stand.echoes.asked == [(6000.0, ("127.0.0.1", "127.0.0.2"))]
    assert {name: (ping.at, ping.received) for name, ping in stand.board.pings.items()} == {
        "a": (6000.0, 3),
        "b": (6000.0, 0),
    }
    assert stand.board.stale


async def test_the_last_answer_is_remembered() -> None:
    stand = Stand(["a"])
    await stand.ask("a")
    stand.echoes.dead = {"127.0.0.1"}
    await stand.ask("a")
    assert (stand.board.pings["a"].at, stand.board.pings["a"].answered_at) == (6005.0, 6000.0)


async def test_loopback_is_not_asked_since_this_machine_would_answer() -> None:
    stand = Stand(["a"], PingManner(count=3, spacing=0.2, timeout=1.0))
    assert not stand.witness.can_ask(stand.devices("a")[0])
    await stand.ask("a")
    assert stand.echoes.asked == []
    assert stand.board.pings == {}


async def test_without_a_socket_nobody_is_asked() -> None:
    stand = Stand(["a"])
    stand.witness.able = False
    await stand.ask("a")
    assert stand.echoes.asked == []


async def test_a_ping_that_cannot_be_sent_leaves_things_as_they_are() -> None:
    stand = Stand(["a"])
    await stand.ask("a")
    before = stand.board.pings["a"]
    stand.echoes.broken = True
    await stand.ask("a")
    assert stand.board.pings["a"] is before


async def test_a_device_that_left_the_inventory_meanwhile_is_not_pinned_up() -> None:
    stand = Stand(["a", "b"])
    devices = stand.devices("a", "b")
    stand.board.register(network_of(["a"]))
    asking = spawn(stand.witness.ask(devices), name="ask")
    await stand.clock.advance(5)
    await asking
    await stand.witness.save()
    assert list(stand.board.pings) == ["a"]
    assert [ping.device for ping in stand.kept.pings] == ["a"]


async def test_pings_are_written_once_and_kept_while_the_database_is_away() -> None:
    stand = Stand(["a", "b"])
    stand.kept.away = True
    await stand.ask("a", "b")
    await stand.witness.save()
    await stand.ask("a")
    stand.kept.away = False
    await stand.witness.save()
    await stand.witness.save()
    assert sorted((ping.device, ping.at) for ping in stand.kept.pings) == [("a", 6005.0), ("b", 6000.0)]


async def test_a_defect_of_the_store_is_no_trouble_of_the_database_and_loses_nothing() -> None:
    class Broken(Kept):
        async def save_pings(self, pings: Collection[Ping]) -> None:
            if self.away:
                raise ZeroDivisionError
            await super().save_pings(pings)

    stand = Stand(["a"])
    broken = Broken()
    witness = PingWitness(stand.echoes, stand.board, broken, stand.clock, MANNER)
    witness.able, broken.away = True, True
    stand.witness = witness
    await stand.ask("a")
    with pytest.raises(ZeroDivisionError):
        await witness.save()
    broken.away = False
    await witness.save()
    assert [ping.device for ping in broken.pings] == ["a"]
