"""`fengsui changes` through the command line."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from fengsui.database.open import open_database
from fengsui.history.store import HistoryStore
from fengsui.model.observation import Change
from tests.support.cli import fengsui


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database in which a link failed a minute ago, its device after it, and another device last week."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"
    asyncio.run(_fill(url, time.time()))
    return url


async def _fill(url: str, now: float) -> None:
    async with open_database(url, create=True) as db:
        changes = [
            Change("device", "old-1", "up", "down", now - 7 * 86400, "silent", "mobile"),
            Change("link", "lz-ty-1", "up", "down", now - 60, "port down at lz-core-1 eth1", "telecom"),
            Change("device", "=ty-1", "up", "unknown", now - 30, "silent", "telecom"),
        ]
        await HistoryStore(db).save([], changes)


def names(*arguments: object) -> list[str]:
    done = fengsui("changes", *arguments, "-o", "json")
    assert done.returncode == 0, done.stderr
    return [row["name"] for row in json.loads(done.stdout)]


def test_changes_are_listed_newest_first_and_chosen_by_age_kind_name_and_number(url: str) -> None:
    assert names("--database", url) == ["=ty-1", "lz-ty-1"]
    assert names("--database", url, "--since", "8d") == ["=ty-1", "lz-ty-1", "old-1"]
    assert names("--database", url, "--since", "45s") == ["=ty-1"]
    assert names("--database", url, "--kind", "link") == ["lz-ty-1"]
    assert names("--database", url, "--since", "8d", "--name", "old-1") == ["old-1"]
    assert names("--database", url, "--since", "8d", "--limit", "1") == ["=ty-1"]


def test_a_table_and_csv_show_what_happened(url: str) -> None:
    assert "port down at lz-core-1 eth1" in fengsui("changes", "--database", url).stdout
    assert ",device,'=ty-1,telecom,up,unknown,silent" in fengsui("changes", "--database", url, "-o", "csv").stdout


def test_a_duration_that_is_none_is_misuse(url: str) -> None:
    done = fengsui("changes", "--database", url, "--since", "soon")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fengsui: --since: expected a duration such as 90s, 30m, 2h, 7d or 1h30m, got 'soon'\n"


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    done = fengsui("changes", "--database", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    assert done.returncode == 1
    assert "fengsui import" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_database_may_be_named_before_the_command(url: str, tmp_path: Path) -> None:
    other = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    assert fengsui("--database", url, "changes", "-o", "csv").stdout.count("telecom") == 2
    assert fengsui("--database", other, "changes", "--database", url).returncode == 0
    assert "none.db" in fengsui("--database", url, "changes", "--database", other).stderr
