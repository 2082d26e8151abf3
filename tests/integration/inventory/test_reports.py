"""Subscriber reports on SQLite and on PostgreSQL: every version stays, all rows are taken or none, and the audit tells."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fengsui.errors import ConflictError, FengsuiError, InputError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.registration import remove
from fengsui.inventory.report_rules import ReportVerdict
from fengsui.inventory.reports import ReportStore
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.model.principal import Author
from tests.support.registers import BY, write_register

KEYRING = Keyring(bytes(32), "a test")
HEAD = "carrier,division,month,broadband_households,villages_reached,reason\n"
AUGUST = f"{HEAD}telecom,620121,2026-08,60000,250,\ntelecom,620102,2026-08,300000,,\n"
CORRECTED = f"{HEAD}telecom,620121,2026-08,61000,250,a branch was missing\n"


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        await import_files(write_register(tmp_path), opened.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        yield opened


async def submit(store: InventoryStore, csv: str, *, at: float = BY.at, dry_run: bool = False) -> ReportVerdict:
    reading = read_csv(Path("subscriber_reports.csv"), csv)
    return await ReportStore(store.db).submit(reading, by=Author("token:telecom", at), jump=0.3, dry_run=dry_run)


async def test_what_is_corrected_stays_and_the_newest_version_counts(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    await submit(store, CORRECTED, at=BY.at + 60)
    reports = ReportStore(store.db)
    counting = await reports.reports()
    assert [(each.report.division, each.version, each.report.broadband_households) for each in counting] == [
        ("620102", 1, 300000),
        ("620121", 2, 61000),
    ]
    every = await reports.reports(division="620121", every_version=True)
    assert [(each.version, each.at, each.report.reason) for each in every] == [
        (1, BY.at, None),
        (2, BY.at + 60, "a branch was missing"),
    ]


async def test_each_version_is_in_the_audit_with_what_changed(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    await submit(store, CORRECTED)
    newest, *_others = await AuditStore(store.db).entries(kind="subscriber_reports")
    assert (newest.key, newest.carrier, newest.principal) == ("telecom/620121/2026-08", "telecom", "token:telecom")
    assert newest.before == {"version": 1, "broadband_households": 60000, "reason": None}
    assert newest.after == {"version": 2, "broadband_households": 61000, "reason": "a branch was missing"}


async def test_the_same_again_and_a_dry_run_write_nothing(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    assert {said for _, said in (await submit(store, AUGUST)).results} == {"unchanged"}
    assert [said for _, said in (await submit(store, CORRECTED, dry_run=True)).results] == ["changed"]
    assert [each.version for each in await ReportStore(store.db).reports(every_version=True)] == [1, 1]


async def test_one_wrong_row_takes_the_others_with_it(store: InventoryStore) -> None:
    with pytest.raises(InputError, match="row 4 column month"):
        await submit(store, f"{AUGUST}telecom,620121,2030-01,1,,\n")
    assert await ReportStore(store.db).reports() == []


async def test_the_database_refuses_to_rewrite_a_version(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    with pytest.raises((DBAPIError, FengsuiError)):
        async with store.db.begin() as session:
            await session.execute(text("UPDATE subscriber_reports SET broadband_households = 1"))
    assert {each.report.broadband_households for each in await ReportStore(store.db).reports()} == {60000, 300000}


async def test_a_carrier_with_reports_is_not_removed(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    for kind, keys in (
        ("links", ["lz-yd-1"]),
        ("services", ["lz-portal", "lz-dns"]),
        ("devices", ["lz-core-1", "yd-1"]),
    ):
        await remove(store.db, kind, keys, by=BY)
    with pytest.raises(ConflictError, match="still referred to by 2 subscriber reports"):
        await remove(store.db, "carriers", ["telecom"], by=BY)


async def test_reports_come_in_pages_and_by_month(store: InventoryStore) -> None:
    await submit(store, AUGUST)
    await submit(store, AUGUST.replace("2026-08", "2026-07"), at=BY.at + 1)
    reports = ReportStore(store.db)
    first = await reports.reports(limit=1)
    assert [each.report.key for each in first] == [("telecom", "620102", "2026-07")]
    rest = await reports.reports(after=("2026-07", "telecom", "620102", 1))
    assert [each.report.key[1:] for each in rest] == [
        ("620121", "2026-07"),
        ("620102", "2026-08"),
        ("620121", "2026-08"),
    ]
    assert len(await reports.reports(since="2026-08")) == 2


async def test_an_import_takes_reports_beside_the_carrier_they_name(store: InventoryStore, tmp_path: Path) -> None:
    file = tmp_path / "both.yaml"
    file.write_text(
        "carriers: [{code: mobile, name_zh: 移动, name_en: Mobile}]\n"
        "subscriber_reports: [{carrier: mobile, division: 620121, month: 2026-08, broadband_households: 12}]\n",
        encoding="utf-8",
    )
    done = await import_files([file], store.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
    assert done.reports is not None
    assert done.reports.added == 1
    assert [each.report.carrier for each in await ReportStore(store.db).reports()] == ["mobile"]
