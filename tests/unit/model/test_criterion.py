"""What carriers are scored by."""

from fengsui.model.criterion import ScorePart


def test_the_parts_are_told_in_one_order() -> None:
    assert [part.value for part in ScorePart] == [
        "availability",
        "repair",
        "targets",
        "silence",
        "verification",
        "declaration",
    ]
