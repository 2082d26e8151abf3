"""Writing validated records into the tables, inside the transaction of the caller."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.upsert import CHUNK, upsert
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.progress import Progress, followed, silent
from fengsui.inventory.records import Record
from fengsui.inventory.tables import TABLES
from fengsui.model.credential import Credential
from fengsui.model.device import DeviceLifecycle

End = tuple[str, str]
"""Device and interface that a link ends at."""

_INTERFACES, _LINKS = TABLES["interfaces"], TABLES["links"]
# Names in one list of a query: databases bound its length.
_NAMES = 500


async def write(session: AsyncSession, kind: str, records: Iterable[Record], progress: Progress = silent) -> None:
    """Inserts or overwrites records of a kind other than credentials."""
    plan = KINDS[kind]
    rows = [plan.flat(record) for record in records]
    if kind == "devices" and len(rows) > 1:
        await _free_addresses(session, rows)
    left = await _left_ends(session, rows) if kind == "links" else set()
    if kind == "links":
        await _register_interfaces(session, rows)
    await upsert(session, TABLES[kind], followed(progress, f"writing {kind}", rows), [plan.key])
    await prune_interfaces(session, left)


async def write_credentials(session: AsyncSession, credentials: Iterable[Credential], keyring: Keyring) -> None:
    """Inserts or overwrites credentials, their secrets encrypted."""
    plan = KINDS["credentials"]
    rows = [plan.flat(credential) for credential in credentials]
    for row in rows:
        for column, field in plan.by_name.items():
            if field.secret and row[column] is not None:
                row[column] = keyring.encrypt(row[column], row["name"], column)
    await upsert(session, TABLES["credentials"], rows, [plan.key])


async def prune_interfaces(session: AsyncSession, left: Iterable[End]) -> None:
    """Forgets those interfaces that no link ends at any more, and that nobody described.

    Args:
        session: Inside the transaction in which links were changed.
        left: Where these links ended before: looking at all of a province's interfaces would take longer than the change.
    """
    device: BindParameter[str] = bindparam("left_device")
    name: BindParameter[str] = bindparam("left_name")
    bare = _INTERFACES.c.description.is_(None) & _INTERFACES.c.speed_bits_per_second.is_(None)
    # One condition an end of links, so that each is answered by its own index.
    unused = [
        ~exists().where(_LINKS.c[f"{end}_device"] == device, _LINKS.c[f"{end}_interface"] == name) for end in "ab"
    ]
    here = (_INTERFACES.c.device == device, _INTERFACES.c.name == name)
    rows = [{"left_device": end[0], "left_name": end[1]} for end in sorted(left)]
    for start in range(0, len(rows), CHUNK):
        await session.execute(delete(_INTERFACES).where(*here, bare, *unused), rows[start : start + CHUNK])


def ends_of(link: Mapping[str, Any]) -> set[End]:
    """Both ends of a link, from its row."""
    return {(link[f"{end}_device"], link[f"{end}_interface"]) for end in "ab"}


async def _left_ends(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> set[End]:
    """Where links end that are about to be written over, and will no longer."""
    wanted = (_LINKS.c.name, _LINKS.c.a_device, _LINKS.c.a_interface, _LINKS.c.b_device, _LINKS.c.b_interface)
    left: set[End] = set()
    for start in range(0, len(rows), _NAMES):
        after = {row["name"]: ends_of(row) for row in rows[start : start + _NAMES]}
        found = await session.execute(select(*wanted).where(_LINKS.c.name.in_(list(after))))
        for link in found.mappings():
            left |= ends_of(dict(link)) - after[link["name"]]
    return left


async def _free_addresses(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    # Rows are written one by one, and two devices may swap addresses in one import. A retired device holds none, so
    # all of them step aside until the upsert gives each its own lifecycle again.
    devices = TABLES["devices"]
    aside = update(devices).where(devices.c.name == bindparam("key")).values(lifecycle=DeviceLifecycle.RETIRED.value)
    any_there = (await session.execute(select(devices.c.name).limit(1))).first() is not None
    if rows and any_there:
        await session.execute(aside, [{"key": row["name"]} for row in rows])


async def _register_interfaces(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    ends = {end for row in rows for end in ends_of(row)}
    await upsert(
        session,
        TABLES["interfaces"],
        ({"device": device, "name": name} for device, name in sorted(ends)),
        ["device", "name"],
    )
