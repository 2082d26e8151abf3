"""What the audit says of a change: whole records that come and go, columns that change, never a secret."""

from dataclasses import replace

from fengsui.inventory.audit import entries_of, removed
from fengsui.inventory.difference import difference
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Records
from fengsui.model.audit import AuditAction
from fengsui.model.secret import Secret
from tests.support.registers import BY, register, shipped

CANARY = "a-canary-community"


def test_an_added_record_is_told_whole_with_its_owner() -> None:
    there = register()
    told = {entry.kind: entry for entry in entries_of(difference(shipped(), there), there, BY)}
    device = told["devices"]
    assert (device.action, device.carrier, device.before) == (AuditAction.ADDED, "telecom", None)
    assert device.after is not None
    assert (device.after["address"], device.after["lifecycle"]) == ("10.20.0.2", "active")
    assert told["carriers"].carrier == "telecom"
    assert told["sites"].carrier is None


def test_a_changed_record_is_told_by_the_columns_that_changed() -> None:
    there = register()
    moved = Records(devices={"yd-1": replace(there.devices["yd-1"], address="10.20.0.3")})
    (entry,) = entries_of(difference(there, moved), moved, BY)
    assert (entry.action, entry.key, entry.carrier) == (AuditAction.CHANGED, "yd-1", "telecom")
    assert (entry.before, entry.after) == ({"address": "10.20.0.2"}, {"address": "10.20.0.3"})
    assert (entry.principal, entry.at) == (BY.principal, BY.at)


def test_what_stays_as_it_is_is_not_told() -> None:
    there = register()
    assert list(entries_of(difference(there, there), there, BY)) == []


def test_secrets_are_stars_whether_they_come_change_or_go() -> None:
    there = register()
    lab = there.credentials["lab"]
    changed = Records(credentials={"lab": replace(lab, community=Secret("another"))})
    added = Records(credentials={"lab": lab})
    entries = [
        *entries_of(difference(shipped(), added), added, BY),
        *entries_of(difference(there, changed), changed, BY),
        removed(KINDS["credentials"], "lab", KINDS["credentials"].flat(lab), BY),
    ]
    assert [(entry.before or entry.after or {})["community"] for entry in entries] == ["***"] * 3
    assert CANARY not in str(entries)
