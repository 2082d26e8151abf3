"""Writing validated records into the tables, inside the transaction of the caller."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.upsert import upsert
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record
from fengsui.inventory.tables import TABLES, InterfaceRow, LinkRow
from fengsui.model.credential import Credential
from fengsui.model.device import DeviceLifecycle


async def write(session: AsyncSession, kind: str, records: Iterable[Record]) -> None:
    """Inserts or overwrites records of a kind other than credentials."""
    plan = KINDS[kind]
    rows = [plan.flat(record) for record in records]
    if kind == "devices":
        await _free_addresses(session, rows)
    if kind == "links":
        await _register_interfaces(session, rows)
    await upsert(session, TABLES[kind], rows, [plan.key])
    if kind == "links":
        await prune_interfaces(session)


async def write_credentials(session: AsyncSession, credentials: Iterable[Credential], keyring: Keyring) -> None:
    """Inserts or overwrites credentials, their secrets encrypted."""
    plan = KINDS["credentials"]
    rows = [plan.flat(credential) for credential in credentials]
    for row in rows:
        for column, field in plan.by_name.items():
            if field.secret and row[column] is not None:
                row[column] = keyring.encrypt(row[column], row["name"], column)
    await upsert(session, TABLES["credentials"], rows, [plan.key])


async def prune_interfaces(session: AsyncSession) -> None:
    """Forgets interfaces that no link ends at any more, and that nobody described."""
    used = exists().where(
        or_(
            (LinkRow.a_device == InterfaceRow.device) & (LinkRow.a_interface == InterfaceRow.name),
            (LinkRow.b_device == InterfaceRow.device) & (LinkRow.b_interface == InterfaceRow.name),
        )
    )
    bare = InterfaceRow.description.is_(None) & InterfaceRow.speed_bits_per_second.is_(None)
    await session.execute(delete(InterfaceRow).where(bare, ~used))


async def _free_addresses(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    # Rows are written one by one, and two devices may swap addresses in one import. A retired device holds none, so
    # all of them step aside until the upsert gives each its own lifecycle again.
    devices = TABLES["devices"]
    aside = update(devices).where(devices.c.name == bindparam("key")).values(lifecycle=DeviceLifecycle.RETIRED.value)
    if rows:
        await session.execute(aside, [{"key": row["name"]} for row in rows])


async def _register_interfaces(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    ends = {(row[f"{end}_device"], row[f"{end}_interface"]) for row in rows for end in "ab"}
    await upsert(
        session,
        TABLES["interfaces"],
        ({"device": device, "name": name} for device, name in sorted(ends)),
        ["device", "name"],
    )
