"""Conditions of a change, and the tag that tells one state of a record from another."""

import pytest

from fengsui.errors import PreconditionError
from fengsui.inventory.edits import Condition, found, tag_of
from fengsui.inventory.kinds import CREDENTIALS

ROW = dict.fromkeys(CREDENTIALS.columns) | {"name": "lab", "version": "v2c", "community": b"\x01sealed"}


@pytest.mark.parametrize(
    ("condition", "tag", "holds"),
    [
        (Condition(), None, True),
        (Condition(), "a", True),
        (Condition(frozenset({"a", "b"})), "b", True),
        (Condition(frozenset({"a"})), "b", False),
        (Condition(frozenset({"a"})), None, False),
        (Condition(frozenset({"*"})), "b", True),
        (Condition(frozenset({"*"})), None, False),
        (Condition(frozenset()), "a", False),
        (Condition(absent=True), None, True),
        (Condition(absent=True), "a", False),
        (Condition(frozenset({"a"}), absent=True), "a", False),
    ],
)
def test_a_condition_holds_or_the_change_is_not_made(condition: Condition, tag: str | None, holds: bool) -> None:
    if holds:
        condition.check(tag)
        return
    with pytest.raises(PreconditionError):
        condition.check(tag)


def test_a_tag_changes_with_every_column_secrets_included() -> None:
    tags = {tag_of({**ROW, column: "other"}) for column in ROW} | {tag_of({**ROW, "community": b"\x01resealed"})}
    assert len(tags | {tag_of(ROW)}) == len(ROW) + 2
    assert tag_of(dict(reversed(ROW.items()))) == tag_of(ROW)


def test_what_may_be_shown_has_stars_for_a_secret() -> None:
    shown = found(CREDENTIALS, ROW)
    assert (shown.values["community"], shown.values["auth_key"]) == ("***", None)
    assert "sealed" not in str(shown)
