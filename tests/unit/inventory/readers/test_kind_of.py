"""The name of a file or sheet tells the kind."""

from pathlib import Path

import pytest

from fengsui.inventory.readers.kind_of import kind_of, no_kind


@pytest.mark.parametrize("name", ["sites", "Sites", " sites ", "lanzhou-sites", "2026_sites", "gs.sites"])
def test_a_name_that_ends_in_a_kind_means_it(name: str) -> None:
    kind = kind_of(name)
    assert kind is not None
    assert kind.name == "sites"


@pytest.mark.parametrize("name", ["", "site", "sites2", "websites"])
def test_another_name_means_none(name: str) -> None:
    assert kind_of(name) is None


def test_the_fault_names_what_would_do() -> None:
    text = str(no_kind(Path("site.csv")))
    assert "devices.csv" in text
    assert "Did you mean sites?" in text
