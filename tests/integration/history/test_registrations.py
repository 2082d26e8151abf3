"""Who waited for a verification at a moment, from the audit, on both databases."""

from dataclasses import replace

from sqlalchemy import insert

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.history.registrations import Waiting, waiting_at
from fengsui.inventory.audit import write_audit
from fengsui.inventory.tables import DeviceRow
from fengsui.model.audit import AuditAction, AuditEntry

PENDING, ACTIVE = {"lifecycle": "pending"}, {"lifecycle": "active"}
NEW = AuditEntry(100.0, "token:telecom", "devices", "a", AuditAction.ADDED, "telecom", None, {"name": "a", **PENDING})


async def write(db: Database, *entries: AuditEntry) -> None:
    async with db.begin() as session:
        await write_audit(session, entries)


async def test_a_device_waits_from_its_registration_until_it_is_let_in(db: Database) -> None:
    moved = replace(NEW, at=150.0, action=AuditAction.CHANGED, before={"port": 161}, after={"port": 162})
    let_in = replace(NEW, at=200.0, action=AuditAction.CHANGED, before=PENDING, after=ACTIVE)
    held = replace(NEW, at=300.0, action=AuditAction.CHANGED, before=ACTIVE, after=PENDING)
    gone = replace(NEW, at=400.0, action=AuditAction.REMOVED, before={"name": "a", **PENDING}, after=None)
    await write(db, NEW, moved, let_in, held, gone)
    assert await waiting_at(db, 99) is None
    assert await waiting_at(db, 199) == [Waiting("a", "telecom", 100.0)]
    assert await waiting_at(db, 250) == []
    assert await waiting_at(db, 350) == [Waiting("a", "telecom", 300.0)]
    assert await waiting_at(db, 500) == []


async def test_what_counted_at_once_never_waited(db: Database) -> None:
    await write(db, replace(NEW, key="b", after={"name": "b", **ACTIVE}), replace(NEW, kind="sites", key="s"))
    assert await waiting_at(db, 500) == []


async def test_what_waits_since_before_the_audit_waits_since_ever(db: Database) -> None:
    row = {"name": "old", "carrier": "telecom", "site": "s", "role": "core", "network": "internet", "profile": "auto"}
    async with db.begin() as session:
        await session.execute(
            insert(table_of(DeviceRow)), [{**row, "address": "10.0.0.1", "port": 161, "lifecycle": "pending"}]
        )
    assert await waiting_at(db, 500) is None
    await write(db, NEW)
    assert await waiting_at(db, 500) == [Waiting("a", "telecom", 100.0), Waiting("old", "telecom", 0.0)]
