"""The audit log on SQLite and on PostgreSQL: written with the change or not at all, never rewritten, cut to its retention."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fengsui.errors import ConflictError, FengsuiError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import add, remove
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.model.principal import Author
from tests.support.registers import BY, COUNTY_1, LAB, REGISTER, write_register

KEYRING = Keyring(bytes(32), "a test")
WHOLE = sum(len(rows) for rows in REGISTER.values())
LATER = Author("cli:other", BY.at + 60)


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        await import_files(write_register(tmp_path), opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


@pytest.fixture
def audit(store: InventoryStore) -> AuditStore:
    return AuditStore(store.db)


async def test_an_import_leaves_one_entry_a_changed_record(
    store: InventoryStore, audit: AuditStore, tmp_path: Path
) -> None:
    assert len(await audit.entries()) == WHOLE
    moved = write_register(tmp_path, devices=[{**COUNTY_1, "address": "10.20.0.7"}])
    await import_files(moved, store.db, KEYRING, by=LATER, dry_run=False, allow_loopback=False)
    (newest, *before) = await audit.entries()
    assert (newest.principal, newest.at, newest.kind, newest.key) == ("cli:other", LATER.at, "devices", "yd-1")
    assert (newest.before, newest.after) == ({"address": "10.20.0.2"}, {"address": "10.20.0.7"})
    assert len(before) == WHOLE


async def test_a_dry_run_and_a_refused_removal_leave_none(
    store: InventoryStore, audit: AuditStore, tmp_path: Path
) -> None:
    moved = write_register(tmp_path, devices=[{**COUNTY_1, "address": "10.20.0.7"}])
    await import_files(moved, store.db, KEYRING, by=LATER, dry_run=True, allow_loopback=False)
    with pytest.raises(ConflictError):
        await remove(store.db, "devices", ["yd-1"], by=LATER)
    assert await audit.entries(principal="cli:other") == []


async def test_removed_records_are_told_whole_and_secrets_as_stars(store: InventoryStore, audit: AuditStore) -> None:
    await remove(store.db, "links", ["lz-yd-1"], by=LATER)
    await add(store.db, "credentials", {**LAB, "name": "spare"}, KEYRING, by=LATER, allow_loopback=False)
    await remove(store.db, "credentials", ["spare"], by=LATER)
    gone = {entry.kind: entry for entry in await audit.entries(principal="cli:other") if entry.after is None}
    assert gone["links"].before is not None
    assert (gone["links"].before["a_interface"], gone["links"].carrier) == ("eth1", "telecom")
    assert gone["credentials"].before is not None
    assert gone["credentials"].before["community"] == "***"
    async with store.db.session() as session:
        rows = (await session.execute(text("SELECT before, after FROM audit"))).all()
    assert LAB["community"] not in str(rows)


async def test_entries_are_chosen_by_what_they_are_about(audit: AuditStore) -> None:
    assert [entry.key for entry in await audit.entries(kind="devices")] == ["yd-1", "lz-core-1"]
    assert [entry.kind for entry in await audit.entries(key="lz-core-1")] == ["devices"]
    assert {entry.kind for entry in await audit.entries(carrier="telecom")} == {
        "carriers",
        "devices",
        "links",
        "services",
    }
    assert await audit.entries(since=BY.at + 1) == []
    first, second = await audit.entries(limit=2)
    assert (await audit.entries(before=first.number, limit=1)) == [second]


async def test_the_log_is_not_rewritten(store: InventoryStore) -> None:
    with pytest.raises((FengsuiError, DBAPIError), match="not rewritten"):
        async with store.db.begin() as session:
            await session.execute(text("UPDATE audit SET principal = 'nobody'"))


async def test_old_entries_go_with_their_retention(audit: AuditStore) -> None:
    assert await audit.prune(BY.at) == 0
    assert await audit.prune(BY.at + 1) == WHOLE
    assert await audit.entries() == []
