"""Imports on SQLite and on PostgreSQL: all or nothing, again without effect, and no secret on the way."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select

from fengsui.database.engine import Database
from fengsui.database.migrate import configuration, known
from fengsui.errors import DatabaseVersionError, InputError, SecretError
from fengsui.inventory.difference import Counts
from fengsui.inventory.importer import ImportReport, import_files, import_into
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import InterfaceRow
from fengsui.model.secret import Secret
from tests.support.registers import BY, CORE_1, COUNTY_1, LAB, LINK, TELECOM, register, write_register

KEYRING = Keyring(bytes(32), "a test")
WHOLE = {"carriers": 1, "credentials": 1, "sites": 2, "devices": 2, "links": 1, "services": 2}


async def _into(url: str, *paths: Path, dry_run: bool = False, keyring: Keyring = KEYRING) -> ImportReport:
    return await import_into(url, paths, keyring, by=BY, dry_run=dry_run, allow_loopback=False)


def _csv(folder: Path, kind: str, *rows: Mapping[str, str]) -> Path:
    return next(path for path in write_register(folder, **{kind: list(map(dict, rows))}) if path.stem == kind)


async def _devices(store: InventoryStore) -> dict[str, str]:
    return {device.name: f"{device.address}:{device.port}" for device in await store.devices()}


async def test_an_import_adds_everything_and_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    paths = write_register(tmp_path)
    first = await _into(database_url, *paths)
    assert first.difference.counts == {kind: Counts(added=count) for kind, count in WHOLE.items()}
    again = await _into(database_url, *paths)
    assert again.difference.counts == {kind: Counts(unchanged=count) for kind, count in WHOLE.items()}
    assert again.difference.changes == ()


async def test_a_dry_run_makes_no_database_and_says_the_same(database_url: str, tmp_path: Path) -> None:
    paths = write_register(tmp_path)
    dry = await _into(database_url, *paths, dry_run=True)
    async with Database(database_url) as db:
        assert db.absent is db.is_sqlite
    wet = await _into(database_url, *paths)
    assert (dry.difference, dry.dry_run, wet.dry_run) == (wet.difference, True, False)
    changed = _csv(tmp_path, "devices", {**CORE_1, "role": "metro"})
    assert (await _into(database_url, changed, dry_run=True)).difference.counts == {"devices": Counts(changed=1)}
    async with open_inventory(database_url, create=False) as store:
        assert (await store.network()).devices == register().devices


async def test_one_fault_leaves_everything_as_it_was(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    renamed = _csv(tmp_path, "carriers", {**TELECOM, "name_en": "Another name"})
    (tmp_path / "other").mkdir()
    faulty = _csv(tmp_path / "other", "devices", {**CORE_1, "address": "10.99.0.1"})
    with pytest.raises(InputError, match=r"1 fault\(s\), nothing was changed"):
        await _into(database_url, renamed, faulty)
    async with open_inventory(database_url, create=False) as store:
        assert (await store.carriers())[0].name_en == "China Telecom"


async def test_a_file_that_is_refused_makes_no_database(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        await _into(database_url, _csv(tmp_path, "devices", CORE_1))
    async with Database(database_url) as db:
        assert db.absent is db.is_sqlite


async def _older(url: str) -> None:
    async with Database(url) as db, db.writing() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(connection=sync), known()[0]))


async def test_an_older_database_is_moved_forward_by_an_import_and_by_no_reader(
    database_url: str, tmp_path: Path
) -> None:
    await _older(database_url)
    for dry_run_or_read in (_into(database_url, *write_register(tmp_path), dry_run=True), _read(database_url)):
        with pytest.raises(DatabaseVersionError, match=f"version {known()[0]}.*`fengsui database upgrade`"):
            await dry_run_or_read
    await _into(database_url, *write_register(tmp_path))
    assert await _read(database_url) == ["lz-core-1", "yd-1"]


async def _read(url: str) -> list[str]:
    async with open_inventory(url, create=False) as store:
        return list(await _devices(store))


async def test_two_devices_swap_addresses_in_one_import(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    swapped = [{**CORE_1, "address": COUNTY_1["address"]}, {**COUNTY_1, "address": CORE_1["address"]}]
    report = await _into(database_url, _csv(tmp_path, "devices", *swapped))
    assert report.difference.counts == {"devices": Counts(changed=2)}
    async with open_inventory(database_url, create=False) as store:
        assert await _devices(store) == {"lz-core-1": "10.20.0.2:161", "yd-1": "10.20.0.1:161"}
        assert all(device.polled for device in await store.devices())


async def test_a_retired_device_hands_its_address_to_its_successor(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    successor = [{**CORE_1, "lifecycle": "retired"}, {**CORE_1, "name": "lz-core-2", "lifecycle": "active"}]
    await _into(database_url, _csv(tmp_path, "devices", *successor))
    async with open_inventory(database_url, create=False) as store:
        assert sorted((await store.network()).devices) == ["lz-core-2", "yd-1"]
        assert (await store.network()).links == {}


async def test_a_link_registers_the_interfaces_it_ends_at_and_forgets_those_it_left(
    database_url: str, tmp_path: Path
) -> None:
    await _into(database_url, *write_register(tmp_path))
    await _into(database_url, _csv(tmp_path, "links", {**LINK, "b_interface": "eth9"}))
    async with open_inventory(database_url, create=False) as store, store.db.session() as session:
        found = await session.execute(select(InterfaceRow.device, InterfaceRow.name).order_by(InterfaceRow.device))
        assert [tuple(row) for row in found] == [("lz-core-1", "eth1"), ("yd-1", "eth9")]


async def test_a_changed_secret_is_written_and_never_shown(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    report = await _into(database_url, _csv(tmp_path, "credentials", {**LAB, "community": "second-canary"}))
    assert "canary" not in repr(report)
    async with open_inventory(database_url, create=False) as store:
        stored = (await store.credentials(KEYRING))["lab"].community
    assert stored is not None
    assert stored.reveal() == "second-canary"


async def test_the_mask_of_a_listing_does_not_replace_the_secret_behind_it(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    async with open_inventory(database_url, create=False) as store:
        (listed,) = await store.credential_rows()
    columns = ("name", "version", "community", "user")
    listing = {column: listed[column] or "" for column in columns}
    with pytest.raises(InputError) as refused:
        await _into(database_url, _csv(tmp_path, "credentials", listing))
    assert str(refused.value).endswith(
        "credentials.csv row 2 column community: expected a secret, got the mask of a listing. "
        "Leave the column out to keep the secret that is stored"
    )
    del listing["community"]
    report = await _into(database_url, _csv(tmp_path, "credentials", listing))
    assert report.difference.counts["credentials"].unchanged == 1
    async with open_inventory(database_url, create=False) as store:
        assert (await store.credentials(KEYRING))["lab"].community == Secret(LAB["community"])


async def test_credentials_under_another_key_are_refused_and_the_rest_needs_none(
    database_url: str, tmp_path: Path
) -> None:
    await _into(database_url, *write_register(tmp_path))
    wrong = Keyring(bytes(31) + b"\x01", "the wrong one")
    new = _csv(tmp_path, "credentials", {**LAB, "name": "new"})
    for dry_run in (True, False):
        with pytest.raises(SecretError, match="the wrong one"):
            await _into(database_url, new, keyring=wrong, dry_run=dry_run)
    await _into(database_url, _csv(tmp_path, "devices", {**CORE_1, "role": "metro"}), keyring=wrong)
    async with open_inventory(database_url, create=False) as store:
        assert list(await store.credentials(KEYRING)) == ["lab"]


async def test_two_imports_at_once_both_arrive(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    files = []
    for number in (5, 6):
        folder = tmp_path / str(number)
        folder.mkdir()
        files.append(_csv(folder, "devices", {**CORE_1, "name": f"new-{number}", "address": f"10.20.0.{number}"}))
    await asyncio.gather(*(_into(database_url, path) for path in files))
    async with open_inventory(database_url, create=False) as store:
        assert sorted(await _devices(store)) == ["lz-core-1", "new-5", "new-6", "yd-1"]


async def test_of_two_imports_that_want_one_address_the_second_is_refused(database_url: str, tmp_path: Path) -> None:
    await _into(database_url, *write_register(tmp_path))
    files = []
    for number in (5, 6):
        folder = tmp_path / str(number)
        folder.mkdir()
        files.append(_csv(folder, "devices", {**CORE_1, "name": f"new-{number}", "address": "10.20.0.9"}))
    done = await asyncio.gather(*(_into(database_url, path) for path in files), return_exceptions=True)
    (refused,) = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(refused, InputError)
    assert "taken by the registered device new-" in str(refused)


async def test_files_are_read_together_and_their_faults_told_together(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("device: []\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    paths = [tmp_path / "a.yaml", tmp_path / "b.txt", tmp_path / "gone.csv"]
    async with open_inventory(database_url, create=True) as store:
        with pytest.raises(InputError) as refused:
            await import_files(paths, store.db, KEYRING, by=BY, dry_run=True, allow_loopback=False)
    assert [fault.where.rpartition("/")[2].split(" ")[0] for fault in refused.value.faults] == [
        "a.yaml",
        "b.txt",
        "gone.csv",
    ]
