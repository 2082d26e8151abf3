"""Database URLs: two forms, and no password in anything that is printed."""

from pathlib import Path

import pytest

from fengsui.database.url import mask, parse_url, shown, sqlite_path
from fengsui.errors import ConfigError


def test_an_sqlite_url_names_a_file() -> None:
    assert sqlite_path(parse_url("sqlite+aiosqlite:////var/lib/fengsui.db")) == Path("/var/lib/fengsui.db")
    assert sqlite_path(parse_url("postgresql+asyncpg://u@h/n")) is None


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "",
        "mysql://u:canary@h/n",
        "postgresql://u:canary@h/n",
        "postgresql+asyncpg://u:canary@h:port/n",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite://host/path",
    ],
)
def test_another_form_is_refused_with_both_that_are_taken(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_url(url)
    assert "sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST:PORT/NAME" in str(refused.value)
    assert "canary" not in str(refused.value)


def test_a_password_with_an_at_sign_is_not_taken_for_a_host() -> None:
    with pytest.raises(ConfigError, match="written %40") as refused:
        parse_url("postgresql+asyncpg://u:can@ary@h/n")
    assert "ary@" not in str(refused.value)
    assert parse_url("postgresql+asyncpg://u:can%40ary@h/n").password == "can@ary"


@pytest.mark.parametrize("port", [0, 65536])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(ConfigError, match="expected a port of 1 to 65535"):
        parse_url(f"postgresql+asyncpg://u@h:{port}/n")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a file, got the folder"):
        parse_url(f"sqlite+aiosqlite:///{tmp_path}")


def test_libpq_s_sslmode_is_refused_with_asyncpg_s_word() -> None:
    with pytest.raises(ConfigError, match=r"\*\*\*.*ssl=…"):
        parse_url("postgresql+asyncpg://u:canary@h/n?sslmode=require")


def test_a_password_is_shown_as_stars_wherever_it_stands() -> None:
    assert shown(parse_url("postgresql+asyncpg://u:canary@h/n")) == "postgresql+asyncpg://u:***@h/n"
    assert "canary" not in shown(parse_url("postgresql+asyncpg://u@h/n?password=canary"))
    assert mask("what://u:can@ary@h/n?passfile=canary&x=1") == "what://u:***@h/n?passfile=***&x=1"
