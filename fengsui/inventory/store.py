"""The inventory in the database: read as the model's records, and taken away from; one method a question.

What is added or changed goes through the validation first, and then through `writer.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.engine import Database
from fengsui.database.open import open_database
from fengsui.errors import NotFoundError
from fengsui.inventory.audit import newest
from fengsui.inventory.divisions import load_divisions
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record, Records
from fengsui.inventory.suggest import did_you_mean
from fengsui.inventory.tables import TABLES, DeviceRow, DivisionRow, LinkRow, ServiceRow, SiteRow
from fengsui.inventory.writer import write
from fengsui.model.carrier import Carrier
from fengsui.model.credential import Credential
from fengsui.model.device import Device
from fengsui.model.division import Division
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.secret import MASK, Secret
from fengsui.model.service import Service
from fengsui.model.site import Site

SECRET_COLUMNS = ("community", "auth_key", "priv_key")
# Some three milliseconds of building records, after which whoever else waits for the event loop has a turn.
_PIECE = 300
R = TypeVar("R", bound=Record)


@asynccontextmanager
async def open_inventory(url: str, *, create: bool) -> AsyncIterator["InventoryStore"]:
    """The inventory of a database, as `open_database` opens it; a new one knows the shipped divisions.

    Raises:
        ConfigError, DatabaseError: as `open_database`.
    """
    async with open_database(url, create=create) as db:
        store = InventoryStore(db)
        if create:
            await store.prepare()
        yield store


class InventoryStore:
    """What should exist, as the database holds it.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self.db = db

    async def prepare(self) -> None:
        """Fills the table of divisions with the shipped ones where it is empty; what stands there is never overruled."""
        if await self.divisions():
            return
        async with self.db.begin() as session:
            await self.db.lock(session)
            await write(session, "divisions", load_divisions())

    async def mark(self) -> int:
        """A number that stays as long as no record is added, changed or removed."""
        async with self.db.session() as session:
            return await newest(session)

    async def network(self) -> Network:
        """The network that counts, as of one moment: pending and retired devices, and their links, are left out."""
        async with self.db.session() as session:
            records = await read_records(session)
        return Network.of(
            records.divisions.values(),
            records.carriers.values(),
            records.sites.values(),
            records.devices.values(),
            records.links.values(),
            records.services.values(),
        )

    async def credentials(self, keyring: Keyring) -> dict[str, Credential]:
        """Credentials by name, decrypted.

        Raises:
            SecretError: where the key is not the one they were encrypted with.
        """
        async with self.db.session() as session:
            return await read_credentials(session, keyring)

    async def credential_rows(self) -> list[dict[str, Any]]:
        """Credentials without their secrets, which are stars where there is one; no key is needed."""
        async with self.db.session() as session:
            rows = [dict(row) for row in (await session.execute(_all("credentials"))).mappings()]
        return [{key: MASK if value and key in SECRET_COLUMNS else value for key, value in row.items()} for row in rows]

    async def credential_row(self, name: str) -> dict[str, Any]:
        """One credential without its secrets.

        Raises:
            NotFoundError: where there is none, with the nearest name.
        """
        rows = {row["name"]: row for row in await self.credential_rows()}
        if name not in rows:
            raise not_found("credentials", name, rows)
        return rows[name]

    async def divisions(self, *, prefecture: str | None = None, coverage_unit: bool | None = None) -> list[Division]:
        """Divisions by code; of a prefecture, itself included, or those that coverage is counted over."""
        where = []
        if prefecture is not None:
            where.append(or_(DivisionRow.code == prefecture, DivisionRow.parent_code == prefecture))
        if coverage_unit is not None:
            where.append(DivisionRow.coverage_unit == coverage_unit)
        return await self._list(Division, *where)

    async def carriers(self) -> list[Carrier]:
        """Carriers by code."""
        return await self._list(Carrier)

    async def sites(self, *, county: str | None = None, kind: str | None = None) -> list[Site]:
        """Sites by code; `county` takes a prefecture's code too, for all of its counties."""
        where = [SiteRow.division.in_(_divisions_in(county))] if county else []
        return await self._list(Site, *where, kind=kind)

    async def devices(
        self,
        *,
        carrier: str | None = None,
        county: str | None = None,
        site: str | None = None,
        role: str | None = None,
        lifecycle: str | None = None,
    ) -> list[Device]:
        """Devices by name; `county` takes a prefecture's code too, for all of its counties."""
        where = [DeviceRow.site.in_(_sites_in(county))] if county else []
        return await self._list(Device, *where, carrier=carrier, site=site, role=role, lifecycle=lifecycle)

    async def links(
        self,
        *,
        carrier: str | None = None,
        county: str | None = None,
        device: str | None = None,
        tier: str | None = None,
    ) -> list[Link]:
        """Links by name; of a county where either end stands in it."""
        where: list[ColumnElement[bool]] = []
        if county:
            near = select(DeviceRow.name).where(DeviceRow.site.in_(_sites_in(county)))
            where.append(or_(LinkRow.a_device.in_(near), LinkRow.b_device.in_(near)))
        if device:
            where.append(or_(LinkRow.a_device == device, LinkRow.b_device == device))
        return await self._list(Link, *where, carrier=carrier, tier=tier)

    async def services(
        self,
        *,
        carrier: str | None = None,
        county: str | None = None,
        site: str | None = None,
        sector: str | None = None,
        kind: str | None = None,
    ) -> list[Service]:
        """Services by name; `county` takes a prefecture's code too, `sector` is that of their sites."""
        where = [ServiceRow.site.in_(_sites_in(county))] if county else []
        if sector:
            where.append(ServiceRow.site.in_(select(SiteRow.code).where(SiteRow.sector == sector)))
        return await self._list(Service, *where, carrier=carrier, site=site, kind=kind)

    async def get(self, kind: str, key: str) -> Record:
        """One record of a kind other than credentials.

        Raises:
            NotFoundError: where there is none, with the nearest name.
        """
        table, plan = TABLES[kind], KINDS[kind]
        async with self.db.session() as session:
            row = (await session.execute(select(table).where(table.c[plan.key] == key))).mappings().first()
            if row is None:
                raise not_found(kind, key, (await session.execute(select(table.c[plan.key]))).scalars().all())
        return plan.build(dict(row))

    async def _list(self, model: type[R], *where: ColumnElement[bool], **equal: str | None) -> list[R]:
        kind = _KIND_OF[model]
        statement = _all(kind).where(*where)
        for column, value in equal.items():
            if value is not None:
                statement = statement.where(TABLES[kind].c[column] == value)
        async with self.db.session() as session:
            return cast("list[R]", [KINDS[kind].build(row) for row in (await session.execute(statement)).mappings()])


