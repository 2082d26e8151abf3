from pathlib import Path

import pytest

from fengsui.collectors.profiles.catalogue import check_profiles, load_catalogue
from fengsui.errors import ProfileError


def test_every_shipped_profile_loads() -> None:
    catalogue = load_catalogue()
    assert "generic" in catalogue.profiles


def test_a_device_that_no_profile_knows_is_generic_and_the_choice_says_so() -> None:
    choice = load_catalogue().choose("auto", "1.3.6.1.4.1.99999.1", "Some box")
    assert choice.profile.name == "generic"
    assert not choice.known
    assert "1.3.6.1.4.1.99999.1" in choice.why


def test_a_group_may_stand_in_for_an_earlier_one_only(tmp_path: Path) -> None:
    group = "columns: {a: 1.3.6.1.4.1.9.1}, index: [i], readings: [{name: cpu_utilisation_ratio, column: a}]"
    path = tmp_path / "box.yaml"
    path.write_text(
        "name: box\ntitle: {zh: 盒, en: Box}\ngroups:\n"
        f"  old: {{instead_of: new, {group}}}\n  new: {{instead_of: new, {group}}}\n  third: {{instead_of: old, {group}}}\n"
    )
    with pytest.raises(ProfileError) as raised:
        check_profiles(path)
    assert [fault.where.rpartition("groups.")[2] for fault in raised.value.faults] == [
        "old.instead_of",
        "new.instead_of",
    ]
    assert "there is none" in raised.value.faults[0].expected
