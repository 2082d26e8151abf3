"""The schema's version: read and checked cheaply, and moved forward by Alembic, with the migrations inside the package.

A schema only ever moves forward, in one transaction; a database that a newer Fengsui has moved on is refused.
"""

import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from fengsui.database.engine import Database
from fengsui.errors import DatabaseMissingError, DatabaseVersionError

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(**attributes: object) -> "Config":
    """Alembic's configuration without an ini file and without a word on the terminal."""
    from alembic.config import Config

    config = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes.update(attributes)
    return config


@cache
def known() -> tuple[str, ...]:
    """Every revision that this version of Fengsui knows, oldest first.

    They are read from the names of the files (`r0001_inventory.py`): every command asks, and Alembic takes 0.2 s to load.
    """
    files = (re.fullmatch(r"r(\d{4})_\w+\.py", path.name) for path in (_MIGRATIONS / "versions").iterdir())
    found = tuple(sorted(name[1] for name in files if name))
    if not found:
        raise DatabaseVersionError("the installation is damaged: it holds no migrations. Install Fengsui anew")
    return found


def head() -> str:
    """The newest revision that this version of Fengsui knows."""
    return known()[-1]


async def current(db: Database) -> str | None:
    """The revision that the database stands at; None where it holds no schema (or, for SQLite, does not exist)."""
    if db.absent:
        return None
    async with db.session() as session:
        connection = await session.connection()
        return await connection.run_sync(lambda sync: _current(db, sync))


async def check(db: Database) -> None:
    """Sees that the schema is the one this version of Fengsui uses.

    Raises:
        DatabaseMissingError: where there is none.
        DatabaseVersionError: where it is older or newer.
        DatabaseUnreachableError, DatabaseError: as the engine.
    """
    found = await readable(db)
    if found != head():
        raise DatabaseVersionError(
            f"database {db.url_shown} is at schema version {found}, and this Fengsui uses {head()}. "
            "Make a backup, then run `fengsui database upgrade`"
        )


async def readable(db: Database) -> str:
    """The revision of a database that holds a schema which this version of Fengsui knows, the newest or an older one.

    Raises:
        DatabaseMissingError: where there is none.
        DatabaseVersionError: where it is newer.
        DatabaseUnreachableError, DatabaseError: as the engine.
    """
    found = await current(db)
    if found is None:
        raise _missing(db)
    if found not in known():
        raise _newer(db, found)
    return found


def revision_in(db: Database, connection: Connection) -> str | None:
    """The revision that the database stands at inside a transaction, one that is known; None where it holds no schema.

    Raises:
        DatabaseVersionError: where the schema is from a newer version, or the tables are not Fengsui's.
    """
    found = _current(db, connection)
    if found is not None and found not in known():
        raise _newer(db, found)
    return found


def move(connection: Connection, revision: str) -> None:
    """Moves the schema forward to a revision, inside a transaction of the caller."""
    from alembic import command

    command.upgrade(configuration(connection=connection), revision)


async def upgrade(db: Database) -> None:
    """Creates the schema in an empty database, or moves an older one forward; does nothing where it is up to date.

    Raises:
        DatabaseVersionError: where the schema is from a newer version, or the tables are not Fengsui's; nothing was changed.
    """
    if not db.absent and await current(db) == head():
        return
    async with db.writing() as connection:
        # Two programs started together must not both create the schema.
        await db.lock(connection)
        await connection.run_sync(lambda sync: _upgrade(db, sync))


def _upgrade(db: Database, connection: Connection) -> None:
    if revision_in(db, connection) != head():
        move(connection, head())


def _current(db: Database, connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    found = None
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None and (strangers := sorted(set(tables) - {"alembic_version"})):
        raise DatabaseVersionError(
            f"database {db.url_shown}: expected an empty database or Fengsui's own, got tables without a schema "
            f"version: {', '.join(strangers[:5])}. Name another database"
        )
    return None if found is None else str(found)


def _missing(db: Database) -> DatabaseMissingError:
    what = f"there is no database {db.url_shown}" if db.absent else f"database {db.url_shown} is empty"
    return DatabaseMissingError(
        f"{what}. `fengsui import FILE` or `fengsui database upgrade` makes it; "
        "--database or FENGSUI_DATABASE_URL names another"
    )


def _newer(db: Database, found: str) -> DatabaseVersionError:
    return DatabaseVersionError(
        f"database {db.url_shown} is at schema version {found[:40]!r}, which this Fengsui does not know "
        f"(it knows up to {head()}): a newer version has been here. Upgrade Fengsui, or restore a backup into another database; nothing was changed"
    )
