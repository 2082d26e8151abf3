"""Upserts of many rows do the same on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, select

from fengsui.database.engine import Database
from fengsui.database.upsert import CHUNK, upsert

_THINGS = Table("things", MetaData(), Column("name", String, primary_key=True), Column("size", Integer))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with Database(database_url) as opened:
        async with opened.begin() as session:
            await (await session.connection()).run_sync(_THINGS.create)
        yield opened


async def _stored(db: Database) -> dict[str, int]:
    async with db.session() as session:
        return {row.name: row.size for row in await session.execute(select(_THINGS))}


async def test_rows_are_inserted_or_overwritten_by_key(db: Database) -> None:
    async with db.begin() as session:
        assert await upsert(session, _THINGS, [{"name": "a", "size": 1}, {"name": "b", "size": 2}], ["name"]) == 2
    async with db.begin() as session:
        await upsert(session, _THINGS, iter([{"name": "b", "size": 3}, {"name": "c", "size": 4}]), ["name"])
    assert await _stored(db) == {"a": 1, "b": 3, "c": 4}


async def test_a_row_of_keys_alone_leaves_the_rest_as_it_is(db: Database) -> None:
    async with db.begin() as session:
        await upsert(session, _THINGS, [{"name": "a", "size": 1}], ["name"])
        await upsert(session, _THINGS, [{"name": "a"}], ["name"])
    assert await _stored(db) == {"a": 1}


async def test_more_rows_than_a_chunk_all_arrive(db: Database) -> None:
    count = CHUNK + 7
    async with db.begin() as session:
        assert await upsert(session, _THINGS, ({"name": f"t{n}", "size": n} for n in range(count)), ["name"]) == count
    assert len(await _stored(db)) == count


async def test_nothing_is_nothing(db: Database) -> None:
    async with db.begin() as session:
        assert await upsert(session, _THINGS, [], ["name"]) == 0
