"""Targets on SQLite and on PostgreSQL: set, replaced, removed, told in the audit; the shipped sets can be set."""

import csv
from collections.abc import AsyncIterator

import pytest

from fengsui.errors import InputError, NotFoundError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.registration import FormRow
from fengsui.inventory.rows import Row
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.targets import (
    SHIPPED,
    TARGET_COLUMNS,
    TARGETS,
    TargetStore,
    judge_targets,
    load_phases,
    shipped_targets,
)
from fengsui.model.target import Measure
from tests.support.registers import BY

ONE = {"name": "one", "figure": "household_penetration", "value": "0.3", "due": "2027-12-31"}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        yield opened


def rows(*values: dict[str, str]) -> list[Row]:
    return [FormRow(TARGETS, dict(row)) for row in values]


@pytest.mark.parametrize("which", SHIPPED)
async def test_a_shipped_set_can_be_set_and_set_again(store: InventoryStore, which: str) -> None:
    shipped = rows(*csv.DictReader(shipped_targets(which).splitlines()))
    assert len(await TargetStore(store.db).put(shipped, by=BY)) == len(shipped)
    assert await TargetStore(store.db).put(shipped, by=BY) == []
    assert len(await TargetStore(store.db).targets()) == len(shipped)


def test_every_column_has_a_schema() -> None:
    assert tuple(TARGET_COLUMNS) == TARGETS.columns


def test_the_policy_of_2011_asks_for_three_million_users() -> None:
    asked = {row["name"]: row for row in csv.DictReader(shipped_targets("policy-2011").splitlines())}
    assert (asked["2011-users"]["measure"], asked["2011-users"]["value"]) == (Measure.COUNT, "3000000")
    assert {row["due"] for row in asked.values()} == {"2015-12-31"}


def test_the_pilots_come_before_the_whole_province() -> None:
    phases = sorted(load_phases().values(), key=lambda each: each.order)
    assert [each.divisions for each in phases] == [("620200", "620500", "620400"), ()]


async def test_a_target_is_replaced_and_removed_and_the_audit_tells(store: InventoryStore) -> None:
    targets = TargetStore(store.db)
    await targets.put(rows(ONE), by=BY)
    await targets.put(rows({**ONE, "value": "0.4"}), by=BY)
    assert [each.value for each in await targets.targets()] == [0.4]
    await targets.remove(["one"], by=BY)
    told = await AuditStore(store.db).entries(kind="targets")
    assert [entry.action.value for entry in told] == ["removed", "changed", "added"]
    assert (told[1].before, told[1].after) == ({"value": "0.3"}, {"value": "0.4"})
    with pytest.raises(NotFoundError, match="there is no target 'one'"):
        await targets.remove(["one"], by=BY)


async def test_every_fault_is_told_and_nothing_is_set(store: InventoryStore) -> None:
    wrong = {**ONE, "name": "two", "value": "30", "due": "2027-02-30", "division": "999999", "phase": "pilots"}
    with pytest.raises(InputError) as caught:
        await TargetStore(store.db).put(rows(ONE, wrong), by=BY)
    assert {fault.where for fault in caught.value.faults} == {"--due", "--division", "--phase", "--value"}
    assert await TargetStore(store.db).targets() == []


async def test_a_figure_with_parts_names_one_and_no_other_does(store: InventoryStore) -> None:
    targets = TargetStore(store.db)
    school = {**ONE, "name": "school", "figure": "fibre_sites", "part": "school"}
    sector = {**ONE, "name": "sector", "figure": "sector_coverage", "part": "emergency"}
    assert await targets.put(rows(school, sector), by=BY) == ["school", "sector"]
    assert {each.name: each.part for each in await targets.targets()} == {"school": "school", "sector": "emergency"}
    faulty = rows(
        {**ONE, "part": "school"},
        {**school, "part": "pop"},
        {**sector, "part": "emergancy"},
        {key: value for key, value in sector.items() if key != "part"},
    )
    with pytest.raises(InputError) as raised:
        await targets.put(faulty, by=BY)
    assert [(fault.expected[:21], fault.got, fault.hint) for fault in raised.value.faults] == [
        ("nothing, for househol", "'school'", ""),
        ("one of enterprise, co", "'pop'", ""),
        ("one of government, co", "'emergancy'", "Did you mean emergency?"),
        ("one of government, co", "nothing", ""),
    ]


def test_no_carrier_is_bound_by_a_sector() -> None:
    row = {**ONE, "figure": "sector_coverage", "part": "campus", "carrier": "telecom"}
    _, (fault,) = judge_targets(rows(row), set(), {"telecom"})
    assert (fault.where, fault.got) == ("--carrier", "'telecom'")
