"""Saving: every table as of one moment into one file, while the service goes on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table
from sqlalchemy.ext.asyncio import AsyncSession

import fengsui
from fengsui.backup.contents import history_tables, row_count, row_lines, tables_in
from fengsui.backup.file import BackupWriter, writing
from fengsui.backup.manifest import FORMAT, Manifest, Sums, TableSum
from fengsui.database.engine import Database
from fengsui.database.migrate import head, readable, revision_in
from fengsui.errors import BackupError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.keys import key_to_text
from fengsui.inventory.progress import Progress
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author

_KEY_WIDTH = 100  # of the audit's column


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved."""

    manifest: Manifest
    sums: Sums


async def save(
    db: Database, path: Path, *, by: Author, history: bool, keys: Sequence[bytes] = (), progress: Progress
) -> Saved:
    """Writes a backup; it is there when it is whole, and not before.

    Args:
        db: Of any schema that this version knows, so that one can be saved before it is upgraded.
        path: A file that is not there yet.
        by: In whose name, and when.
        history: False to leave out what was seen.
        keys: Keys of the credentials, to be put inside; the credentials stay encrypted either way.
        progress: Is told of the rows.

    Raises:
        BackupError: where the file cannot be written.
        DatabaseError: where the database is missing, newer than this version, or fails.
    """
    revision = await readable(db)
    with writing(path) as writer:
        async with db.session() as session:
            tables = await (await session.connection()).run_sync(lambda sync: _tables(db, sync, revision))
            chosen = [table for name, table in tables.items() if history or name not in history_tables()]
            manifest = Manifest(
                fengsui_backup=FORMAT,
                fengsui=fengsui.__version__,
                schema_version=revision,
                created_at=by.at,
                history=history,
                tables={table.name: list(table.columns.keys()) for table in chosen},
                keys=[key_to_text(key) for key in keys],
            )
            sums = await _write(session, writer, manifest, chosen, progress)
    if revision == head():
        await _note(db, Saved(manifest, sums), path, by)
    return Saved(manifest, sums)


def _tables(db: Database, connection: Connection, revision: str) -> dict[str, Table]:
    if revision_in(db, connection) != revision:
        raise BackupError(f"database {db.url_shown} is being upgraded: wait for that to end and try again")
    return tables_in(connection, revision)


async def _write(
    session: AsyncSession, writer: BackupWriter, manifest: Manifest, tables: Sequence[Table], progress: Progress
) -> Sums:
    writer.write(manifest.line())
    total = sum([await row_count(session, table) for table in tables])
    sums: dict[str, TableSum] = {}
    done = 0
    for table in tables:
        writer.write(b'{"table":"%s"}\n' % table.name.encode())
        whole, rows = hashlib.sha256(), 0
        async for chunk in row_lines(session, table, manifest.tables[table.name]):
            for line in chunk:
                whole.update(line)
                writer.write(line)
            rows += len(chunk)
            progress("saving, rows", done + rows, total)
        done += rows
        sums[table.name] = TableSum(rows=rows, sha256=whole.hexdigest())
    last = Sums(tables=sums, sha256=writer.sha256)
    writer.write(last.line())
    return last


async def _note(db: Database, saved: Saved, path: Path, by: Author) -> None:
    told = {
        "file": str(path),
        "schema": saved.manifest.schema_version,
        "sha256": saved.sums.sha256,
        "rows": saved.sums.rows,
        "history": saved.manifest.history,
        "with_key": bool(saved.manifest.keys),
    }
    entry = AuditEntry(by.at, by.principal, "backups", path.name[:_KEY_WIDTH], AuditAction.ADDED, None, None, told)
    async with db.begin() as session:
        await write_audit(session, [entry])
