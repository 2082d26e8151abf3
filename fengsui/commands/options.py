"""Options that many commands share, and how they become settings."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from fengsui.config import Settings

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

T = TypeVar("T")


def settings_from(database: str | None = None, data_dir: Path | None = None, **given: Any) -> "Settings":
    """Settings with what the command line gave on top."""
    from fengsui.config import load_settings  # pydantic takes 0.3 s, which `fengsui --help` does not have

    return load_settings(database_url=database, data_dir=data_dir, **given)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end; the one place where commands enter asyncio."""
    return asyncio.run(work)
