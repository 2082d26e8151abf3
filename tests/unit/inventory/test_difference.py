"""What an import would do, without a secret in it."""

from dataclasses import replace

from fengsui.inventory.difference import Counts, difference
from fengsui.inventory.records import Records
from fengsui.model.secret import Secret
from tests.support.builders import device
from tests.support.registers import register


def test_records_are_added_changed_field_by_field_or_left() -> None:
    existing = register()
    proposed = Records(
        devices={
            "lz-core-1": existing.devices["lz-core-1"],
            "yd-1": replace(existing.devices["yd-1"], port=1161, credential=None),
            "new-1": device("new-1"),
        }
    )
    found = difference(existing, proposed)
    assert found.counts == {"devices": Counts(added=1, changed=1, unchanged=1)}
    changed, added = found.changes
    assert (changed.key, changed.added, changed.fields) == (
        "yd-1",
        False,
        {"port": (161, 1161), "credential": ("lab", None)},
    )
    assert (added.key, added.added) == ("new-1", True)


def test_a_changed_secret_is_said_and_not_shown() -> None:
    existing = register()
    lab = replace(existing.credentials["lab"], community=Secret("another-canary"))
    (change,) = difference(existing, Records(credentials={"lab": lab})).changes
    assert change.fields == {"community": ("***", "***")}
    assert "canary" not in repr(change)


def test_nothing_proposed_is_nothing() -> None:
    assert difference(register(), Records()).counts == {}
