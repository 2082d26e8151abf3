"""Database URLs: the two forms that are accepted, and how one is shown without its password."""

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from fengsui.errors import ConfigError

SQLITE = "sqlite+aiosqlite"
POSTGRESQL = "postgresql+asyncpg"
_FORMS = f"{SQLITE}:///PATH or {POSTGRESQL}://USER:PASSWORD@HOST:PORT/NAME"


def parse_url(text: str) -> URL:
    """Reads a database URL.

    Raises:
        ConfigError: where it is neither of the two forms; the text names both and never holds the password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise ConfigError(_refusal(mask(text))) from None
    if url.drivername not in (SQLITE, POSTGRESQL):
        raise ConfigError(_refusal(shown(url)))
    if url.drivername == SQLITE:
        _check_sqlite(url)
    else:
        _check_postgresql(url, text)
    return url


def sqlite_path(url: URL) -> Path | None:
    """The file behind an SQLite URL; None for another database."""
    return Path(url.database) if url.drivername == SQLITE and url.database else None


def shown(url: URL) -> str:
    """The URL as it may be printed: passwords are stars."""
    hidden = {key: "***" for key in url.query if "pass" in key.lower()}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def mask(text: str) -> str:
    """A text that may be a URL, with whatever could be a password in it replaced by stars."""
    starred = re.sub(r"(//[^:/@]*):.*@", r"\1:***@", text)
    return re.sub(r"(pass\w*=)[^&]*", r"\1***", starred, flags=re.IGNORECASE)[:200]


def _refusal(got: str) -> str:
    return f"database URL: expected {_FORMS}, got {got!r}"


def _check_postgresql(url: URL, text: str) -> None:
    if "@" in (url.host or ""):
        # What stands after the first @ is the rest of a password: it would be shown, and looked up as a host.
        raise ConfigError(f"{_refusal(mask(text))}. An @ in a user or a password is written %40")
    if url.port is not None and not 0 < url.port < 65536:
        raise ConfigError(f"database URL {shown(url)}: expected a port of 1 to 65535, got {url.port}")
    if "sslmode" in url.query:
        raise ConfigError(f"database URL {shown(url)}: asyncpg spells sslmode=… as ssl=…")


def _check_sqlite(url: URL) -> None:
    if url.host or not url.database or ":memory:" in url.database:
        raise ConfigError(
            f"{_refusal(shown(url))}. SQLite takes a file: three slashes before a relative path, four before an absolute one"
        )
    if Path(url.database).is_dir():
        raise ConfigError(f"database URL: expected a file, got the folder {url.database!r}")
