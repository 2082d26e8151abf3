"""Kinds: a record survives the way to a flat row and back, and the tables have the same columns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.kinds import DEVICES, KINDS, LINKS
from fengsui.inventory.tables import TABLES
from fengsui.model.device import Device
from fengsui.model.link import Link
from tests.support.registers import register

_names = st.text("abc-1", min_size=1, max_size=5)


@given(st.builds(Device, _names, _names, _names, address=st.ip_addresses().map(str)))
def test_a_device_survives_the_way_to_a_row_and_back(device: Device) -> None:
    assert DEVICES.build(DEVICES.flat(device)) == device


@given(st.from_type(Link))
def test_a_link_survives_it_with_both_ends(link: Link) -> None:
    assert LINKS.build(LINKS.flat(link)) == link


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_survives_it(kind: str) -> None:
    records = register().of(kind)
    assert records
    for record in records.values():
        flat = KINDS[kind].flat(record)
        assert KINDS[kind].build(flat) == record
        assert all(type(value).__module__ in ("builtins", "fengsui.model.secret") for value in flat.values())


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_and_its_table_have_the_same_columns(kind: str) -> None:
    assert set(KINDS[kind].columns) == set(TABLES[kind].columns.keys())
    assert [column.name for column in TABLES[kind].primary_key] == [KINDS[kind].key]


def test_what_is_referred_to_is_written_before_what_refers_to_it() -> None:
    order: dict[Any, int] = {TABLES[kind].name: place for place, kind in enumerate(KINDS)}
    for kind in KINDS:
        for key in TABLES[kind].foreign_keys:
            assert order.get(key.column.table.name, -1) <= order[kind]
