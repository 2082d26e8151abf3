"""What a carrier may refer to, and whose records it changes."""

from dataclasses import replace

from fengsui.inventory.scope import EVERYTHING, Scope, owner_of
from tests.support.builders import carrier
from tests.support.registers import register

TELECOM, MOBILE = Scope("telecom"), Scope("mobile")


def test_everybody_s_records_are_an_administrator_s() -> None:
    there = register()
    assert EVERYTHING.view(there) is there
    assert all(EVERYTHING.owns(site) for site in there.sites.values())


def test_a_record_belongs_to_the_carrier_it_names_and_a_carrier_to_itself() -> None:
    there = register()
    assert owner_of(there.devices["yd-1"]) == owner_of(there.carriers["telecom"]) == "telecom"
    assert owner_of(there.sites["yd"]) is None
    assert owner_of(next(iter(there.divisions.values()))) is None


def test_a_carrier_sees_nothing_of_another_but_what_is_nobody_s() -> None:
    there = register()
    view = MOBILE.view(there)
    assert view.divisions == there.divisions
    assert set(view.sites) == {"lz-core", "yd"}
    assert [kind for kind in ("carriers", "devices", "links", "credentials") if view.of(kind)] == []
    assert set(TELECOM.view(there).devices) == {"lz-core-1", "yd-1"}


def test_what_its_own_records_refer_to_stays_in_sight() -> None:
    there = register()
    there.sites["yd"] = replace(there.sites["yd"], carrier="mobile")
    there.devices["lz-core-1"] = replace(there.devices["lz-core-1"], carrier="mobile")
    view = TELECOM.view(there)
    assert "yd" in view.sites  # a device of telecom stands there
    assert "lz-core-1" in view.devices  # a link of telecom ends there
    assert "lab" in view.credentials  # a device of telecom is asked with it
    assert not TELECOM.owns(view.sites["yd"])
    assert not TELECOM.owns(view.devices["lz-core-1"])


def test_a_scope_without_a_carrier_s_code_owns_nothing_of_anybody() -> None:
    lost = Scope("-")
    assert not lost.owns(carrier("telecom"))
    assert lost.view(register()).devices == {}
