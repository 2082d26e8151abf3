"""Engine and sessions over SQLite (WAL, one file) or PostgreSQL; a driver's errors leave here as our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from fengsui.database.faults import translate, unreachable
from fengsui.database.url import parse_url, shown, sqlite_path
from fengsui.errors import ConfigError, DatabaseError

# How long a writer waits for another: a large import holds the lock for some seconds.
_BUSY_SECONDS = 30
_CONNECT_SECONDS = 10.0
# Any number that no other program uses for its own advisory locks; spells "fengsui".
WRITER_LOCK = 0x66656E67737569


class Database:
    """One database, reached when first used.

    Raises:
        ConfigError: from the constructor, where the URL cannot be used.
    """

    def __init__(self, url: str) -> None:
        parsed = parse_url(url)
        self.url_shown = shown(parsed)
        self.path = sqlite_path(parsed)
        self.is_sqlite = self.path is not None
        self.engine = self._make_engine(parsed)
        # A deferred SQLite transaction that reads first and writes later fails at once when another wrote in between,
        # whatever the busy timeout; a writer therefore takes the lock at its beginning.
        self._writer = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        # Writers of this process wait here, in order. At SQLite's own lock they would wait by sleeping and trying again, up to
        # a tenth of a second each time, and whoever comes just then goes first: of a hundred, some would wait for seconds.
        self._turn: AbstractAsyncContextManager[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        # Several tables read one after the other must show one moment, as they do on SQLite.
        self._reader = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    def _make_engine(self, url: Any) -> AsyncEngine:
        if self.is_sqlite:
            engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
            _prepare_sqlite(engine.sync_engine)
            return engine
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"timeout": _CONNECT_SECONDS, "server_settings": {"application_name": "fengsui"}},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()

    @property
    def absent(self) -> bool:
        """True for an SQLite database whose file is not there."""
        return self.path is not None and not self.path.exists()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session for reading, every table as of one moment; what it writes is lost unless committed.

        Raises:
            DatabaseUnreachableError: where the database does not let us in.
            DatabaseError: where it fails under way.
        """
        async with (
            self._translated(),
            self._connection(self._reader) as connection,
            AsyncSession(connection, expire_on_commit=False) as session,
        ):
            yield session

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session inside one writing transaction: committed at the end, undone as a whole on any error.

        Raises:
            DatabaseUnreachableError, DatabaseError: as `session`.
            ConflictError: where another program changed the same records meanwhile.
        """
        async with self.writing() as connection, AsyncSession(connection, expire_on_commit=False) as session:
            yield session
            await session.flush()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside one writing transaction, for what needs no session (the schema)."""
        async with self._turn, self._translated(), self._connection(self._writer) as connection, connection.begin():
            yield connection

    async def ping(self) -> None:
        """Asks the database for a sign of life.

        Raises:
            DatabaseUnreachableError, DatabaseError: as `session`.
        """
        async with self.session() as session:
            await session.execute(text("SELECT 1"))

    async def lock(self, session: AsyncSession | AsyncConnection) -> None:
        """Lets one writer at a time through, until the transaction ends; SQLite has one writer anyway."""
        if not self.is_sqlite:
            await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        connection = await self._connect(engine)
        try:
            yield connection
        finally:
            await connection.close()

    async def _connect(self, engine: AsyncEngine) -> AsyncConnection:
        if self.path is not None:
            _make_folder(self.path)
            return await engine.connect()
        import asyncpg

        try:
            return await engine.connect()
        except DBAPIError as error:
            raise unreachable(self.url_shown, error.orig or error) from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise unreachable(self.url_shown, error) from error
        except (TypeError, ValueError) as error:  # asyncpg on a query of the URL that it does not know
            raise ConfigError(f"database URL {self.url_shown}: {error}") from error

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            yield
        except DBAPIError as error:
            ours = translate(self.url_shown, error)
            if ours is None:
                raise
            raise ours from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"database {path}: its folder cannot be made ({error.strerror}): check the path and the rights on it"
        ) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        # sqlite3 would begin transactions by its own rules, which leave out DDL and reads; SQLAlchemy says BEGIN instead.
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS}000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
