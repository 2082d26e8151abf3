"""A backup of SQLite or PostgreSQL, of any revision, restored into either: every table equal, or nothing changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from fengsui.backup.restore import restore
from fengsui.backup.save import save
from fengsui.database.engine import Database
from fengsui.database.migrate import current, head, upgrade
from fengsui.errors import BackupError, DatabaseError, NotEmptyError
from fengsui.inventory.progress import silent
from tests.support.installation import at_revision, everything
from tests.support.registers import BY


async def saved(url: str, path: Path, revision: str) -> dict[str, Sequence[str]]:
    async with Database(url) as db:
        await at_revision(db, revision)
        before = await everything(db)
        await save(db, path, by=BY, history=True, progress=silent)
        return dict(before)


@pytest.mark.parametrize("revision", ["0005", head()])
async def test_what_is_restored_into_the_other_database_equals_what_was_saved(
    database_url: str, postgres_url: str, tmp_path: Path, revision: str
) -> None:
    before = await saved(database_url, tmp_path / "one.backup", revision)
    other = postgres_url if database_url.startswith("sqlite") else f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
    async with Database(other) as db:
        await restore(db, tmp_path / "one.backup", by=BY, replace=False, progress=silent)
        assert await current(db) == head()
        after = await everything(db, but=("audit",))
        if revision == head():
            assert after == {name: rows for name, rows in before.items() if name != "audit"}
        with pytest.raises(NotEmptyError, match="--replace"):
            await restore(db, tmp_path / "one.backup", by=BY, replace=False, progress=silent)
        await restore(db, tmp_path / "one.backup", by=BY, replace=True, progress=silent)
        await upgrade(db)
        assert await everything(db, but=("audit",)) == after


async def test_another_program_keeps_its_tables_in_the_same_database(postgres_url: str, tmp_path: Path) -> None:
    """PostgreSQL is often shared; what is not ours is neither saved, nor counted, nor emptied."""
    path = tmp_path / "one.backup"
    async with Database(postgres_url) as db:
        await at_revision(db, head())
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE shopping (item TEXT, bought TIMESTAMP DEFAULT now())"))
            await session.execute(text("INSERT INTO shopping VALUES ('milk')"))
            await session.execute(text("CREATE FUNCTION fengsuibaby() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
        before = await everything(db)
        done = await save(db, path, by=BY, history=True, progress=silent)
        assert "shopping" not in done.manifest.tables
        await restore(db, path, by=BY, replace=True, progress=silent)
        after = await everything(db)
        assert after["shopping"] == before["shopping"]
        assert after["devices"] == before["devices"]
        async with db.session() as session:
            assert (await session.execute(text("SELECT fengsuibaby()"))).scalar() == 1


async def test_a_view_of_another_program_is_named_and_nothing_changes(postgres_url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.backup"
    async with Database(postgres_url) as db:
        await at_revision(db, head())
        await save(db, path, by=BY, history=True, progress=silent)
        async with db.begin() as session:
            await session.execute(text("CREATE VIEW of_grafana AS SELECT name FROM devices"))
        before = await everything(db)
        with pytest.raises(DatabaseError, match="other objects depend on it"):
            await restore(db, path, by=BY, replace=True, progress=silent)
        assert await everything(db) == before


async def test_a_text_that_postgresql_has_no_room_for_is_named_by_row_and_column(
    postgres_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "one.backup"
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}") as db:
        await at_revision(db, head())
        async with db.begin() as session:
            await session.execute(text("UPDATE sites SET name = :long WHERE code = 'ts'"), {"long": "州" * 5000})
        await save(db, path, by=BY, history=True, progress=silent)
    async with Database(postgres_url) as db:
        with pytest.raises(BackupError, match=r"line \d+ column name: expected a text of at most \d+ characters"):
            await restore(db, path, by=BY, replace=False, progress=silent)
        assert await current(db) is None


async def test_new_rows_are_numbered_behind_the_restored_ones(postgres_url: str, tmp_path: Path) -> None:
    async with Database(postgres_url) as db:
        await saved(postgres_url, tmp_path / "one.backup", head())
        await restore(db, tmp_path / "one.backup", by=BY, replace=True, progress=silent)
        async with db.begin() as session:
            made = await session.execute(
                text(
                    "INSERT INTO changes (at, kind, name, carrier, after, reason) VALUES (1, 'k', 'n', '', 'a', '') RETURNING id"
                )
            )
            assert made.scalar() == 42
