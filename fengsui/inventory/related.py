"""Of all that is registered, what a few rows have to be held against: the validation of one device need not read a province."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.inventory.importer import existing_records
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Records
from fengsui.inventory.rows import Row, name_of
from fengsui.inventory.store import SECRET_COLUMNS, decrypted
from fengsui.inventory.tables import TABLES
from fengsui.model.address import parse_address

# Beyond this many rows, reading everything is cheaper than asking for each, and databases bound the length of a list.
FEW = 300


async def related(session: AsyncSession, rows: Sequence[Row], keyring: Keyring) -> Records:
    """What is there of everything that the rows are, name, or compete with for an address.

    Raises:
        SecretError: where rows are credentials, and the key is not the one of those that are there.
    """
    secrets = any(row.kind.name == "credentials" for row in rows)
    if len(rows) > FEW or _narrows(rows):
        return await existing_records(session, keyring, with_secrets=secrets)
    names = {kind: {row.key for row in rows if row.kind.name == kind} for kind in KINDS}
    for row in rows:
        _add_named(names, {column: name_of(value) for column, value in row.values.items()})
    names["devices"] |= await _witnesses(session, names)
    links = await _some(session, "links", {"name": names["links"]})
    for link in links.values():
        _add_named(names, link)
    devices = await _some(session, "devices", {"name": names["devices"], "address": _addresses(rows)})
    for device in devices.values():
        _add_named(names, device)
    services = await _some(session, "services", {"name": names["services"]})
    for service in services.values():
        _add_named(names, service)
    found = {"links": links, "devices": devices, "services": services}
    for kind in ("sites", "credentials"):
        found[kind] = await _some(session, kind, {KINDS[kind].key: names[kind]})
    found["carriers"] = await _some(session, "carriers", None)
    # Whatever else stands in a division names it through a site.
    in_divisions = any(row.kind.name in ("divisions", "sites") for row in rows)
    found["divisions"] = await _some(session, "divisions", None) if in_divisions else {}
    unsealed = {
        key: decrypted(row, keyring) if secrets else {**row, **dict.fromkeys(SECRET_COLUMNS)}
        for key, row in found["credentials"].items()
    }
    found["credentials"] = unsealed
    built: dict[str, Any] = {
        kind: {key: KINDS[kind].build(row) for key, row in rows.items()} for kind, rows in found.items()
    }
    return Records(**built)


async def _witnesses(session: AsyncSession, names: Mapping[str, set[str]]) -> set[str]:
    """For each named site and credential, a device of each carrier that stands there or is asked with it.

    A carrier may refer to what its devices refer to already; one device shows that.
    """
    found: set[str | None] = set()
    for column, kind in (("site", "sites"), ("credential", "credentials")):
        for value in _askable(names[kind]):
            found |= set((await session.execute(_witness(column), {"value": value})).scalars().all())
    return {name for name in found if name is not None}


@cache
def _witness(column: str) -> Select[Any]:
    """One look into an index a carrier: a shared credential may have a hundred thousand devices."""
    devices, carriers = TABLES["devices"], TABLES["carriers"]
    here = (devices.c.carrier == carriers.c.code, devices.c[column] == bindparam("value"))
    one = select(devices.c.name).where(*here).limit(1).scalar_subquery()
    return select(one).select_from(carriers)


def _narrows(rows: Iterable[Row]) -> bool:
    """A carrier's new prefixes are held against all of its devices."""
    return any(row.kind.name == "carriers" for row in rows)


def _add_named(names: dict[str, set[str]], values: Mapping[str, Any]) -> None:
    named_by = {
        "site": "sites",
        "credential": "credentials",
        "a_device": "devices",
        "b_device": "devices",
        "check_dns": "services",
    }
    for column, kind in named_by.items():
        if value := values.get(column):
            names[kind].add(str(value))


def _addresses(rows: Iterable[Row]) -> set[str]:
    texts = (str(row.values.get("address") or "").strip() for row in rows if row.kind.name == "devices")
    return {str(parsed) for text in texts if (parsed := parse_address(text))}


def _askable(values: Iterable[str]) -> list[str]:
    """Those that can be names at all, in order: of others, half a character and NUL cannot even be asked for."""
    return sorted(value for value in values if value and value.isprintable())


async def _some(session: AsyncSession, kind: str, values: Mapping[str, set[str]] | None) -> dict[str, dict[str, Any]]:
    """Rows by key that have one of the values in a column; all of them for None. Asks nothing where nothing is named."""
    table, key = TABLES[kind], KINDS[kind].key
    statement = select(table)
    if values is not None:
        named = {column: found for column, each in values.items() if (found := _askable(each))}
        if not named:
            return {}
        statement = statement.where(or_(*(table.c[column].in_(each) for column, each in named.items())))
    return {row[key]: dict(row) for row in (await session.execute(statement)).mappings()}
