"""An export from the database to a file, piece by piece: as many bytes as there are records, in the memory of a thousand of them.

The file holds one moment of the inventory, and is whole before anybody is sent a byte of it: who reads slowly holds no
transaction of the database, and what fails on the way fails as an error instead of as half a file.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, RowMapping, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.engine import Database
from fengsui.inventory.exporter import Selection
from fengsui.inventory.formats import ExportFormat
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.listing import visible
from fengsui.inventory.records import Record, Records
from fengsui.inventory.scope import Scope
from fengsui.inventory.store import SECRET_COLUMNS
from fengsui.inventory.tables import TABLES
from fengsui.inventory.writers.geojson_writer import States
from fengsui.inventory.writers.pieces import PieceWriter, piece_writer

_PIECE = 1000
# Names in one list of a query: databases bound its length.
_NAMES = 500

Rows = Sequence[RowMapping]


async def spool(
    db: Database, target: BinaryIO, selection: Selection, made: ExportFormat, states: States | None = None
) -> dict[str, int]:
    """Writes what is selected to an open file; gives the number of records by kind.

    Args:
        db: The database.
        target: Where the bytes go; it stays open.
        selection: Kinds, and whose records: as an export by the command line selects them.
        made: The format.
        states: For GeoJSON: condition of devices and links.

    Raises:
        DatabaseError: where the database fails.
        OSError: where the file cannot be written.
    """
    kinds = selection.kinds_of(made)
    writer = await asyncio.to_thread(piece_writer, made, target, several=len(kinds) > 1, states=states)
    counts: dict[str, int] = {}
    async with db.session() as session:
        for kind in kinds:
            counts[kind] = await _kind(session, writer, kind, selection, made, states)
    await asyncio.to_thread(writer.end)
    return counts


async def _kind(
    session: AsyncSession,
    writer: PieceWriter,
    kind: str,
    selection: Selection,
    made: ExportFormat,
    states: States | None,
) -> int:
    """Writes one kind; one without any records is there only where it was asked for."""
    count = 0
    if kind in selection.kinds:
        await asyncio.to_thread(writer.begin, kind)
    async for rows in _pieces(session, kind, selection.scope):
        if not count and kind not in selection.kinds:
            await asyncio.to_thread(writer.begin, kind)
        around = Records()
        if made is ExportFormat.GEOJSON:
            around = await _around(session, kind, rows, selection.scope, stated=states is not None)
        await asyncio.to_thread(_add, writer, kind, rows, around)
        count += len(rows)
    return count


def _add(writer: PieceWriter, kind: str, rows: Rows, around: Records) -> None:
    writer.add(kind, [_built(kind, row) for row in rows], around)


async def _pieces(session: AsyncSession, kind: str, scope: Scope) -> AsyncIterator[Rows]:
    table, key = TABLES[kind], TABLES[kind].c[KINDS[kind].key]
    columns = [column for column in table.c if column.name not in SECRET_COLUMNS]
    statement = select(*columns).where(_own(kind, scope)).order_by(key).limit(_PIECE)
    last: str | None = None
    while True:
        beyond = statement if last is None else statement.where(key > last)
        rows = (await session.execute(beyond)).mappings().all()
        if rows:
            yield rows
        if len(rows) < _PIECE:
            return
        last = rows[-1][KINDS[kind].key]


def _own(kind: str, scope: Scope) -> ColumnElement[bool]:
    """What is the caller's own; of sites, those too where its devices stand."""
    if scope.carrier is None:
        return true()
    if kind != "sites":
        return visible(kind, scope)
    devices, sites = TABLES["devices"], TABLES["sites"]
    standing = select(devices.c.site).where(devices.c.carrier == scope.carrier)
    return or_(sites.c.carrier == scope.carrier, sites.c.code.in_(standing))


async def _around(session: AsyncSession, kind: str, rows: Rows, scope: Scope, *, stated: bool) -> Records:
    """What a map places these records by: the devices at the ends of links and their sites, or the devices of sites."""
    if kind == "sites":
        codes = [row["code"] for row in rows] if stated else []
        return Records(devices=await _some(session, "devices", "site", codes, visible("devices", scope)))
    ends = {row[end] for row in rows for end in ("a_device", "b_device")}
    devices = await _some(session, "devices", "name", sorted(ends))
    # Another carrier's site is not shown, not even as the end of a line.
    seen = visible("sites", scope)
    sites = await _some(session, "sites", "code", sorted({each.site for each in devices.values()}), seen)
    return Records(devices=devices, sites=sites)


async def _some(
    session: AsyncSession, kind: str, column: str, values: Sequence[str], where: ColumnElement[bool] | None = None
) -> dict[str, Any]:
    table, key = TABLES[kind], KINDS[kind].key
    found: dict[str, Any] = {}
    for start in range(0, len(values), _NAMES):
        named = table.c[column].in_(values[start : start + _NAMES])
        statement = select(table).where(named, true() if where is None else where)
        rows = (await session.execute(statement)).mappings()
        found |= {row[key]: _built(kind, row) for row in rows}
    return found


def _built(kind: str, row: RowMapping) -> Record:
    sealed = dict.fromkeys(SECRET_COLUMNS) if kind == "credentials" else {}
    return KINDS[kind].build({**row, **sealed})
