"""What the service reads of the inventory again and again: everything once, then only when something has changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import remove
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.service import DatabaseInventory
from tests.support.registers import BY, write_register

KEYRING = Keyring(bytes(32), "a test")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(f"sqlite+aiosqlite:///{tmp_path}/data/fengsui.db", create=True) as opened:
        paths = write_register(tmp_path)
        await import_files(paths, opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


async def test_what_has_not_changed_is_not_read_again(store: InventoryStore) -> None:
    inventory = DatabaseInventory(store, KEYRING)
    network, credentials = await inventory.load()
    assert (sorted(network.devices), list(credentials)) == (["lz-core-1", "yd-1"], ["lab"])
    again = await inventory.load()
    assert (again[0] is network, again[1] is credentials) == (True, True)


async def test_a_change_is_seen_at_once(store: InventoryStore) -> None:
    inventory = DatabaseInventory(store, KEYRING)
    await inventory.load()
    await remove(store.db, "links", ["lz-yd-1"], by=BY)
    assert (await inventory.load())[0].links == {}