async def read_records(session: AsyncSession) -> Records:
    """Every record but the credentials, whose secrets take a key."""
    found: dict[str, Any] = {}
    for kind, plan in KINDS.items():
        if kind != "credentials":
            rows = (await session.execute(_all(kind))).mappings()
            found[kind] = {}
            for piece in rows.partitions(_PIECE):
                found[kind].update((row[plan.key], plan.build(row)) for row in piece)
                await asyncio.sleep(0)
    return Records(**found)


async def read_credentials(session: AsyncSession, keyring: Keyring) -> dict[str, Credential]:
    """Credentials by name, decrypted.

    Raises:
        SecretError: where the key is not the one they were encrypted with.
    """
    rows = (await session.execute(_all("credentials"))).mappings()
    build = KINDS["credentials"].build
    return {row["name"]: cast("Credential", build(decrypted(row, keyring))) for row in rows}


async def read_credential_names(session: AsyncSession) -> dict[str, Credential]:
    """Credentials by name without their secrets; no key is needed."""
    rows = (await session.execute(_all("credentials"))).mappings()
    build = KINDS["credentials"].build
    return {row["name"]: cast("Credential", build({**row, **dict.fromkeys(SECRET_COLUMNS)})) for row in rows}


def not_found(kind: str, key: str, known: Any) -> NotFoundError:
    """An error for a name that is not there, with the nearest one that is."""
    singular = KINDS[kind].singular
    hint = did_you_mean(key, known) or f"`fengsui {singular} list` shows what there is"
    return NotFoundError(f"there is no {singular} {key!r}. {hint}")


_KIND_OF: Mapping[type[Any], str] = {
    Division: "divisions",
    Carrier: "carriers",
    Site: "sites",
    Device: "devices",
    Link: "links",
    Service: "services",
}


def decrypted(row: Mapping[str, Any], keyring: Keyring) -> dict[str, Any]:
    """The row of a credential with its secrets in the clear.

    Raises:
        SecretError: where the key is not the one they were encrypted with.
    """
    values = dict(row)
    for column in SECRET_COLUMNS:
        secret: Secret | None = keyring.decrypt(row[column], row["name"], column) if row[column] else None
        values[column] = secret
    return values


def _all(kind: str) -> Select[Any]:
    return select(TABLES[kind]).order_by(TABLES[kind].c[KINDS[kind].key])


def _divisions_in(county: str) -> Select[Any]:
    return select(DivisionRow.code).where(or_(DivisionRow.code == county, DivisionRow.parent_code == county))


def _sites_in(county: str) -> Select[Any]:
    return select(SiteRow.code).where(SiteRow.division.in_(_divisions_in(county)))
