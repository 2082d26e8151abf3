"""The meter takes each link once a poll, keeps days apart and loses nothing to a database that is away."""

from collections.abc import Mapping
from copy import deepcopy

from fengsui.clock import ManualClock
from fengsui.coverage.moment import day_begins
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.observation import InterfaceRates
from fengsui.state.load import LoadHistogram
from fengsui.tasks.board import Board
from fengsui.tasks.load_meter import LoadMeter
from tests.support.builders import NOW, interfaces, observation
from tests.unit.coverage.networks import device, link, network

DAY = day_begins(NOW)


class Keeper:
    def __init__(self) -> None:
        self.away = False
        self.kept: dict[str, dict[str, LoadHistogram]] = {}

    async def of_day(self, day: str) -> dict[str, LoadHistogram]:
        return deepcopy(self.kept.get(day, {}))

    async def save(self, day: str, loads: Mapping[str, LoadHistogram]) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")
        self.kept.setdefault(day, {}).update(deepcopy(dict(loads)))

    def samples(self) -> dict[str, int]:
        return {day: loads["ab"].samples for day, loads in self.kept.items()}


class Room:
    def __init__(self, keeper: Keeper | None = None, now: float = DAY + 3600) -> None:
        self.clock, self.keeper = ManualClock(now=now), keeper or Keeper()
        self.board = Board(evidence_limit_seconds=180)
        self.board.register(network([device("a", "620102"), device("b", "620200")], [link("ab", "a", "b")]))
        self.meter = LoadMeter(self.board, self.keeper, self.clock, fresh_seconds=180)

    def polled(self, name: str, rate: float | None) -> None:
        now = self.clock.now()
        table = interfaces(1, name=["to-ab"])
        seen = observation(name, interfaces=table, interfaces_at=now, rates=InterfaceRates((rate,), (None,)))
        self.board.pin(seen, ())
        self.meter.sample()


async def test_each_poll_of_the_first_end_counts_once() -> None:
    room = Room()
    await room.meter.restore()
    for _ in range(3):
        room.polled("a", 1e6)
        room.polled("b", 9e9)
        room.meter.sample()
        await room.clock.advance(60)
    await room.meter.write()
    assert room.keeper.kept == {"2026-09-21": {"ab": LoadHistogram({73: 3}, 1e6)}}


async def test_the_second_end_tells_where_the_first_does_not() -> None:
    room = Room()
    await room.meter.restore()
    room.polled("b", 1e6)
    room.polled("a", None)
    await room.clock.advance(60)
    room.polled("b", 1e6)
    await room.clock.advance(600)
    room.polled("b", 1e6)
    await room.meter.write()
    assert room.keeper.samples() == {"2026-09-21": 3}


async def test_days_are_apart_and_a_restart_goes_on_with_its_own() -> None:
    room = Room(now=DAY + 86_400 - 90)
    await room.meter.restore()
    room.polled("a", 1e6)
    await room.meter.write()
    again = Room(room.keeper, now=DAY + 86_400 - 30)
    await again.meter.restore()
    again.polled("a", 1e6)
    await again.clock.advance(60)
    await again.meter.write()
    again.polled("a", 1e6)
    await again.meter.write()
    assert room.keeper.samples() == {"2026-09-21": 2, "2026-09-22": 1}


async def test_a_database_that_is_away_costs_no_sample() -> None:
    room = Room(now=DAY + 86_400 - 30)
    await room.meter.restore()
    room.polled("a", 1e6)
    room.keeper.away = True
    await room.clock.advance(60)
    await room.meter.write()
    room.keeper.away = False
    await room.meter.write()
    assert room.keeper.samples() == {"2026-09-21": 1}
