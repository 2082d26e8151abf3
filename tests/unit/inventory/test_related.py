"""A few rows are held against what they name and compete with, and nothing else is read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.records import Records
from fengsui.inventory.related import FEW, related
from fengsui.inventory.rows import Row
from fengsui.inventory.store import InventoryStore, open_inventory
from tests.support.registers import BY, CORE_1, COUNTY, LINK, NAMES, PORTAL, REGISTER, TELECOM, rows, write_register

KEYRING = Keyring(bytes(32), "a test")
# A device that nothing below has to do with.
ASIDE = {**CORE_1, "name": "aside", "site": "aside", "address": "10.20.7.7", "credential": ""}
SITE = {**COUNTY, "code": "aside"}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(f"sqlite+aiosqlite:///{tmp_path}/a.db", create=True) as opened:
        paths = write_register(tmp_path, devices=[*REGISTER["devices"], ASIDE], sites=[*REGISTER["sites"], SITE])
        await import_files(paths, opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


async def found(store: InventoryStore, given: list[Row]) -> Records:
    async with store.db.session() as session:
        return await related(session, given, KEYRING)


async def test_of_a_device_its_site_its_credential_and_who_holds_its_address(store: InventoryStore) -> None:
    new = {**CORE_1, "name": "new", "site": "yd", "address": "10.20.0.1"}
    records = await found(store, rows("devices", new))
    assert set(records.sites) == {"yd", "lz-core"}
    assert {"lz-core-1", "yd-1"} >= set(records.devices) >= {"lz-core-1"}
    assert records.credentials.keys() == {"lab"}
    assert records.credentials["lab"].community is None


async def test_of_a_link_both_devices(store: InventoryStore) -> None:
    records = await found(store, rows("links", LINK))
    assert records.links.keys() == {"lz-yd-1"}
    assert records.devices.keys() == {"lz-core-1", "yd-1"}


async def test_of_a_service_the_one_that_it_is_checked_by(store: InventoryStore) -> None:
    assert (await found(store, rows("services", PORTAL))).services.keys() == {PORTAL["name"], NAMES["name"]}


async def test_of_many_rows_or_a_carrier_everything(store: InventoryStore) -> None:
    many = rows("devices", *({**CORE_1, "name": f"n-{n}"} for n in range(FEW + 1)))
    for given in (many, rows("carriers", TELECOM)):
        assert "aside" in (await found(store, given)).devices
