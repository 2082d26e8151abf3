"""The engine on a real PostgreSQL, and what must be alike on SQLite."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from fengsui.database.engine import Database
from fengsui.errors import ConfigError, DatabaseUnreachableError


async def _count(db: Database) -> int:
    async with db.session() as session:
        return int((await session.execute(text("SELECT count(*) FROM things"))).scalar_one())


async def test_a_database_that_the_server_does_not_have_is_named(postgres_url: str) -> None:
    async with Database(postgres_url.replace("/test_", "/missing_")) as db:
        with pytest.raises(DatabaseUnreachableError, match=r'database "missing_\w+" does not exist.*name in the URL'):
            await db.ping()


async def test_a_session_sees_one_moment_while_others_write(database_url: str) -> None:
    async with Database(database_url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE things (id INTEGER)"))
        async with db.session() as session:
            first = (await session.execute(text("SELECT count(*) FROM things"))).scalar()
            async with db.begin() as writer:
                await writer.execute(text("INSERT INTO things VALUES (1)"))
            again = (await session.execute(text("SELECT count(*) FROM things"))).scalar()
        assert (first, again) == (0, 0)
        assert await _count(db) == 1


async def test_writers_that_take_the_lock_come_one_after_the_other(database_url: str) -> None:
    async with Database(database_url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY)"))

        async def add_one() -> None:
            async with db.begin() as session:
                await db.lock(session)
                highest = (await session.execute(text("SELECT coalesce(max(id), 0) FROM things"))).scalar_one()
                await asyncio.sleep(0)
                await session.execute(text("INSERT INTO things VALUES (:id)"), {"id": highest + 1})

        await asyncio.gather(*(add_one() for _ in range(4)))
        assert await _count(db) == 4


async def test_an_option_that_the_driver_does_not_know_is_a_fault_of_the_url(postgres_url: str) -> None:

    async with Database(f"{postgres_url}&no_such_option=1") as db:
        with pytest.raises(ConfigError, match="no_such_option"):
            await db.ping()


async def test_writers_of_one_process_take_turns_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    """At SQLite's own lock they would sleep and try again, and whoever comes just then goes first."""
    order: list[int] = []
    async with Database(f"sqlite+aiosqlite:///{tmp_path}/turns.db") as db:

        async def write(number: int) -> None:
            async with db.begin() as session:
                await session.execute(text("SELECT 1"))
                order.append(number)

        await asyncio.gather(*map(write, range(30)))
    assert order == list(range(30))
