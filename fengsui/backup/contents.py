"""What a database holds, as it is: its tables read from the database rather than from the code, so that older ones are saved too."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    MetaData,
    Select,
    String,
    Table,
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

_VERSION_TABLE = "alembic_version"
# Rows that are in memory at a time.
CHUNK = 1000
_HISTORY_ROOM = fengsui.history.tables.__name__.rpartition(".")[0]


def tables_in(connection: Connection) -> dict[str, Table]:
    """Tables by name, what is referred to before what refers to it; the schema's version is not among them."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # None is written as NULL, as it was read.
                column.type = JSON(none_as_null=True)
    return {table.name: table for table in metadata.sorted_tables if table.name != _VERSION_TABLE}


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


async def row_lines(
    session: AsyncSession, table: Table, columns: Sequence[str], *, at_once: bool = False
) -> AsyncIterator[list[bytes]]:
    """Rows as lines, some at a time, in the order of the primary key, alike on every database."""
    statement = _in_order(session, table, [table.c[name] for name in columns])
    if at_once:
        whole = (await session.execute(statement)).all()
        for start in range(0, len(whole), CHUNK):
            yield _lines(table, whole[start : start + CHUNK])
        return
    result = await session.stream(statement.execution_options(yield_per=CHUNK))
    async for rows in result.partitions(CHUNK):
        yield _lines(table, rows)


def _lines(table: Table, rows: Sequence[Sequence[Any]]) -> list[bytes]:
    try:
        return [row_line(row) for row in rows]
    except TypeError as error:
        raise BackupError(f"table {table.name}: {error}") from error


async def sum_of(session: AsyncSession, table: Table, columns: Sequence[str], *, at_once: bool = False) -> TableSum:
    """What a table holds, as a sum."""
    whole, count = hashlib.sha256(), 0
    async for chunk in row_lines(session, table, columns, at_once=at_once):
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
