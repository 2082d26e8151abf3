"""The newest trap of each device, kept for `fengsui device show` and `fengsui trap list`; nothing of what was in it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.history.tables import LastTrapRow
from fengsui.inventory.tables import DeviceRow
from fengsui.model.trap import LastTrap, TrapKind

TRAPS = table_of(LastTrapRow)
_LONGEST_OID = 255


class TrapStore:
    """The table of last traps; every method raises DatabaseError where the database fails."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save(self, traps: Sequence[LastTrap]) -> None:
        """Writes the last traps of these devices in one transaction."""
        # In the order of names, as all writers lock rows.
        rows = [_row(trap) for trap in sorted(traps, key=lambda trap: trap.device)]
        async with self._db.begin() as session:
            await upsert(session, TRAPS, rows, ("device",))

    async def last(self, *, device: str | None = None, limit: int = 1000) -> list[LastTrap]:
        """Last traps of registered devices, the newest first.

        Args:
            device: Of the one device of this name; None for all.
            limit: Most that are given.
        """
        async with self._db.session() as session:
            return await _read(session, device, limit)


async def _read(session: AsyncSession, device: str | None, limit: int) -> list[LastTrap]:
    query = select(TRAPS).where(TRAPS.c.device.in_(select(table_of(DeviceRow).c.name)))
    if device is not None:
        query = query.where(TRAPS.c.device == device)
    rows = (await session.execute(query.order_by(TRAPS.c.at.desc(), TRAPS.c.device).limit(limit))).mappings()
    return [LastTrap(row["device"], row["at"], TrapKind(row["kind"]), row["oid"], row["version"]) for row in rows]


def _row(trap: LastTrap) -> dict[str, object]:
    return {
        "device": trap.device,
        "at": trap.at,
        "kind": trap.kind.value,
        "oid": trap.oid[:_LONGEST_OID],
        "version": trap.version,
    }
