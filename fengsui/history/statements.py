"""The SQL of the history: small functions on an open session, each one question or one change; `store` joins them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, delete, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.upsert import upsert
from fengsui.history import codec
from fengsui.history.county import CountyStates, county_since
from fengsui.history.tables import (
    ChangeRow,
    ConditionRow,
    CountyRow,
    InterfaceMoveRow,
    LastTrapRow,
    ObservationRow,
    ObservedInterfaceRow,
    PingRow,
)
from fengsui.inventory.tables import DeviceRow, LinkRow
from fengsui.model.observation import Change, DeviceObservation, ElementState, InterfaceMove
from fengsui.model.ping import Ping

OBSERVATIONS = table_of(ObservationRow)
INTERFACES = table_of(ObservedInterfaceRow)
CONDITIONS = table_of(ConditionRow)
COUNTIES = table_of(CountyRow)
CHANGES = table_of(ChangeRow)
MOVES = table_of(InterfaceMoveRow)
_TRAPS = table_of(LastTrapRow)
PINGS = table_of(PingRow)

_DEVICES = select(table_of(DeviceRow).c.name)
_LINKS = select(table_of(LinkRow).c.name)

# SQLite takes 32,766 parameters a statement, PostgreSQL 32,767; two a key.
_KEYS_AT_ONCE = 1000

Key = tuple[str, str]
_T = TypeVar("_T")


async def read_observations(session: AsyncSession, names: Sequence[str] | None) -> dict[str, DeviceObservation]:
    """Observations of registered devices by name, ordered by name; only of `names` where given."""
    rows = (await session.execute(_of_registered(OBSERVATIONS, names).order_by("device"))).mappings().all()
    columns = [INTERFACES.c[name] for name in ("device", *codec.INTERFACE_KEYS)]
    query = _of_registered(INTERFACES, names).with_only_columns(*columns).order_by("device", "if_index")
    found = (await session.execute(query)).all()
    interfaces = {device: [row[1:] for row in group] for device, group in groupby(found, key=lambda row: row[0])}
    return {row["device"]: codec.observation(dict(row), interfaces.get(row["device"], [])) for row in rows}


async def read_pings(session: AsyncSession, names: Sequence[str] | None) -> dict[str, Ping]:
    """Last pings of registered devices by name, ordered by name; only of `names` where given."""
    rows = (await session.execute(_of_registered(PINGS, names).order_by("device"))).mappings()
    return {row["device"]: Ping(**row) for row in rows}


async def read_digests(session: AsyncSession, names: Sequence[str]) -> dict[str, str]:
    """Digest of the interfaces that are stored of each device."""
    query = select(OBSERVATIONS.c.device, OBSERVATIONS.c.interfaces_digest)
    found: dict[str, str] = {}
    for chunk in chunks(names):
        rows = await session.execute(query.where(OBSERVATIONS.c.device.in_(chunk)))
        found |= dict(rows.all())
    return found


async def write_interfaces(session: AsyncSession, observations: Sequence[DeviceObservation]) -> None:
    """Puts the interfaces of these devices in the place of those that are stored."""
    for chunk in chunks([seen.device for seen in observations]):
        await session.execute(delete(INTERFACES).where(INTERFACES.c.device.in_(chunk)))
    rows = (row for seen in observations for row in codec.interface_rows(seen))
    await upsert(session, INTERFACES, rows, ("device", "interface_id"))


async def add_changes(session: AsyncSession, changes: Sequence[Change]) -> None:
    """Adds to the log."""
    if changes:
        await session.execute(insert(CHANGES), [codec.change_row(change) for change in changes])


async def read_changes(
    session: AsyncSession, *, since: float | None, limit: int, kind: str | None, name: str | None
) -> list[Change]:
    """Changes, the newest first; of two at the same time the one added later.

    What was recorded without a carrier gets the one that the device or link has in the inventory today.
    """
    table = CHANGES.c
    query = select(*(column for column in table if column is not table.id))
    query = query.order_by(table.at.desc(), table.id.desc()).limit(limit)
    if since is not None:
        query = query.where(table.at >= since)
    for column, wanted in ((table.kind, kind), (table.name, name)):
        query = query if wanted is None else query.where(column == wanted)
    found = [Change(**row) for row in (await session.execute(query)).mappings()]
    return await _with_carriers(session, found)


async def _with_carriers(session: AsyncSession, changes: list[Change]) -> list[Change]:
    bare = {_owner(change) for change in changes if not change.carrier}
    known: dict[tuple[str, str], str] = {}
    for kind, model in (("device", DeviceRow), ("link", LinkRow)):
        found = await _carriers(session, table_of(model), sorted(name for of, name in bare if of == kind))
        known |= {(kind, name): carrier for name, carrier in found.items()}
    return [replace(change, carrier=change.carrier or known.get(_owner(change), "")) for change in changes]


def _owner(change: Change) -> tuple[str, str]:
    """Kind and name of what has a carrier: an interface is named after its device, whose name has no spaces."""
    return ("device", change.name.partition(" ")[0]) if change.kind == "interface" else (change.kind, change.name)


async def _carriers(session: AsyncSession, table: Table, names: Sequence[str]) -> dict[str, str]:
    query = select(table.c.name, table.c.carrier)
    found: dict[str, str] = {}
    for chunk in chunks(names):
        found |= dict((await session.execute(query.where(table.c.name.in_(chunk)))).all())
    return found


async def add_moves(session: AsyncSession, observations: Iterable[DeviceObservation]) -> None:
    """Adds what the last polls changed about how interfaces are known."""
    rows = [codec.move_row(move) for seen in observations for move in seen.moves]
    for chunk in chunks(rows):
        await session.execute(insert(MOVES), list(chunk))


async def read_moves(
    session: AsyncSession, device: str, *, interface_id: int | None, since: float | None, limit: int
) -> list[InterfaceMove]:
    """Moves of interfaces of a device, the newest first."""
    table = MOVES.c
    query = select(*(column for column in table if column is not table.id)).where(table.device == device)
    query = query.order_by(table.at.desc(), table.id.desc()).limit(limit)
    if interface_id is not None:
        query = query.where(table.interface_id == interface_id)
    if since is not None:
        query = query.where(table.at >= since)
    return [InterfaceMove(**row) for row in (await session.execute(query)).mappings()]


async def read_conditions(session: AsyncSession, *, registered_only: bool = True) -> dict[Key, ElementState]:
    """Conditions by kind (`device`, `link`) and name."""
    query = select(CONDITIONS)
    if registered_only:
        query = query.where(~_unregistered_condition())
    rows = (await session.execute(query.order_by("kind", "name"))).mappings()
    return {(row["kind"], row["name"]): codec.condition(dict(row)) for row in rows}


async def read_counties(session: AsyncSession) -> CountyStates:
    """County states by (county, carrier)."""
    rows = (await session.execute(select(COUNTIES).order_by("county", "carrier"))).mappings()
    return {(row["county"], row["carrier"]): county_since(dict(row)) for row in rows}


async def forget(session: AsyncSession, table: Table, key_columns: Key, keys: Iterable[Key]) -> None:
    """Removes rows by their keys of two columns."""
    columns = [table.c[name] for name in key_columns]
    for chunk in chunks(sorted(keys)):
        await session.execute(delete(table).where(tuple_(*columns).in_(chunk)))


async def prune_changes(session: AsyncSession, before: Mapping[str, float | None], rest: float) -> int:
    """Removes changes that are older than the bound of their kind (None: none of them), or than `rest`."""
    kind, at = CHANGES.c.kind, CHANGES.c.at
    old = [and_(kind == word, at < bound) for word, bound in before.items() if bound is not None]
    return await _delete(session, CHANGES, or_(and_(kind.not_in(list(before)), at < rest), *old))


async def prune_moves(session: AsyncSession, before: float) -> int:
    """Removes moves that are older than the bound."""
    return await _delete(session, MOVES, MOVES.c.at < before)


async def prune_unregistered(session: AsyncSession) -> dict[str, int]:
    """Removes what is stored under names that the inventory does not hold; gives the rows removed by table."""
    doomed = (
        (OBSERVATIONS, OBSERVATIONS.c.device.not_in(_DEVICES)),
        (INTERFACES, INTERFACES.c.device.not_in(_DEVICES)),
        (MOVES, MOVES.c.device.not_in(_DEVICES)),
        (_TRAPS, _TRAPS.c.device.not_in(_DEVICES)),
        (PINGS, PINGS.c.device.not_in(_DEVICES)),
        (CONDITIONS, _unregistered_condition()),
    )
    return {table.name: await _delete(session, table, where) for table, where in doomed}


def chunks(values: Sequence[_T]) -> list[Sequence[_T]]:
    """Values in pieces that fit into one statement."""
    return [values[start : start + _KEYS_AT_ONCE] for start in range(0, len(values), _KEYS_AT_ONCE)]


def _of_registered(table: Table, names: Sequence[str] | None) -> Any:
    query = select(table).where(table.c.device.in_(_DEVICES))
    return query if names is None else query.where(table.c.device.in_(names))


def _unregistered_condition() -> ColumnElement[bool]:
    kind, name = CONDITIONS.c.kind, CONDITIONS.c.name
    return or_(and_(kind == "device", name.not_in(_DEVICES)), and_(kind == "link", name.not_in(_LINKS)))


async def _delete(session: AsyncSession, table: Table, where: ColumnElement[bool]) -> int:
    done: Any = await session.execute(delete(table).where(where))
    return int(done.rowcount)
