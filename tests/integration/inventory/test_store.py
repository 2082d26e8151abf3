"""The store on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from fengsui.errors import NotFoundError, SecretError
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import CredentialRow
from fengsui.model.device import Device
from fengsui.model.link import Link, LinkEnd
from tests.support.registers import BY, register, write_register

KEYRING = Keyring(bytes(32), "a test")


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        paths = write_register(tmp_path)
        await import_files(paths, opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


async def test_a_new_database_knows_the_divisions_and_they_are_not_put_back(database_url: str) -> None:
    from fengsui.inventory.registration import remove

    async with open_inventory(database_url, create=True) as store:
        assert len(await store.divisions()) == 100
        assert len((await store.network()).coverage_units) == 87
        await remove(store.db, "divisions", ["620102"], by=BY)
    async with open_inventory(database_url, create=True) as store:
        assert len(await store.divisions()) == 99


async def test_the_network_is_what_was_imported(store: InventoryStore) -> None:
    network, expected = await store.network(), register()
    assert network.divisions == expected.divisions
    assert network.carriers == expected.carriers
    assert network.sites == expected.sites
    assert network.devices == expected.devices
    assert network.links == expected.links
    assert network.links["lz-yd-1"].b == LinkEnd("yd-1", "eth1")


async def test_credentials_are_ciphertext_in_the_database_and_open_with_their_key(store: InventoryStore) -> None:
    assert await store.credentials(KEYRING) == register().credentials
    async with store.db.session() as session:
        stored = (await session.execute(select(CredentialRow.community))).scalar_one()
    assert b"canary" not in (stored or b"")
    with pytest.raises(SecretError, match=r"credential lab.*another key.*\(the wrong one\)"):
        await store.credentials(Keyring(bytes(31) + b"\x01", "the wrong one"))
    (shown,) = await store.credential_rows()
    assert shown["community"] == "***"
    assert (await store.credential_row("lab"))["version"] == "v2c"


async def test_lists_are_filtered_as_people_ask(store: InventoryStore) -> None:
    def names(records: Sequence[Device | Link]) -> list[str]:
        return [record.name for record in records]

    assert names(await store.devices(county="620100")) == ["lz-core-1", "yd-1"]
    assert names(await store.devices(county="620121")) == ["yd-1"]
    assert names(await store.devices(role="core", carrier="telecom")) == ["lz-core-1"]
    assert names(await store.devices(carrier="mobile")) == []
    assert names(await store.devices(lifecycle="retired")) == []
    assert names(await store.devices(site="yd")) == ["yd-1"]
    assert [site.code for site in await store.sites(county="620102", kind="pop")] == ["lz-core"]
    assert names(await store.links(device="yd-1", tier="county")) == ["lz-yd-1"]
    assert names(await store.links(county="620200")) == []
    assert len(await store.divisions(prefecture="620100")) == 9
    assert len(await store.divisions(coverage_unit=False)) == 13
    assert [carrier.code for carrier in await store.carriers()] == ["telecom"]


async def test_one_record_is_found_by_its_key_or_the_nearest_is_named(store: InventoryStore) -> None:
    assert await store.get("devices", "yd-1") == register().devices["yd-1"]
    with pytest.raises(NotFoundError, match=r"no device 'yd-2'. Did you mean yd-1\?"):
        await store.get("devices", "yd-2")
    with pytest.raises(NotFoundError, match="fengsui credential list"):
        await store.credential_row("x")
