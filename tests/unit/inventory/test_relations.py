"""What records say about each other; asked through the validation, which is the only one to ask."""

import pytest

from fengsui.errors import Fault
from fengsui.inventory.records import Records
from fengsui.inventory.rows import Row
from fengsui.inventory.validation import validate
from tests.support.registers import CORE_1, COUNTY_1, LINK, TELECOM, register, rows

NEW = {**CORE_1, "name": "new-1", "address": "10.20.9.9"}


def _faults(*found: list[Row], loopback: bool = False, existing: Records | None = None) -> list[Fault]:
    everything = [row for each in found for row in each]
    return validate(everything, existing or register(), allow_loopback=loopback).faults


def test_a_device_whose_names_are_all_registered_is_sound() -> None:
    assert _faults(rows("devices", NEW)) == []


@pytest.mark.parametrize(
    ("column", "value", "hint"),
    [
        ("carrier", "telecon", "Did you mean telecom?"),
        ("site", "lz-cor", "Did you mean lz-core?"),
        ("credential", "x", "list"),
    ],
)
def test_a_name_that_is_nowhere_is_found(column: str, value: str, hint: str) -> None:
    faults = _faults(rows("devices", {**NEW, column: value}))
    assert [fault.where for fault in faults] == [f"devices.csv row 2 column {column}"]
    assert hint in faults[0].hint


def test_an_address_outside_the_carrier_s_networks_is_refused_with_them() -> None:
    (fault,) = _faults(rows("devices", {**NEW, "address": "10.21.0.1"}))
    assert str(fault) == (
        "devices.csv row 2 column address: expected an address inside carrier telecom's management prefixes "
        "(10.20.0.0/16), got 10.21.0.1"
    )


def test_a_carrier_without_networks_has_no_devices() -> None:
    (fault,) = _faults(
        rows("carriers", {"code": "bare", "name_zh": "x", "name_en": "x"}), rows("devices", {**NEW, "carrier": "bare"})
    )
    assert fault.got == "bare, which has none"


def test_an_address_and_port_belong_to_one_device() -> None:
    registered, own, other = _faults(
        rows(
            "devices",
            {**NEW, "address": "10.20.0.1"},
            {**NEW, "name": "new-2", "address": "10.20.0.1"},
            {**NEW, "name": "new-3", "address": "10.20.7.7"},
            {**NEW, "name": "new-4", "address": "10.20.7.7"},
        )
    )
    assert registered.got == "10.20.0.1 port 161, taken by the registered device lz-core-1"
    assert own.where == "devices.csv row 3 column address"
    assert other.got == "10.20.7.7 port 161, taken by new-3 at devices.csv row 4"


def test_another_port_of_the_same_address_is_free() -> None:
    assert _faults(rows("devices", {**NEW, "address": "10.20.0.1", "port": "1161"})) == []


def test_a_retired_device_frees_its_address_and_two_may_swap() -> None:
    retired = {"name": "lz-core-1", "address": "10.20.0.1", "lifecycle": "retired"}
    assert _faults(rows("devices", retired, {**NEW, "address": "10.20.0.1"})) == []
    swapped = [{**CORE_1, "address": COUNTY_1["address"]}, {**COUNTY_1, "address": CORE_1["address"]}]
    assert _faults(rows("devices", *swapped)) == []


def test_a_row_with_a_fault_does_not_stand_in_its_own_way() -> None:
    (fault,) = _faults(rows("devices", {**CORE_1, "role": "castle"}))
    assert fault.where == "devices.csv row 2 column role"


def test_loopback_is_refused_unless_allowed() -> None:
    found = [
        rows("carriers", {**TELECOM, "management_prefixes": "127.0.0.0/8 10.20.0.0/16"}),
        rows("devices", {**NEW, "address": "127.0.0.2"}),
    ]
    assert len(_faults(*found)) == 2
    assert _faults(*found, loopback=True) == []


def test_a_narrowed_network_must_not_shut_registered_devices_out() -> None:
    (fault,) = _faults(rows("carriers", {**TELECOM, "management_prefixes": "10.30.0.0/16"}))
    assert fault.where == "carrier telecom: management_prefixes"
    assert "lz-core-1" in fault.expected
    moved = [{"name": name, "address": f"10.30.0.{place}"} for place, name in enumerate(("lz-core-1", "yd-1"), 1)]
    narrowed = rows("carriers", {**TELECOM, "management_prefixes": "10.30.0.0/16"})
    assert _faults(narrowed, rows("devices", *moved)) == []


def test_a_link_joins_two_devices_that_are_there() -> None:
    (gone,) = _faults(rows("links", {**LINK, "name": "l", "b_device": "yd-2"}))
    assert str(gone).startswith("links.csv row 2 column b_device: expected a device that is registered or in the files")
    assert gone.hint == "Did you mean yd-1?"
    (same,) = _faults(rows("links", {**LINK, "name": "l", "b_device": "lz-core-1", "b_interface": "eth9"}))
    assert same.expected == "another device than at the other end"


def test_a_county_lies_in_a_prefecture() -> None:
    county = {"code": "620199", "name_zh": "x", "name_en": "x", "level": "county", "coverage_unit": "true"}
    assert _faults(rows("divisions", {**county, "parent_code": "620100"})) == []
    (fault,) = _faults(rows("divisions", {**county, "parent_code": "620102"}))
    assert fault.expected == "a prefecture-level division"
