"""What a backup holds is read from the database, so that no table is forgotten, and what may be left out is decided table by table."""

from itertools import pairwise

import pytest
from sqlalchemy import text

import fengsui.history.tables
import fengsui.inventory.tables
from fengsui.backup.contents import (
    chunk_of,
    history_tables,
    names_at,
    number_on,
    row_count,
    row_lines,
    sums_of,
    tables_in,
)
from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.migrate import head, known
from fengsui.errors import BackupError

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


async def test_every_table_that_the_code_describes_is_found_in_the_database(url: str) -> None:
    async with Database(url) as db, db.session() as session:
        found = await (await session.connection()).run_sync(tables_in, head())
    assert set(found) == set(Base.metadata.tables) == SEEN | REGISTERED


def test_what_may_be_left_out_is_what_was_seen() -> None:
    assert history_tables() == SEEN


def test_each_revision_has_the_tables_of_those_before_and_that_of_its_version() -> None:
    names = [names_at(revision) for revision in known()]
    assert all(earlier <= later for earlier, later in pairwise(names))
    assert names[-1] == {*Base.metadata.tables, "alembic_version"}


async def test_what_is_referred_to_stands_before_what_refers_to_it(url: str) -> None:
    async with Database(url) as db, db.session() as session:
        tables = await (await session.connection()).run_sync(tables_in, head())
    order = list(tables)
    for table in tables.values():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) < order.index(table.name)


async def test_rows_come_in_the_order_of_the_key_whatever_order_they_were_written_in(url: str) -> None:
    async with Database(url) as db, db.session() as session:
        table = (await (await session.connection()).run_sync(tables_in, head()))["devices"]
        streamed = [line async for chunk in row_lines(session, table, ["name", "port"]) for line in chunk]
        assert await row_count(session, table) == 3
    assert streamed == [b'["lz-1",161]\n', b'["ts-0",161]\n', b'["ts-1",161]\n']


async def test_a_sum_tells_any_change_of_a_cell(url: str) -> None:
    async with Database(url) as db, db.begin() as session:
        tables = await (await session.connection()).run_sync(tables_in, head())
        wanted = {"sites": tables["sites"].columns.keys()}
        before = dict([each async for each in sums_of(session, tables, wanted)])
        await session.execute(text("UPDATE sites SET name = '天水局 ' WHERE code = 'ts'"))
        after = dict([each async for each in sums_of(session, tables, wanted)])
    assert (before["sites"].rows, after["sites"].rows) == (2, 2)
    assert before["sites"].sha256 != after["sites"].sha256


async def test_a_database_that_lacks_a_table_is_refused(url: str) -> None:
    async with Database(url) as db, db.begin() as session:
        await session.execute(text("DROP TABLE watches"))
        with pytest.raises(BackupError, match="is damaged: it has no table watches"):
            await (await session.connection()).run_sync(tables_in, head())


async def test_fewer_rows_are_in_memory_where_they_may_be_long(url: str) -> None:
    async with Database(url) as db, db.session() as session:
        tables = await (await session.connection()).run_sync(tables_in, head())
    assert chunk_of(tables["bulk_requests"]) == chunk_of(tables["audit"]) < chunk_of(tables["links"])


async def test_sqlite_numbers_new_rows_by_itself(url: str) -> None:
    async with Database(url) as db, db.begin() as session:
        tables = await (await session.connection()).run_sync(tables_in, head())
        await number_on(session, list(tables.values()))
        await session.execute(
            text("INSERT INTO audit (at, principal, kind, key, action) VALUES (1, 'p', 'k', 'k', 'added')")
        )
        assert (await session.execute(text("SELECT max(number) FROM audit"))).scalar() == 8
