"""What an earlier run added from a NetBox instance, and what it no longer has; the audit says which records these are.

A record that somebody else registered is never among them, even where NetBox had it too.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import select

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.rows import Reading
from fengsui.inventory.tables import TABLES, AuditRow
from fengsui.model.audit import AuditAction

# What refers to others is removed before them; carriers stay, since tokens and figures hang on them.
PRUNED = ("links", "devices", "sites")


def principal_of(url: str, user: str) -> str:
    """In whose name records come from an instance: `cli:root netbox:netbox.example.cn`."""
    return f"{user[:80]}{_mark(url)}"


async def vanished(db: Database, url: str, reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """Keys by kind of what was added from the instance, is still here, and is not there any more."""
    there = {kind: {row.key for row in reading.rows if row.kind.name == kind} for kind in PRUNED}
    log = table_of(AuditRow)
    found: dict[str, tuple[str, ...]] = {}
    async with db.session() as session:
        for kind in PRUNED:
            key = TABLES[kind].c[KINDS[kind].key]
            added = select(log.c.key).where(
                log.c.kind == kind,
                log.c.action == AuditAction.ADDED.value,
                log.c.principal.endswith(_mark(url), autoescape=True),
            )
            here = (await session.execute(select(key).where(key.in_(added)).order_by(key))).scalars()
            if gone := tuple(name for name in here if name not in there[kind]):
                found[kind] = gone
    return found


def _mark(url: str) -> str:
    return f" netbox:{urlsplit(url).netloc.rpartition('@')[2][:100]}"
