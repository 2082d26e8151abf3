from fengsui.commands.changes import ChangeKind, _row
from fengsui.model.observation import Change


def test_a_row_names_the_moment_with_its_offset_from_utc() -> None:
    row = _row(Change("link", "lz-ty-1", "up", "down", 1_790_000_000.0, "port down", "telecom"))
    assert str(row["time"])[:5] == "2026-"
    assert str(row["time"])[19] in "+-"
    assert (row["name"], row["after"], row["at"]) == ("lz-ty-1", "down", 1_790_000_000.0)


def test_changes_can_be_chosen_by_each_kind_that_is_recorded() -> None:
    assert [kind.value for kind in ChangeKind] == ["device", "link", "interface", "county", "service"]
