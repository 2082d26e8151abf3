"""Restoring: a file that was found whole becomes the database, in one transaction, and is held against the file before it counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.backup.cells import parsed, row_of
from fengsui.backup.contents import VERSION_TABLE, chunk_of, history_tables, number_on, row_count, sums_of, tables_in
from fengsui.backup.file import Summary, lines, read_summary
from fengsui.backup.manifest import Manifest, TableSum
from fengsui.database.engine import Database
from fengsui.database.migrate import head, known, move, revision_in
from fengsui.errors import BackupError, ConflictError, NotEmptyError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.progress import Progress
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author

_KEY_WIDTH = 100  # of the audit's column
# A database that holds nothing but these is as good as empty: they come with the schema.
_SHIPPED = "divisions"
_NAMED_AT_MOST = 5
# What revisions make beside tables; a name is given with its schema and quotes where it needs them.
_FUNCTIONS = text(
    "SELECT oid::regprocedure::text FROM pg_proc"
    " WHERE proname LIKE 'fengsui\\_%' AND pronamespace = current_schema()::regnamespace"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; each table was found equal to the saved one.

    Attributes:
        summary: Of the backup.
        tables: Sum by table, as computed from the restored database.
        schema: Revision that the database was moved forward to.
        replaced: Number of rows that were there before.
    """

    summary: Summary
    tables: dict[str, TableSum]
    schema: str
    replaced: int


async def restore(
    db: Database,
    path: Path,
    *,
    by: Author,
    replace: bool,
    progress: Progress,
    before_commit: Callable[[Manifest], None] = lambda _: None,
) -> Restored:
    """Makes the database what the file holds; all of it or nothing.

    Args:
        db: Empty, unless `replace`.
        path: A backup.
        by: In whose name, and when.
        replace: True to put it into the place of what is there.
        progress: Is told how far the file was read.
        before_commit: Is called when everything is restored and found equal; nothing was changed if it raises.

    Raises:
        BackupError: where the file is no backup, is damaged, is of a newer schema, or holds what no such database holds.
        ConflictError: where the database is not empty, and `replace` is False.
        DatabaseError: where the database fails, or is not Fengsui's.
    """
    summary = read_summary(path, progress)
    saved_at = summary.manifest.schema_version
    if saved_at not in known():
        raise BackupError(
            f"backup {path} is of schema version {saved_at}, and this Fengsui knows up to {head()}: a newer version wrote "
            "it. Upgrade Fengsui; nothing was changed"
        )
    try:
        async with db.begin() as session:
            await db.lock(session)
            replaced = await _make_way(db, session, replace=replace)
            tables = await _load(session, path, summary, progress)
            restored = Restored(summary, await _compared(session, path, summary, tables, progress), head(), replaced)
            await (await session.connection()).run_sync(move, head())
            await write_audit(session, [_entry(restored, path, by)])
            before_commit(summary.manifest)
    except NotEmptyError:
        raise
    except ConflictError as error:
        raise BackupError(f"backup {path}: its rows contradict each other; nothing was changed ({error})") from error
    return restored


async def _make_way(db: Database, session: AsyncSession, *, replace: bool) -> int:
    """Takes away what is there, if it may; gives the number of its rows."""
    connection = await session.connection()
    revision = await connection.run_sync(lambda sync: revision_in(db, sync))
    if revision is None:
        return 0
    tables = await connection.run_sync(tables_in, revision)
    counts = {name: await row_count(session, table) for name, table in tables.items()}
    held = {name: count for name, count in counts.items() if count and name != _SHIPPED}
    if held and not replace:
        most = sorted(held.items(), key=lambda each: -each[1])[:_NAMED_AT_MOST]
        shown = ", ".join(f"{count} rows of {name}" for name, count in most)
        raise NotEmptyError(
            f"database {db.url_shown}: expected an empty one, got {shown}; nothing was changed. Name another database, or "
            "say --replace to put the backup into its place"
        )
    await connection.run_sync(_drop, list(tables.values()))
    return sum(counts.values())


def _drop(connection: Connection, tables: Sequence[Table]) -> None:
    """Removes what revisions have made; on PostgreSQL another program may have its own beside it."""
    for table in reversed(tables):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    if connection.dialect.name != "sqlite":
        for function in connection.execute(_FUNCTIONS).scalars().all():
            connection.execute(text(f"DROP FUNCTION {function}"))


