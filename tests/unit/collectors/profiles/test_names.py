from dataclasses import replace

import pytest

from fengsui.collectors.profiles.names import InterfaceNames
from fengsui.exporters.labels import interface_names
from fengsui.model.poll import InterfaceTable

TABLE = InterfaceTable(
    index=(1, 2, 3, 4_194_307_840), name=("ge1", "ge1", None, None), descr=("a", "b", "Vlan 7", None)
)
NAMES = InterfaceNames(TABLE)


def test_an_interface_is_called_as_its_own_series_call_it() -> None:
    assert tuple(NAMES.named(index) for index in TABLE.index) == interface_names(TABLE)


@pytest.mark.parametrize(
    ("said", "name"),
    [(1, "ge1#1"), ("Vlan 7", "Vlan 7"), ("b", "ge1#2"), ("Slot 3", "Slot 3"), (9, "#9"), (None, None)],
)
def test_numbers_are_indexes_and_text_is_a_name_or_a_description(said: int | str | None, name: str | None) -> None:
    assert NAMES.named(said) == name


def test_of_several_texts_the_first_that_is_an_interface_counts() -> None:
    assert NAMES.first(["00:11:22:33:44:55", "Vlan 7", "1"]) == "Vlan 7"
    assert NAMES.first([None, "7", "3"]) == "Vlan 7"
    assert NAMES.first([None, "port 9", ""]) == "port 9"
    assert NAMES.first([]) == ""


def test_names_serve_as_long_as_the_texts_are_the_same() -> None:
    assert NAMES.fits(replace(TABLE, oper_status=("up",) * 4))
    assert not NAMES.fits(replace(TABLE, descr=("a", "c", "Vlan 7", None)))
