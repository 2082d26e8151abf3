"""Options that many commands share, and how they become settings."""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.model.principal import Author

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="Database URL (sqlite+aiosqlite:///… or postgresql+asyncpg://…); else FENGSUI_DATABASE_URL.",
        show_default=False,
    ),
]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder for keys and state; else FENGSUI_DATA_DIR.", show_default=False),
]

_Given = tuple[str | None, Path | None]
_given_before: ContextVar[_Given] = ContextVar("_given_before", default=(None, None))
T = TypeVar("T")


def give_to_all(database: str | None, data_dir: Path | None) -> None:
    """Takes what stands before the name of a command; the command's own options win over it."""
    _given_before.set((database, data_dir))


def settings_from(database: str | None = None, data_dir: Path | None = None, **given: Any) -> "Settings":
    """Settings with what the command line gave on top."""
    from fengsui.config import load_settings  # pydantic takes 0.3 s, which `fengsui --help` does not have

    database_before, data_dir_before = _given_before.get()
    return load_settings(database_url=database or database_before, data_dir=data_dir or data_dir_before, **given)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end; the one place where commands enter asyncio."""
    return asyncio.run(work)


def author() -> "Author":
    """Whoever types at the terminal, as the audit names them, and the time."""
    import getpass
    import os

    from fengsui.clock import SystemClock
    from fengsui.model.principal import Author

    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        user = f"uid-{os.getuid()}"
    return Author(f"cli:{user[:100]}", SystemClock().now())
