"""What changed between two evaluations."""

from fengsui.model.observation import Change, Condition, Conditions
from fengsui.state.changes import changes_between
from tests.support.builders import NOW, element

UP, DOWN, UNKNOWN = Condition.UP, Condition.DOWN, Condition.UNKNOWN


def conditions(device: Condition, link: Condition) -> Conditions:
    return Conditions({"r1": element("r1", device, reason="because")}, {"l1": element("l1", link)})


def test_a_condition_that_changed_is_told_with_its_reason() -> None:
    assert changes_between(conditions(UP, UP), conditions(DOWN, UP), NOW) == (
        Change("device", "r1", "up", "down", NOW, "because", evidence_at=NOW - 10),
    )


def test_devices_come_before_links() -> None:
    changes = changes_between(conditions(UP, DOWN), conditions(UNKNOWN, UP), NOW)
    assert [(change.kind, change.before, change.after) for change in changes] == [
        ("device", "up", "unknown"),
        ("link", "down", "up"),
    ]


def test_nothing_changed_is_no_change_even_with_another_reason() -> None:
    other = Conditions({"r1": element("r1", UP, reason="other", agent_silent=True)}, {"l1": element("l1", UP)})
    assert changes_between(conditions(UP, UP), other, NOW) == ()


def test_what_is_first_seen_has_nothing_before_it_and_is_silent_while_unknown() -> None:
    changes = changes_between(None, conditions(UP, UNKNOWN), NOW)
    assert [(change.name, change.before, change.after) for change in changes] == [("r1", None, "up")]
    assert changes_between(Conditions({}, {}), conditions(UNKNOWN, UNKNOWN), NOW) == ()


def test_what_left_the_inventory_is_no_change() -> None:
    assert changes_between(conditions(UP, UP), Conditions({}, {}), NOW) == ()
