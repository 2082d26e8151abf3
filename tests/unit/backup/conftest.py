"""A database with something in every table, made once and copied for each test."""

import asyncio
import shutil
from pathlib import Path

import pytest

from fengsui.backup.save import save
from fengsui.database.engine import Database
from fengsui.database.migrate import head
from fengsui.inventory.progress import silent
from tests.support.installation import at_revision
from tests.support.registers import BY


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The original; not to be written to."""
    path = tmp_path_factory.mktemp("filled") / "fengsui.db"

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{path}") as db:
            await at_revision(db, head())

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def backup_file(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it; not to be written to."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copy(filled_file, folder / "fengsui.db")

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{folder / 'fengsui.db'}") as db:
            await save(db, folder / "one.backup", by=BY, history=True, progress=silent)

    asyncio.run(make())
    return folder / "one.backup"


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """URL of a database that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def url(filled_file: Path, tmp_path: Path) -> str:
    """URL of a filled database at the newest revision."""
    shutil.copy(filled_file, tmp_path / "fengsui.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a backup is written."""
    return tmp_path / "one.backup"
