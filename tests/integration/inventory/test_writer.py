"""Interfaces are registered by the links that end at them, and forgotten with the last of these."""

from pathlib import Path

from sqlalchemy import select

from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import remove
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import TABLES
from tests.support.registers import BY, LINK, write_register

KEYRING = Keyring(bytes(32), "a test")
SECOND = {**LINK, "name": "lz-yd-2", "b_interface": "eth2"}


async def _into(store: InventoryStore, folder: Path, **changed: list[dict[str, str]]) -> None:
    paths = write_register(folder, **changed)
    await import_files(paths, store.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)


async def _interfaces(store: InventoryStore) -> set[tuple[str, str]]:
    table = TABLES["interfaces"]
    async with store.db.session() as session:
        return {(device, name) for device, name in await session.execute(select(table.c.device, table.c.name))}


async def test_an_interface_stays_while_another_link_ends_at_it(database_url: str, tmp_path: Path) -> None:
    async with open_inventory(database_url, create=True) as store:
        await _into(store, tmp_path, links=[LINK, SECOND])
        await _into(store, tmp_path, links=[{**LINK, "a_interface": "eth7"}])
        shared = {("lz-core-1", "eth1"), ("lz-core-1", "eth7"), ("yd-1", "eth1"), ("yd-1", "eth2")}
        assert await _interfaces(store) == shared
        await remove(store.db, "links", ["lz-yd-2"], by=BY)
        assert await _interfaces(store) == {("lz-core-1", "eth7"), ("yd-1", "eth1")}


async def test_links_may_swap_their_ends_in_one_import(database_url: str, tmp_path: Path) -> None:
    async with open_inventory(database_url, create=True) as store:
        await _into(store, tmp_path, links=[LINK, SECOND])
        before = await _interfaces(store)
        await _into(store, tmp_path, links=[{**LINK, "b_interface": "eth2"}, {**SECOND, "b_interface": "eth1"}])
        assert await _interfaces(store) == before
