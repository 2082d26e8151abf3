"""NetBox's documents become rows by one table."""

from typing import Any

import pytest

from fengsui.inventory.netbox.client import Registered
from fengsui.inventory.netbox.mapping import Choices, map_netbox
from fengsui.inventory.validation import validate
from tests.support.netbox import cable, device, site, small_province
from tests.support.registers import shipped

CHOICES = Choices(roles={"county-router": "county"})


def _registered(**changed: Any) -> Registered:
    found = {path.partition("/")[2]: documents for path, documents in small_province().items()}
    return Registered(**{**found, **changed})


def test_a_small_province_is_taken_whole() -> None:
    reading = map_netbox(_registered(), CHOICES)
    verdict = validate(reading.rows, shipped(), allow_loopback=False)
    assert verdict.faults == []
    proposed = verdict.proposed
    assert proposed.carriers["telecom"].management_prefixes == ("10.20.0.0/16",)
    assert proposed.devices["yd-1"].role.value == "county"
    link = proposed.links["netbox-cable-7"]
    assert (link.a.interface, link.b.interface, link.capacity_bits_per_second) == ("eth1", "eth2", 1_000_000_000)
    assert reading.notes == ["NetBox: 1 devices without a primary address were left out"]


def test_all_faults_name_the_record_in_netbox() -> None:
    sites = [site("lz", 1), site("yd", 2, fengsui_division="999999")]
    devices = [device("lz-1", 1, "lz", "10.99.0.1/24"), device("yd-1", 2, "yd", "10.20.0.2/24", tenant=None)]
    reading = map_netbox(_registered(sites=sites, devices=devices), CHOICES)
    faults = [fault.where for fault in validate(reading.rows, shipped(), allow_loopback=False).faults]
    assert faults[:4] == [
        "NetBox dcim/sites/1 'lz 局' division",
        "NetBox dcim/sites/2 'yd 局' division",
        "NetBox dcim/devices/1 'lz-1' address",
        "NetBox dcim/devices/2 'yd-1' carrier",
    ]


@pytest.mark.parametrize(
    "strange",
    [
        cable(8, ("lz-1", "eth1", 11), ("panel", "1", 13)),
        cable(8, ("lz-1", "eth1", 11), ("lz-1", "eth2", 12)),
        {**cable(8, ("lz-1", "a", 1), ("yd-1", "b", 2)), "b_terminations": []},
        {**cable(8, ("lz-1", "a", 1), ("yd-1", "b", 2)), "a_terminations": [{"object_type": "dcim.frontport"}]},
        {"id": 8},
    ],
)
def test_cables_that_are_no_links_are_left_out_and_counted(strange: dict[str, Any]) -> None:
    reading = map_netbox(_registered(cables=[strange]), CHOICES)
    assert not [row for row in reading.rows if row.kind.name == "links"]
    assert "1 cables that do not join" in reading.notes[0]


@pytest.mark.parametrize(
    ("kind", "medium"), [("smf-os2", "fibre"), ("cat6", "copper"), ("coaxial", "coax"), ("power", None), (None, None)]
)
def test_types_of_cables_are_media(kind: str | None, medium: str | None) -> None:
    found = map_netbox(_registered(cables=[cable(7, ("lz-1", "a", 1), ("yd-1", "b", 2), type=kind)]), CHOICES)
    assert found.rows[-1].values.get("medium") == medium


def test_custom_fields_are_a_choice_and_empty_ones_say_nothing() -> None:
    sites = [{**site("lz", 1, gb="620102", fengsui_kind={"value": "pop", "label": "POP"}), "latitude": None}]
    (row,) = [
        row for row in map_netbox(_registered(sites=sites), Choices(division="gb")).rows if row.kind.name == "sites"
    ]
    assert row.values == {"code": "lz", "name": "lz 局", "division": "620102", "kind": "pop", "longitude": "103.830000"}


def test_states_of_netbox_that_say_something_are_taken() -> None:
    documents = [
        device(f"d-{status}", number, "lz", "10.20.0.9/24", status={"value": status})
        for number, status in enumerate(("active", "planned", "decommissioning"))
    ]
    found = [row for row in map_netbox(_registered(devices=documents), CHOICES).rows if row.kind.name == "devices"]
    assert [row.values.get("lifecycle") for row in found] == [None, "pending", "retired"]


def test_documents_of_any_form_give_rows_or_are_left_out_and_never_end_the_reading() -> None:
    strange: list[Any] = [None, 7, [], {}, "x\x1b[31m", {"value": []}, [{"object_type": "dcim.interface", "object": 7}]]
    columns: tuple[str, ...] = (
        "id",
        "name",
        "slug",
        "tenant",
        "site",
        "role",
        "status",
        "primary_ip",
        "custom_fields",
        "speed",
        "prefix",
    )
    columns = (*columns, "a_terminations", "b_terminations", "latitude", "type")
    base = {path.partition("/")[2]: documents[0] for path, documents in small_province().items()}
    for column in columns:
        for value in strange:
            changed = {path: [{**document, column: value}] for path, document in base.items()}
            reading = map_netbox(Registered(**changed), CHOICES)
            verdict = validate(reading.rows, shipped(), allow_loopback=False)
            assert all("\x1b" not in str(fault) for fault in verdict.faults)
