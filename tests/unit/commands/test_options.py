"""Options that many commands share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fengsui.commands.options import give_to_all, settings_from


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("FENGSUI_DATABASE_URL", "FENGSUI_DATA_DIR", "FENGSUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    yield
    give_to_all(None, None)


def test_what_stands_before_the_command_holds_for_it() -> None:
    give_to_all("sqlite+aiosqlite:////a.db", Path("/a"))
    settings = settings_from()
    assert (settings.url, settings.data_dir) == ("sqlite+aiosqlite:////a.db", Path("/a"))


def test_the_command_s_own_options_win_each_for_itself() -> None:
    give_to_all("sqlite+aiosqlite:////a.db", Path("/a"))
    assert settings_from(database="sqlite+aiosqlite:////b.db").url == "sqlite+aiosqlite:////b.db"
    other = settings_from(data_dir=Path("/b"))
    assert (other.url, other.data_dir) == ("sqlite+aiosqlite:////a.db", Path("/b"))


def test_what_stands_before_the_command_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGSUI_DATABASE_URL", "sqlite+aiosqlite:////c.db")
    give_to_all("sqlite+aiosqlite:////a.db", None)
    assert settings_from().url == "sqlite+aiosqlite:////a.db"
