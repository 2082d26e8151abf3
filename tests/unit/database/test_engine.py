"""The engine on SQLite: how a file is opened, and that a transaction is one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from fengsui.database.engine import Database
from fengsui.errors import ConflictError, DatabaseError, DatabaseUnreachableError
from tests.support.programs import free_port


def _url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(_url(tmp_path / "a" / "b" / "t.db")) as opened:
        async with opened.begin() as session:
            await session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
            await session.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent (id))"))
        yield opened


async def test_a_file_is_opened_as_a_server_would_want_it(db: Database) -> None:
    async with db.session() as session:
        found = [
            (await session.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    assert found == ["wal", 1, 1, 30000]


async def test_a_database_is_absent_until_it_is_used(tmp_path: Path) -> None:
    async with Database(_url(tmp_path / "new" / "t.db")) as db:
        assert db.absent
        await db.ping()
        assert not db.absent


async def test_a_transaction_is_undone_as_a_whole_the_schema_included(db: Database) -> None:
    async def fail() -> None:
        async with db.begin() as session:
            await session.execute(text("INSERT INTO parent VALUES (1)"))
            await session.execute(text("CREATE TABLE other (id INTEGER)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with db.session() as session:
        assert (await session.execute(text("SELECT count(*) FROM parent"))).scalar() == 0
        names = (await session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars().all()
    assert set(names) == {"parent", "child"}


async def test_what_a_reading_session_writes_is_lost(db: Database) -> None:
    async with db.session() as session:
        await session.execute(text("INSERT INTO parent VALUES (1)"))
    async with db.session() as session:
        assert (await session.execute(text("SELECT count(*) FROM parent"))).scalar() == 0


async def test_a_broken_reference_is_a_conflict(db: Database) -> None:
    with pytest.raises(ConflictError, match="FOREIGN KEY"):
        async with db.begin() as session:
            await session.execute(text("INSERT INTO child VALUES (7)"))


async def test_writers_that_read_first_wait_for_each_other(db: Database) -> None:
    async def add_one() -> None:
        async with db.begin() as session:
            highest = (await session.execute(text("SELECT coalesce(max(id), 0) FROM parent"))).scalar_one()
            await asyncio.sleep(0)
            await session.execute(text("INSERT INTO parent VALUES (:id)"), {"id": highest + 1})

    await asyncio.gather(*(add_one() for _ in range(5)))
    async with db.session() as session:
        assert (await session.execute(text("SELECT count(*) FROM parent"))).scalar() == 5


async def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear administrator, " * 100)
    async with Database(_url(path)) as db:
        with pytest.raises(DatabaseError, match="is not an SQLite database"):
            await db.ping()
    assert path.read_text().startswith("Dear administrator")


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with Database(_url(tmp_path / "file" / "t.db")) as db:
        with pytest.raises(DatabaseError, match="folder cannot be made"):
            await db.ping()


async def test_a_server_that_is_not_there_is_unreachable_and_the_password_stays_hidden() -> None:
    async with Database(f"postgresql+asyncpg://someone:canary@127.0.0.1:{free_port()}/fengsui") as db:
        with pytest.raises(DatabaseUnreachableError) as refused:
            await db.ping()
    assert "someone:***@127.0.0.1" in str(refused.value)
    assert "Check that it runs" in str(refused.value)
    assert "canary" not in str(refused.value)
