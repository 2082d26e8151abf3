"""Incidents in the database: what is read back, by whom it may be changed, and what is kept."""

from dataclasses import replace

import pytest

from fengsui.database.engine import Database
from fengsui.errors import ConflictError, NotFoundError
from fengsui.history.incidents import IncidentFilter, IncidentStore
from fengsui.model.incident import (
    Acknowledgement,
    Cause,
    CauseKind,
    CountyVictim,
    Element,
    Incident,
    IncidentSeverity,
    Loss,
    Victims,
)

SAID = Acknowledgement("li", 150.0, "抢修车已出发")


def made(name: str, opened_at: float, closed_at: float | None = None, *, carrier: str = "telecom") -> Incident:
    return Incident(
        id=f"20260701-{name}",
        cause=Cause(CauseKind.LINK, (Element("link", name, carrier),)),
        opened_at=opened_at,
        seen_at=opened_at,
        severity=IncidentSeverity.WARNING,
        closed_at=closed_at,
        victims=Victims((CountyVictim("621202", carrier, Loss.REDUNDANCY, whole=False, since=opened_at),)),
    )


A = made("a", 100.0, 200.0)
B = made("b", 150.0, carrier="mobile")
C = made("c", 300.0, 300.0, carrier="mobile-2")


@pytest.fixture
async def store(db: Database) -> IncidentStore:
    store = IncidentStore(db)
    await store.save([C, A, B])
    return store


async def test_a_period_holds_the_incidents_that_lasted_in_it_in_the_order_in_which_they_opened(
    store: IncidentStore,
) -> None:
    assert await store.between(0.0, 1e9) == [A, B, C]
    assert await store.between(200.0, 300.0) == [B]  # the end of a period, and of an incident, is not in it
    assert await store.between(199.0, 200.0) == [A, B]
    assert await store.between(300.0, 301.0) == [B, C]
    assert await store.between(0.0, 100.0) == []


async def test_one_that_was_merged_is_told_by_the_other(store: IncidentStore) -> None:
    merged = replace(A, merged_into=B.id)
    await store.save([merged])
    assert await store.between(0.0, 1e9) == [B, C]
    assert await store.listing(IncidentFilter(merged=True)) == [C, B, merged]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (IncidentFilter(), [C, B, A]),
        (IncidentFilter(open=True), [B]),
        (IncidentFilter(open=False), [C, A]),
        (IncidentFilter(carrier="mobile"), [B]),
        (IncidentFilter(county="621202"), [C, B, A]),
        (IncidentFilter(county="62120_"), []),
        (IncidentFilter(county="621202 "), []),
        (IncidentFilter(acknowledged=True), []),
        (IncidentFilter(severity=IncidentSeverity.CRITICAL), []),
        (IncidentFilter(since=250.0), [C, B]),
        (IncidentFilter(until=150.0), [A]),
    ],
)
async def test_incidents_are_chosen(store: IncidentStore, wanted: IncidentFilter, found: list[Incident]) -> None:
    assert await store.listing(wanted) == found
    assert await store.count(wanted) == len(found)


async def test_pages_follow_one_another_also_among_those_that_opened_at_once(store: IncidentStore) -> None:
    twin = made("aa", 100.0)
    await store.save([twin])
    seen: list[Incident] = []
    after = None
    while page := await store.listing(IncidentFilter(), after=after, limit=1):
        seen += page
        after = (page[-1].opened_at, page[-1].id)
    assert seen == [C, B, twin, A]


async def test_an_acknowledgement_outlives_what_is_worked_out_later(store: IncidentStore) -> None:
    assert (await store.acknowledge(B.id, SAID)).acknowledged == SAID
    await store.save([replace(B, flaps=1)])
    assert await store.get(B.id) == replace(B, flaps=1, acknowledged=SAID)
    again = Acknowledgement("wang", 160.0, "\0")
    assert (await store.acknowledge(B.id, again)).acknowledged == replace(again, note="\N{REPLACEMENT CHARACTER}")


async def test_only_an_open_incident_can_be_taken_on(store: IncidentStore) -> None:
    with pytest.raises(ConflictError, match="is closed"):
        await store.acknowledge(A.id, SAID)
    with pytest.raises(NotFoundError, match=r"no incident 'x\\x00'.*fengsui incident list"):
        await store.acknowledge("x\0", SAID)


async def test_a_process_goes_on_from_what_is_open_and_from_what_closed_of_late(store: IncidentStore) -> None:
    assert await store.known(closed_after=250.0) == [B, C]
    assert await store.known(closed_after=150.0) == [A, B, C]


async def test_what_no_county_felt_is_cut_off_and_the_rest_kept_for_good(store: IncidentStore) -> None:
    unfelt = replace(made("d", 100.0, 200.0), severity=IncidentSeverity.INFO)
    await store.save([unfelt, replace(unfelt, id="20260701-e", closed_at=None)])
    assert await store.prune(250.0) == 1
    assert await store.get(unfelt.id) is None
    assert await store.get(A.id) == A
