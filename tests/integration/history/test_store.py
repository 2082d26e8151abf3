"""The history's store on SQLite and PostgreSQL."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, func, select, update

from fengsui.coverage.result import CoverageState
from fengsui.database.engine import Database
from fengsui.errors import FengsuiError
from fengsui.history.county import CountySince
from fengsui.history.store import HistoryStore, Pruned
from fengsui.history.tables import ChangeRow, ConditionRow, ObservationRow, ObservedInterfaceRow, PingRow
from fengsui.inventory.tables import DeviceRow
from fengsui.model.observation import (
    Change,
    Condition,
    Conditions,
    DeviceObservation,
    ElementState,
    InterfaceMove,
    InterfaceRates,
)
from fengsui.model.ping import Ping
from fengsui.model.poll import COUNTER_COLUMNS, DevicePoll, PollOutcome
from fengsui.model.probe import ProbeOutcome, ProbeResult, ServiceObservation
from fengsui.state.observe import observe
from tests.integration.history.conftest import register, register_services
from tests.support.observations import NOW, observation, observations, table
from tests.unit.history.test_county import coverage


def as_kept(seen: DeviceObservation) -> DeviceObservation:
    gone = (None,) * len(seen.interfaces)
    lost: dict[str, Any] = dict.fromkeys((*COUNTER_COLUMNS, "counter_bits", "discontinuity_seconds"), gone)
    interfaces = replace(seen.interfaces, **lost)
    return replace(seen, interfaces=interfaces, rates=InterfaceRates(), readings=())


def state(name: str, condition: Condition = Condition.UP, since: float = NOW) -> ElementState:
    return ElementState(name, condition, since, NOW, f"port of {name}", agent_silent=condition is Condition.UP)


def change(name: str, at: float, kind: str = "device") -> Change:
    return Change(kind, name, "up", "down", at, "silent", "telecom")


async def count(db: Database, model: type) -> int:
    async with db.session() as session:
        return int((await session.execute(select(func.count()).select_from(model))).scalar_one())


async def test_what_was_seen_survives_the_process(db: Database) -> None:
    await register(db, ["a", "b"])
    seen = [observation("a"), observation("b", ports=0, outcome=PollOutcome.TIMEOUT, silent_since=NOW, failures=4)]
    await HistoryStore(db).save(seen, [])
    assert await HistoryStore(db).observations() == {each.device: as_kept(each) for each in seen}


@given(seen=observations())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_observation_comes_back_as_it_was_saved(db: Database, seen: DeviceObservation) -> None:
    store = HistoryStore(db)
    if not await store.observations(["lz-core-1"]) and not await _is_registered(db, "lz-core-1"):
        await register(db, ["lz-core-1"])
    await store.save([seen], [])
    assert await store.observations() == {"lz-core-1": seen}


async def _is_registered(db: Database, name: str) -> bool:
    async with db.session() as session:
        return (await session.execute(select(DeviceRow.name).where(DeviceRow.name == name))).first() is not None


async def test_a_later_observation_takes_the_place_of_the_one_before(db: Database) -> None:
    await register(db, ["a"])
    store = HistoryStore(db)
    await store.save([observation("a", ports=3)], [])
    later = observation("a", ports=2, at=NOW + 60, interfaces=table(2, oper_status="down"))
    await store.save([later], [])
    assert await store.observations() == {"a": as_kept(later)}
    await store.save([observation("a", ports=0)], [])
    assert await count(db, ObservedInterfaceRow) == 0


async def test_interfaces_are_written_only_where_they_changed(db: Database) -> None:
    await register(db, ["a", "b"])
    store = HistoryStore(db)
    await store.save([observation("a"), observation("b")], [])
    async with db.begin() as session:  # a mark that a second writing would wipe out
        await session.execute(update(ObservedInterfaceRow).values(alias="mark"))
    await store.save([observation("a", at=NOW + 60), observation("b", interface_since=(NOW, NOW))], [])
    seen = await store.observations()
    assert seen["a"].interfaces.alias == ("mark", "mark")
    assert seen["b"].interfaces.alias == ("至县局 1", "至县局 2")
    assert seen["a"].polled_at == NOW + 60


async def test_a_worker_that_knows_nothing_sees_what_another_one_wrote(db: Database) -> None:
    await register(db, ["a"])
    one, other = HistoryStore(db), HistoryStore(db)
    first = observation("a")
    await one.save([first], [])
    await other.save([observation("a", interfaces=table(2, oper_status="down"))], [])
    await one.save([first], [])
    assert (await one.observations())["a"].interfaces.oper_status == ("up", "up")


async def test_only_the_named_devices_are_read(db: Database) -> None:
    await register(db, ["a", "b", "c"])
    store = HistoryStore(db)
    await store.save([observation(name) for name in "abc"], [])
    assert list(await store.observations(["b", "c", "nobody"])) == ["b", "c"]
    assert await store.observations([]) == {}


async def test_hostile_text_costs_neither_the_batch_nor_itself(db: Database) -> None:
    await register(db, ["a"])
    nasty = replace(table(1), name=("\0" * 3,), alias=("x" * 10_000,), descr=("\ud800'; DROP TABLE devices",))
    seen = observation("a", interfaces=nasty, interface_since=(NOW,))
    await HistoryStore(db).save([seen], [Change("interface", "a \0", "up", "down", NOW, "r" * 9999)])
    stored = (await HistoryStore(db).observations())["a"].interfaces
    assert stored.name == ("\ufffd\ufffd\ufffd",)
    assert stored.alias == ("x" * 255,)
    assert stored.descr == ("?'; DROP TABLE devices",)


async def test_observations_and_changes_are_written_together_or_not_at_all(db: Database) -> None:
    await register(db, ["a"])
    store = HistoryStore(db)
    undated = Change("device", "a", "up", "down", None)  # type: ignore[arg-type] # a defect that only the database sees
    with pytest.raises(FengsuiError, match="nothing was changed"):
        await store.save([observation("a")], [change("a", NOW), undated])
    assert await store.observations() == {}
    assert await store.changes() == []


async def test_conditions_survive_the_process(db: Database) -> None:
    await register(db, ["a", "b"], links=["l1"])
    store = HistoryStore(db)
    assert await store.conditions() is None
    conditions = Conditions({"a": state("a"), "b": state("b", Condition.UNKNOWN)}, {"l1": state("l1", Condition.DOWN)})
    await store.save_conditions(conditions)
    assert await HistoryStore(db).conditions() == conditions


async def test_conditions_that_are_gone_are_removed_also_by_another_process(db: Database) -> None:
    await register(db, ["a", "b", "c"])
    await HistoryStore(db).save_conditions(Conditions({name: state(name) for name in "abc"}, {}))
    store = HistoryStore(db)
    await store.save_conditions(Conditions({name: state(name, Condition.DOWN) for name in "ab"}, {}))
    await store.save_conditions(Conditions({"a": state("a", Condition.DOWN, NOW + 1)}, {}))
    assert await count(db, ConditionRow) == 1
    assert await store.conditions() == Conditions({"a": state("a", Condition.DOWN, NOW + 1)}, {})


async def test_a_county_keeps_the_beginning_of_its_state_over_a_restart(db: Database) -> None:
    await HistoryStore(db).save_coverage(coverage(100, CoverageState.COVERED))
    await HistoryStore(db).save_coverage(coverage(200, CoverageState.COVERED))
    store = HistoryStore(db)
    assert (await store.county_states())["620102", ""].since == 100
    await store.save_coverage(coverage(300, CoverageState.UNCOVERED, ("光缆",)))
    assert await store.county_states() == {
        ("620102", carrier): CountySince("620102", carrier, CoverageState.UNCOVERED, 300, ("光缆",))
        for carrier in ("", "telecom")
    }
    await store.save_coverage(replace(coverage(400, CoverageState.UNCOVERED), counties=()))
    assert await store.county_states() == {}


async def test_a_change_without_a_carrier_is_given_with_that_of_the_inventory(db: Database) -> None:
    await register(db, ["a", "b"], ["l"])
    bare = [
        Change(kind, name, "up", "down", at)
        for at, (kind, name) in enumerate(
            [("device", "a"), ("link", "l"), ("interface", "b eth 1"), ("device", "gone"), ("county", "a")]
        )
    ]
    store = HistoryStore(db)
    await store.save([], [*bare, Change("device", "a", "up", "down", 9, carrier="mobile")])
    assert [(each.kind, each.name, each.carrier) for each in await store.changes()] == [
        ("device", "a", "mobile"),
        ("county", "a", ""),
        ("device", "gone", ""),
        ("interface", "b eth 1", "telecom"),
        ("link", "l", "telecom"),
        ("device", "a", "telecom"),
    ]


async def test_changes_are_given_newest_first_and_chosen(db: Database) -> None:
    store = HistoryStore(db)
    await store.save([], [change("a", 10), change("l", 30, "link"), change("b", 20), change("c", 20)])
    names = [each.name for each in await store.changes()]
    assert names == ["l", "c", "b", "a"]
    assert await store.changes(since=20, kind="device") == [change("c", 20), change("b", 20)]
    assert await store.changes(limit=1) == [change("l", 30, "link")]
    assert await store.changes(name="a") == [change("a", 10)]


async def test_pruning_keeps_the_young_and_the_counties(db: Database) -> None:
    store = HistoryStore(db)
    await store.save([], [change("a", 10), change("a", 20), change("620102", 5, "county"), change("x", 15, "county")])
    assert (await store.prune(20)).changes == 1
    assert (await store.prune(20, counties_before=10)).changes == 1
    assert [each.at for each in await store.changes()] == [20, 15]


async def test_what_is_no_longer_registered_is_not_given_out_and_is_pruned(db: Database) -> None:
    await register(db, ["a", "b"], links=["l1"])
    store = HistoryStore(db)
    await store.save([observation("a"), observation("b"), observation("stranger")], [])
    conditions = Conditions({name: state(name) for name in "ab"}, {"l1": state("l1"), "b": state("b")})
    await store.save_conditions(conditions)
    async with db.begin() as session:
        await session.execute(delete(DeviceRow).where(DeviceRow.name == "b"))
    assert list(await store.observations()) == ["a"]
    assert await store.conditions() == Conditions({"a": state("a")}, {"l1": state("l1")})
    assert await store.prune(0) == Pruned(changes=0, observations=2, interfaces=4, conditions=2)
    assert (await count(db, ObservationRow), await count(db, ChangeRow)) == (1, 0)


async def test_ids_and_what_left_survive_the_process_and_a_returning_interface_keeps_its_id(db: Database) -> None:
    await register(db, ["a"])
    known: DeviceObservation | None = None
    for ports in (3, 1, 2):
        poll = DevicePoll("a", NOW, PollOutcome.OK, interfaces=table(ports))
        known, _ = observe(known, "a", poll, next_poll_at=None)
        await HistoryStore(db).save([known], [])
        known = (await HistoryStore(db).observations())["a"]
    assert known is not None
    assert (known.identities.ids, known.identities.given) == ((1, 2), 3)
    assert (known.identities.departed.name, known.identities.departed_ids) == (("GE0/0/3",), (3,))


async def test_what_an_interrupted_walk_missed_keeps_its_age_over_a_restart(db: Database) -> None:
    await register(db, ["a"])
    half = observation("a", outcome=PollOutcome.PARTIAL, interface_seen=(NOW, NOW - 60))
    await HistoryStore(db).save([half], [])
    assert (await HistoryStore(db).observations())["a"].interface_seen == (NOW, NOW - 60)


def move(device: str, at: float, number: int = 1) -> InterfaceMove:
    return InterfaceMove(device, number, "GE0/0/1", "index", "1", "11", at)


async def test_moves_are_given_newest_first_and_chosen_and_pruned_by_age_and_device(db: Database) -> None:
    await register(db, ["a"])
    store = HistoryStore(db)
    await store.save([observation("a", moves=(move("a", 10), move("a", 20, 2)))], [])
    await store.save([observation("a", moves=(move("a", 30),)), observation("gone", moves=(move("gone", 30),))], [])
    assert await store.moves("a") == [move("a", 30), move("a", 20, 2), move("a", 10)]
    assert await store.moves("a", interface_id=1, since=11) == [move("a", 30)]
    assert await store.moves("a", limit=1) == [move("a", 30)]
    assert (await store.prune(20)).moves == 2
    assert await store.moves("a") == [move("a", 30), move("a", 20, 2)]
    assert await store.moves("gone") == []


async def test_saving_nothing_is_nothing(db: Database) -> None:
    store = HistoryStore(db)
    await store.save([], [])
    await store.save_conditions(Conditions({}, {}))
    assert await store.conditions() is None


async def test_what_probes_have_shown_survives_the_process_and_goes_with_its_service(db: Database) -> None:
    await register_services(db, ["portal"])
    last = ProbeResult("portal", 100.0, ProbeOutcome.WRONG_STATUS, "500", http_status=500)
    seen = ServiceObservation("portal", Condition.DOWN, 90.0, "wrong_status: 500 (2 in a row)", 2, 40.0, last)
    await HistoryStore(db).save_services([replace(seen, failures=1), replace(seen, service="gone")])
    await HistoryStore(db).save_services([seen])
    assert await HistoryStore(db).services() == {"portal": seen}
    assert (await HistoryStore(db).prune(0)).services == 1
    assert (await HistoryStore(db).prune(0)).services == 0


def pinged(device: str, at: float, **given: Any) -> Ping:
    return Ping(device, at, 3, 2, at, 0.001, 0.0015, 0.002, 0.001, **given)


async def test_the_last_ping_of_each_device_survives_the_process(db: Database) -> None:
    await register(db, ["a", "b"])
    store = HistoryStore(db)
    await store.save_pings([pinged("b", NOW, unreachable="prohibited"), pinged("a", NOW)])
    await store.save_pings([Ping("a", NOW + 60, 3, 0, NOW)])
    await store.save_pings([])
    assert await HistoryStore(db).pings() == {
        "a": Ping("a", NOW + 60, 3, 0, NOW),
        "b": pinged("b", NOW, unreachable="prohibited"),
    }
    assert list(await store.pings(["b", "unknown"])) == ["b"]


async def test_pings_of_what_is_no_longer_registered_are_not_given_out_and_are_pruned(db: Database) -> None:
    await register(db, ["a"])
    store = HistoryStore(db)
    await store.save_pings([pinged("a", NOW), pinged("gone", NOW)])
    assert list(await store.pings()) == ["a"]
    await store.prune(0)
    assert await count(db, PingRow) == 1