async def _load(session: AsyncSession, path: Path, summary: Summary, progress: Progress) -> dict[str, Table]:
    connection = await session.connection()
    await connection.run_sync(move, summary.manifest.schema_version)
    tables = await connection.run_sync(tables_in, summary.manifest.schema_version)
    _check_tables(path, summary.manifest, tables)
    for table in reversed(tables.values()):
        await session.execute(delete(table))  # what revisions put in by themselves
    for name, rows in _chunks(path, summary.manifest, tables, progress):
        await session.execute(insert(tables[name]), rows)
    await number_on(session, [tables[name] for name in summary.manifest.tables])
    return tables


def _check_tables(path: Path, manifest: Manifest, tables: Mapping[str, Table]) -> None:
    """Refuses tables and columns other than those that a database of that revision has."""
    strange = sorted(set(manifest.tables) - set(tables))
    lacking = sorted(set(tables) - set(manifest.tables) - (frozenset() if manifest.history else history_tables()))
    if strange or lacking:
        said = [f"{name} is no table of it" for name in strange] + [f"{name} is not in the file" for name in lacking]
        raise BackupError(
            f"backup {path}: expected the tables of schema version {manifest.schema_version}; {', '.join(said[:_NAMED_AT_MOST])}"
        )
    for name, columns in manifest.tables.items():
        if sorted(columns) != sorted(tables[name].columns.keys()):
            raise BackupError(
                f"backup {path}: table {name}: expected the columns {', '.join(tables[name].columns.keys())}, "
                f"got {', '.join(columns)}"
            )


def _chunks(
    path: Path, manifest: Manifest, tables: Mapping[str, Table], progress: Progress
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, rows in _sections(path, manifest, tables, progress):
        while chunk := list(islice(rows, chunk_of(tables[name]))):
            yield name, chunk


def _sections(
    path: Path, manifest: Manifest, tables: Mapping[str, Table], progress: Progress
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Each table with its rows, in the order of the manifest; the rows are read as they are asked for."""
    source = enumerate(lines(path, progress, "restoring, bytes"), 1)
    next(source)  # the manifest
    pending: list[tuple[int, bytes]] = list(islice(source, 1))

    def rows(name: str) -> Iterator[dict[str, Any]]:
        columns = [tables[name].c[column] for column in manifest.tables[name]]
        for number, line in source:
            if not line.startswith(b"["):
                pending.append((number, line))
                return
            yield row_of(line, columns, f"backup {path} line {number}")

    for name in manifest.tables:
        number, line = pending.pop() if pending else (0, b"null")
        if parsed(line, f"backup {path} line {number}") != {"table": name}:
            raise BackupError(f"backup {path} line {number}: expected the beginning of table {name}, got {line[:60]!r}")
        yield name, rows(name)
    if len(pending) != 1 or next(source, None) is not None:
        raise BackupError(f"backup {path}: expected its sums after the last table, got something else")


async def _compared(
    session: AsyncSession, path: Path, summary: Summary, tables: Mapping[str, Table], progress: Progress
) -> dict[str, TableSum]:
    """Sums of what is in the database now, each equal to the saved one."""
    columns = summary.manifest.tables
    found: dict[str, TableSum] = {}
    async for name, each in sums_of(session, tables, columns):
        found[name] = each
        progress("comparing, tables", len(found), len(columns))
    unlike = [name for name, each in found.items() if each != summary.sums.tables[name]]
    if unlike:
        raise BackupError(
            f"backup {path}: what was restored is not what was saved, in {', '.join(unlike[:_NAMED_AT_MOST])}; nothing was "
            "changed. The file was changed after it was written, or this is a defect"
        )
    return found


def _entry(restored: Restored, path: Path, by: Author) -> AuditEntry:
    manifest, sums = restored.summary.manifest, restored.summary.sums
    told = {
        "file": str(path),
        "schema": manifest.schema_version,
        "created_at": manifest.created_at,
        "sha256": sums.sha256,
        "rows": sums.rows,
        "rows_replaced": restored.replaced,
    }
    return AuditEntry(by.at, by.principal, "restores", path.name[:_KEY_WIDTH], AuditAction.ADDED, None, None, told)
