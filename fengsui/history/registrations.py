"""How long registrations had waited for their verification at a moment, from the audit: the inventory itself holds today alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.inventory.tables import AuditRow, DeviceRow
from fengsui.model.device import DeviceLifecycle

_AUDIT = table_of(AuditRow)
_DEVICES = table_of(DeviceRow)
_PENDING = DeviceLifecycle.PENDING.value
# As the audit writes values down (`fengsui.inventory.audit`): without blanks.
_MARK = f'%"lifecycle":"{_PENDING}"%'


@dataclass(frozen=True, slots=True)
class Waiting:
    """A device that waits for its verification.

    Attributes:
        since: Epoch seconds of its registration, or of what made it wait anew; 0 where that was before the audit begins.
    """

    device: str
    carrier: str
    since: float


async def waiting_at(db: Database, at: float) -> list[Waiting] | None:
    """Devices that waited for their verification at a moment, by name; None where the audit does not reach back so far.

    Raises:
        DatabaseError: where the database fails.
    """
    # Whatever became of a device that never waited says nothing here; those that did are few.
    marked = or_(_AUDIT.c.before.like(_MARK), _AUDIT.c.after.like(_MARK))
    query = select(_AUDIT).where(_AUDIT.c.kind == "devices", _AUDIT.c.at <= at, marked).order_by(_AUDIT.c.number)
    told = select(_AUDIT.c.key).where(_AUDIT.c.kind == "devices", _AUDIT.c.after.like(_MARK))
    untold = select(_DEVICES.c.name, _DEVICES.c.carrier).where(
        _DEVICES.c.lifecycle == _PENDING, _DEVICES.c.name.not_in(told)
    )
    async with db.session() as session:
        first = (await session.execute(select(func.min(_AUDIT.c.at)))).scalar()
        if first is None or first > at:
            return None
        rows = (await session.execute(query)).mappings().all()
        # The audit is cut off behind, and they wait still.
        old = (await session.execute(untold)).all()
    found = {name: Waiting(name, carrier, 0.0) for name, carrier in old}
    for row in rows:
        _take(found, row)
    return [found[name] for name in sorted(found)]


def _take(found: dict[str, Waiting], row: Mapping[Any, Any]) -> None:
    after = json.loads(row["after"]) if row["after"] else {}
    if after.get("lifecycle") == _PENDING:
        found[row["key"]] = Waiting(row["key"], row["carrier"] or "", row["at"])
    elif "lifecycle" in after or row["after"] is None:
        found.pop(row["key"], None)
