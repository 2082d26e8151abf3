"""The audit log: one entry for each record that was added, changed or removed, in the transaction of the change itself."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import CHUNK
from fengsui.inventory.difference import Difference
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.records import Records
from fengsui.inventory.tables import AuditRow
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author
from fengsui.model.secret import MASK

_AUDIT = table_of(AuditRow)


def entries_of(different: Difference, proposed: Records, by: Author) -> Iterator[AuditEntry]:
    """What an import or an edit changes, one entry a record; nothing for what stays as it is."""
    for change in different.changes:
        kind = KINDS[change.kind]
        whole = kind.flat(proposed.of(change.kind)[change.key])
        added = AuditAction.ADDED if change.added else AuditAction.CHANGED
        before = None if change.added else {name: old for name, (old, _) in change.fields.items()}
        after = masked(kind, whole) if change.added else {name: new for name, (_, new) in change.fields.items()}
        yield AuditEntry(by.at, by.principal, change.kind, change.key, added, _owner(kind, whole), before, after)


def removed(kind: Kind, key: str, row: Mapping[str, Any], by: Author) -> AuditEntry:
    """The entry of a record that was taken away, from its row."""
    values = masked(kind, {column: row[column] for column in kind.columns})
    return AuditEntry(by.at, by.principal, kind.name, key, AuditAction.REMOVED, _owner(kind, values), values)


def masked(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column, with stars for each secret that is there."""
    secret = {field.name for field in kind.fields if field.secret}
    return {name: MASK if name in secret and value is not None else value for name, value in values.items()}


async def write_audit(session: AsyncSession, entries: Iterable[AuditEntry]) -> None:
    """Adds entries to the log, inside the transaction of what they tell of."""
    rows = (_row(entry) for entry in entries)
    while chunk := list(islice(rows, CHUNK)):
        await session.execute(insert(_AUDIT), chunk)


async def newest(session: AsyncSession) -> int:
    """Number of the newest entry; as long as it stays, no record was added, changed or removed."""
    return (await session.execute(select(func.max(_AUDIT.c.number)))).scalar() or 0


class AuditStore:
    """The audit log, to be read and cut to its retention.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def entries(
        self,
        *,
        since: float = 0.0,
        kind: str | None = None,
        key: str | None = None,
        principal: str | None = None,
        carrier: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[AuditEntry]:
        """Entries, the newest first.

        Args:
            since: Seconds since the epoch.
            kind: Plural; only of these.
            key: Only of the record with this natural key.
            principal: Only in this name.
            carrier: Only of this carrier's own records.
            before: Only entries with a smaller number.
            limit: Most that are given.
        """
        equal = {"kind": kind, "key": key, "principal": principal, "carrier": carrier}
        statement = select(_AUDIT).where(_AUDIT.c.at >= since).order_by(_AUDIT.c.number.desc()).limit(limit)
        for column, value in equal.items():
            if value is not None:
                statement = statement.where(_AUDIT.c[column] == value)
        if before is not None:
            statement = statement.where(_AUDIT.c.number < before)
        async with self._db.session() as session:
            return [_entry(dict(row)) for row in (await session.execute(statement)).mappings()]

    async def prune(self, before: float) -> int:
        """Removes entries older than `before`, in epoch seconds; gives their number."""
        async with self._db.begin() as session:
            gone = await session.execute(delete(_AUDIT).where(_AUDIT.c.at < before).returning(_AUDIT.c.number))
            return len(gone.all())


def _owner(kind: Kind, values: Mapping[str, Any]) -> str | None:
    if kind.name == "carriers":
        return str(values["code"])
    owner = values.get("carrier")
    return None if owner is None else str(owner)


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "principal": entry.principal,
        "kind": entry.kind,
        "key": entry.key,
        "action": entry.action.value,
        "carrier": entry.carrier,
        "before": _json(entry.before),
        "after": _json(entry.after),
    }


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    texts = {name: None if row[name] is None else json.loads(row[name]) for name in ("before", "after")}
    return AuditEntry(**{**row, "action": AuditAction(row["action"]), **texts})


def _json(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False, separators=(",", ":"))
