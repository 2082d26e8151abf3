"""Opening a database as every command and the service does: reach it, see to its version, close it at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fengsui.database.engine import Database
from fengsui.database.migrate import check, upgrade


@asynccontextmanager
async def open_database(url: str, *, create: bool) -> AsyncIterator[Database]:
    """A database whose schema is this version's.

    Args:
        url: As `Database` takes it.
        create: True to create the schema of an empty database and to move an older one forward; False to leave it alone.

    Raises:
        ConfigError: where the URL cannot be used.
        DatabaseMissingError: where there is no database, or an empty one, and `create` is False.
        DatabaseVersionError: where the schema is newer than this Fengsui, or older and `create` is False.
        DatabaseUnreachableError, DatabaseError: where it does not let us in, or fails.
    """
    async with Database(url) as db:
        await (upgrade(db) if create else check(db))
        yield db
