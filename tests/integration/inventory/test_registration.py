"""One record at a time, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fengsui.errors import ConflictError, InputError, NotFoundError, SecretError
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import add, remove
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import InterfaceRow
from tests.support.registers import BY, CORE_1, LAB, write_register

KEYRING = Keyring(bytes(32), "a test")
WRONG = Keyring(bytes(31) + b"\x01", "the wrong one")
NEW = {**CORE_1, "name": "new-1", "address": "10.20.0.9"}


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        await import_files(write_register(tmp_path), opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


async def test_a_record_is_added_with_the_defaults(store: InventoryStore) -> None:
    record, notes = await add(store.db, "devices", {**NEW, "credential": None}, KEYRING, by=BY, allow_loopback=False)
    assert await store.get("devices", "new-1") == record
    assert notes == ()


async def test_faults_name_the_option(store: InventoryStore) -> None:
    with pytest.raises(InputError) as refused:
        await add(
            store.db, "devices", {**NEW, "name": "new 1", "address": "10.20.0.1"}, KEYRING, by=BY, allow_loopback=False
        )
    assert [fault.where for fault in refused.value.faults] == ["NAME", "--address"]


async def test_what_is_registered_is_not_added_again(store: InventoryStore) -> None:
    with pytest.raises(ConflictError, match="device 'lz-core-1' is registered already"):
        await add(store.db, "devices", CORE_1, KEYRING, by=BY, allow_loopback=False)


async def test_a_credential_is_not_added_under_another_key_but_may_be_replaced(store: InventoryStore) -> None:
    with pytest.raises(SecretError, match="the wrong one"):
        await add(store.db, "credentials", {**LAB, "name": "new"}, WRONG, by=BY, allow_loopback=False)
    await add(store.db, "credentials", LAB, WRONG, by=BY, allow_loopback=False, overwrite=True)
    assert list(await store.credentials(WRONG)) == ["lab"]


@pytest.mark.parametrize(
    ("kind", "key", "named"),
    [
        ("carriers", "telecom", r"2 devices \(lz-core-1, yd-1\)"),
        ("credentials", "lab", r"2 devices \(lz-core-1, yd-1\)"),
        ("sites", "yd", r"1 device \(yd-1\)"),
        ("devices", "yd-1", r"1 link \(lz-yd-1\)"),
        ("services", "lz-dns", r"1 service \(lz-portal\)"),
        ("divisions", "620121", r"1 site \(yd\)"),
        ("divisions", "620100", r"8 divisions \(620102, 620103, 620104, …\)"),
    ],
)
async def test_what_others_refer_to_stays_and_they_are_named(
    store: InventoryStore, kind: str, key: str, named: str
) -> None:
    with pytest.raises(ConflictError, match=named):
        await remove(store.db, kind, [key], by=BY)


async def test_records_go_when_nothing_refers_to_them_any_more(store: InventoryStore) -> None:
    await remove(store.db, "links", ["lz-yd-1"], by=BY)
    async with store.db.session() as session:
        assert (await session.execute(select(func.count()).select_from(InterfaceRow))).scalar() == 0
    await remove(store.db, "devices", ["lz-core-1", "yd-1"], by=BY)
    await remove(store.db, "services", ["lz-portal", "lz-dns"], by=BY)
    await remove(store.db, "sites", ["lz-core", "yd"], by=BY)
    await remove(store.db, "carriers", ["telecom"], by=BY)
    await remove(store.db, "credentials", ["lab"], by=BY)
    assert (await store.network()).devices == {}


async def test_all_are_removed_or_none(store: InventoryStore) -> None:
    with pytest.raises(NotFoundError, match="no link 'lz-yd-2'"):
        await remove(store.db, "links", ["lz-yd-1", "lz-yd-2"], by=BY)
    assert len(await store.links()) == 1
