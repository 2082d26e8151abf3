"""A backup of SQLite or PostgreSQL, of any revision, restored into either: every table equal, or nothing changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fengsui.backup.restore import restore
from fengsui.backup.save import save
from fengsui.database.engine import Database
from fengsui.database.migrate import current, head, upgrade
from fengsui.errors import NotEmptyError
from tests.support.installation import at_revision, everything
from tests.support.registers import BY


def silent(_doing: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


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
