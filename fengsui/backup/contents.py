"""What a database holds, as it is: its tables read from the database rather than from the code, so that older ones are saved too."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

import fengsui.history.tables
from fengsui.backup.cells import row_line
from fengsui.backup.manifest import TableSum
from fengsui.database.base import Base
from fengsui.database.migrate import move
from fengsui.errors import BackupError

VERSION_TABLE = "alembic_version"
# Rows that are in memory at a time; of tables with texts without a bound, which may be megabytes, fewer.
_CHUNK, _WIDE_CHUNK = 1000, 100
_HISTORY_ROOM = fengsui.history.tables.__name__.rpartition(".")[0]


def tables_in(connection: Connection, revision: str) -> dict[str, Table]:
    """Tables that a revision has, by name, what is referred to before what refers to it; without that of the schema's version.

    Raises:
        BackupError: where one is missing.
    """
    wanted = names_at(revision) - {VERSION_TABLE}
    if missing := sorted(wanted - set(inspect(connection).get_table_names())):
        raise BackupError(f"the database is damaged: it has no table {', '.join(missing)}. Restore it from a backup")
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(wanted))
    for column in (column for table in metadata.tables.values() for column in table.columns):
        if isinstance(column.type, JSON):
            # None is written as NULL, as it was read.
            column.type = JSON(none_as_null=True)
        elif isinstance(column.type, String) and connection.dialect.name == "sqlite":
            # SQLite keeps texts of any length: what it once took it takes again.
            column.type.length = None
    return {table.name: table for table in metadata.sorted_tables if table.name in wanted}


@cache
def names_at(revision: str) -> frozenset[str]:
    """Names of all tables of a database at a revision, that of the schema's version among them: seen on an empty one in memory."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            move(connection, revision)
            return frozenset(inspect(connection).get_table_names())
    finally:
        engine.dispose()


def history_tables() -> frozenset[str]:
    """Names of the tables that hold what was seen, rather than what is registered or who changed it."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return frozenset(model.__tablename__ for model in models if model.__module__.startswith(_HISTORY_ROOM))


async def row_lines(session: AsyncSession, table: Table, columns: Sequence[str]) -> AsyncIterator[list[bytes]]:
    """Rows as lines, some at a time, in the order of the primary key, alike on every database."""
    statement = _in_order(session, table, [table.c[name] for name in columns])
    most = chunk_of(table)
    result = await session.stream(statement.execution_options(yield_per=most))
    async for rows in result.partitions(most):
        yield _lines(table, rows)


def chunk_of(table: Table) -> int:
    """How many rows of a table are in memory at a time."""
    wide = any(isinstance(column.type, JSON | LargeBinary | Text) for column in table.columns)
    return _WIDE_CHUNK if wide else _CHUNK


def _lines(table: Table, rows: Sequence[Sequence[Any]]) -> list[bytes]:
    try:
        return [row_line(row) for row in rows]
    except TypeError as error:
        raise BackupError(f"table {table.name}: {error}") from error


async def sums_of(
    session: AsyncSession, tables: Mapping[str, Table], columns: Mapping[str, Sequence[str]]
) -> AsyncIterator[tuple[str, TableSum]]:
    """What each table holds, as a sum; afterwards no cursor is open any more.

    PostgreSQL alters no table of which one is, and keeps it open to the end of its transaction; rolling back a savepoint ends it.
    """
    looking = await session.begin_nested()
    for name, wanted in columns.items():
        yield name, await _sum_of(session, tables[name], wanted)
    await looking.rollback()


async def _sum_of(session: AsyncSession, table: Table, columns: Sequence[str]) -> TableSum:
    whole, count = hashlib.sha256(), 0
    async for chunk in row_lines(session, table, columns):
        whole.update(b"".join(chunk))
        count += len(chunk)
    return TableSum(rows=count, sha256=whole.hexdigest())


async def row_count(session: AsyncSession, table: Table) -> int:
    """Number of rows."""
    return int((await session.execute(select(func.count()).select_from(table))).scalar_one())


async def number_on(session: AsyncSession, tables: Sequence[Table]) -> None:
    """Lets PostgreSQL number new rows after those that were written with their numbers; SQLite does so by itself."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for table in tables:
        for column in table.primary_key.columns:
            name = {"table": table.name, "column": column.name}
            asked = text("SELECT pg_get_serial_sequence(quote_ident(:table), :column)")
            sequence = (await session.execute(asked, name)).scalar()
            last = (await session.execute(select(func.max(column)))).scalar() if sequence else None
            if last is not None:
                await session.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _in_order(session: AsyncSession, table: Table, columns: Sequence[Column[Any]]) -> Select[Any]:
    # SQLite compares the bytes of texts; PostgreSQL as the language of the database has it, unless told.
    bytewise = session.get_bind().dialect.name != "sqlite"
    key = table.primary_key.columns or table.columns
    order = [each.collate("C") if bytewise and isinstance(each.type, String) else each for each in key]
    return select(*columns).order_by(*order)
