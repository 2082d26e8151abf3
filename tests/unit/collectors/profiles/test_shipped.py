"""The shipped profiles: they are in the package, and each says what it was proven on."""

from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from fengsui.collectors.profiles.catalogue import SHIPPED, load_catalogue

ROOT = Path(__file__).parents[4]
PROFILES = load_catalogue().profiles


def test_every_profile_goes_into_the_wheel() -> None:
    packed = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}

    assert {f"fengsui/collectors/profiles/data/{path.name}" for path in SHIPPED.glob("*.yaml")} <= packed


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_claims_a_proof_and_gives_something(name: str) -> None:
    loaded = PROFILES[name]

    assert loaded.profile.proven or loaded.profile.extends
    assert loaded.groups


def test_every_profile_with_devices_of_its_own_was_proven() -> None:
    assert [name for name, loaded in PROFILES.items() if loaded.profile.match and not loaded.profile.proven] == []
