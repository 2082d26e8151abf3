"""The schema made by the migrations is the one that the tables describe, on SQLite and on PostgreSQL."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import fengsui.history.tables
import fengsui.inventory.tables
from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.migrate import current, head, upgrade
from fengsui.database.open import open_database
from fengsui.errors import DatabaseMissingError, DatabaseVersionError

_TABLES = (fengsui.inventory.tables.__name__, fengsui.history.tables.__name__)


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_an_empty_database_gets_the_schema_that_the_tables_describe(database_url: str) -> None:
    async with open_database(database_url, create=True) as db, db.session() as session:
        assert await current(db) == head()
        assert await (await session.connection()).run_sync(_differences) == []


async def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    async with Database(database_url) as db:
        await upgrade(db)
        await upgrade(db)
        assert await current(db) == head()


async def test_two_programs_that_start_together_make_one_schema(database_url: str) -> None:
    async with Database(database_url) as one, Database(database_url) as other:
        await asyncio.gather(upgrade(one), upgrade(other))
        assert await current(one) == await current(other) == head()


async def test_a_reader_makes_no_database(database_url: str) -> None:
    with pytest.raises(DatabaseMissingError, match="fengsui import"):
        async with open_database(database_url, create=False):
            raise AssertionError("it opened")
    async with Database(database_url) as db:
        assert db.absent is db.is_sqlite
        assert await current(db) is None


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    async with open_database(database_url, create=True) as db, db.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9876'"))
    for create in (True, False):
        with pytest.raises(DatabaseVersionError, match=f"'9876'.*up to {head()}.*Upgrade Fengsui"):
            async with open_database(database_url, create=create):
                raise AssertionError("it opened")
    async with Database(database_url) as db:
        assert await current(db) == "9876"


async def test_a_database_of_another_program_is_refused(database_url: str) -> None:
    async with Database(database_url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE shopping (item TEXT)"))
        with pytest.raises(DatabaseVersionError, match=r"shopping.*Name another database"):
            await upgrade(db)
