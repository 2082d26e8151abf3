"""Every shipped profile says what it was proven on, and a recording that it names is of a device that gets this profile, or a child of it."""

import bz2
from collections.abc import Iterator
from importlib.resources import files

import pytest

from fengsui.collectors.profiles.catalogue import Catalogue, load_catalogue

PACKAGE = "snmpsim-data "
PROFILES = load_catalogue().profiles
RECORDED = [
    (name, proof.source.removeprefix(PACKAGE))
    for name, loaded in PROFILES.items()
    for proof in loaded.profile.proven
    if proof.kind == "recording"
]


def system_group(source: str) -> tuple[str, str]:
    """sysObjectID and sysDescr of a recording."""
    said: dict[str, str] = {}
    path = files("snmpsim_data") / "data" / f"{source}.snmprec.bz2"
    with path.open("rb") as packed, bz2.open(packed, "rt", encoding="latin-1", newline="\n") as lines:
        for line in lines:
            oid, _, rest = line.rstrip("\n").partition("|")
            if oid in ("1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"):
                tag, _, value = rest.partition("|")
                said[oid] = bytes.fromhex(value).decode("latin-1") if tag.endswith("x") else value
            if len(said) == 2:
                break
    return said["1.3.6.1.2.1.1.2.0"], said["1.3.6.1.2.1.1.1.0"]


def line_of(name: str, catalogue: Catalogue) -> Iterator[str]:
    """A profile and all its ancestors."""
    yield name
    for parent in catalogue.profiles[name].profile.extends:
        yield from line_of(parent, catalogue)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_was_proven_on_something(name: str) -> None:
    assert PROFILES[name].profile.proven


@pytest.mark.parametrize(("name", "source"), RECORDED)
def test_a_recording_that_proves_a_profile_is_of_a_device_that_gets_it(name: str, source: str) -> None:
    catalogue = load_catalogue()

    choice = catalogue.choose("auto", *system_group(source))

    assert name in line_of(choice.profile.name, catalogue)
