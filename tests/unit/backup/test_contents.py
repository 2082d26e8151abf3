"""What a backup holds is read from the database, so that no table is forgotten, and what may be left out is decided table by table."""

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

import fengsui.history.tables
import fengsui.inventory.tables
from fengsui.backup.contents import history_tables, names_at, number_on, row_count, row_lines, sum_of, tables_in
from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.migrate import head, known
from tests.support.installation import at_revision

# That their tables are known.
_ROOMS = (fengsui.inventory.tables.__name__, fengsui.history.tables.__name__)

# What --no-history leaves out. Whoever adds a table says here whether an installation can do without it.
SEEN = {
    "changes", "county_coverage", "device_observations", "device_pings", "element_conditions", "incidents", "interface_moves",
    "last_traps", "link_loads", "month_figures", "observed_interfaces", "service_observations", "state_horizons", "states", "watches",
}  # fmt: skip
REGISTERED = {
    "audit", "bulk_requests", "carriers", "credentials", "devices", "divisions", "import_job_lines", "import_jobs", "interfaces",
    "links", "services", "sites", "subscriber_reports", "targets", "tokens", "verifications",
}  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"


async def test_every_table_that_the_code_describes_is_found_in_the_database(url: str) -> None:
    async with Database(url) as db:
        await at_revision(db, head())
        async with db.session() as session:
            found = await (await session.connection()).run_sync(tables_in)
    assert set(found) == set(Base.metadata.tables) == SEEN | REGISTERED


def test_what_may_be_left_out_is_what_was_seen() -> None:
    assert history_tables() == SEEN


def test_each_revision_has_the_tables_of_those_before_and_that_of_its_version() -> None:
    names = [names_at(revision) for revision in known()]
    assert all(earlier <= later for earlier, later in pairwise(names))
    assert names[-1] == {*Base.metadata.tables, "alembic_version"}


async def test_what_is_referred_to_stands_before_what_refers_to_it(url: str) -> None:
    async with Database(url) as db:
        await at_revision(db, head())
        async with db.session() as session:
            tables = await (await session.connection()).run_sync(tables_in)
    order = list(tables)
    for table in tables.values():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) < order.index(table.name)


async def test_rows_come_in_the_order_of_the_key_whatever_order_they_were_written_in(url: str) -> None:
    async with Database(url) as db:
        await at_revision(db, head())
        async with db.session() as session:
            table = (await (await session.connection()).run_sync(tables_in))["devices"]
            streamed = [line async for chunk in row_lines(session, table, ["name", "port"]) for line in chunk]
            at_once = [
                line async for chunk in row_lines(session, table, ["name", "port"], at_once=True) for line in chunk
            ]
            assert await row_count(session, table) == 3
    assert streamed == at_once == [b'["lz-1",161]\n', b'["ts-0",161]\n', b'["ts-1",161]\n']


async def test_a_sum_tells_any_change_of_a_cell(url: str) -> None:
    async with Database(url) as db:
        await at_revision(db, head())
        async with db.begin() as session:
            table = (await (await session.connection()).run_sync(tables_in))["sites"]
            before = await sum_of(session, table, table.columns.keys())
            assert await sum_of(session, table, table.columns.keys(), at_once=True) == before
            await session.execute(text("UPDATE sites SET name = '天水局 ' WHERE code = 'ts'"))
            after = await sum_of(session, table, table.columns.keys())
    assert (before.rows, after.rows) == (2, 2)
    assert before.sha256 != after.sha256


async def test_sqlite_numbers_new_rows_by_itself(url: str) -> None:
    async with Database(url) as db:
        await at_revision(db, head())
        async with db.begin() as session:
            tables = await (await session.connection()).run_sync(tables_in)
            await number_on(session, list(tables.values()))
            await session.execute(
                text("INSERT INTO audit (at, principal, kind, key, action) VALUES (1, 'p', 'k', 'k', 'added')")
            )
            assert (await session.execute(text("SELECT max(number) FROM audit"))).scalar() == 8
