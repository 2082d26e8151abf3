"""Which devices wait for their verification, and what came of it: the table, and the step from pending to active."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.inventory.audit import write_audit
from fengsui.inventory.difference import Difference
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.scope import Scope
from fengsui.inventory.store import decrypted, not_found
from fengsui.inventory.tables import TABLES, VerificationRow
from fengsui.inventory.verification_text import row_of, verification_of
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.device import DeviceLifecycle
from fengsui.model.principal import Author
from fengsui.model.verification import Asked, Known, Registered, Verdict, Verification, folded

_TABLE = table_of(VerificationRow)
_DEVICES = TABLES["devices"]
_PENDING = DeviceLifecycle.PENDING.value
_COUNTING = (DeviceLifecycle.ACTIVE.value, DeviceLifecycle.MAINTENANCE.value)
# Databases bound the length of a list.
_AT_ONCE = 300
# By kind of record, the column of a device that names it.
_CONCERNS = {"devices": "name", "credentials": "credential", "sites": "site", "carriers": "carrier"}
# However often somebody asks for it, a device is not verified more often than this.
LEAST_SECONDS = 10.0

Judge = Callable[[Asked, Sequence[Known]], Verification]


class VerificationStore:
    """The table of verifications in one database.

    Every method raises DatabaseError where the database fails.

    Args:
        db: An open database.
        keyring: Decrypts the credentials that devices are asked with.
    """

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def due(self, now: float, limit: int) -> list[str]:
        """Names of at most so many devices that are to be verified at `now`, those that waited longest first."""
        asked_for = _TABLE.c.requested_at.is_not(None) & (func.coalesce(_TABLE.c.at, 0.0) <= now - LEAST_SECONDS)
        joined = _DEVICES.outerjoin(_TABLE, _TABLE.c.device == _DEVICES.c.name)
        new = _TABLE.c.device.is_(None) | (_TABLE.c.next_at <= now)
        statements: list[Select[Any]] = [
            select(_DEVICES.c.name).select_from(joined).where(_DEVICES.c.lifecycle == _PENDING, or_(new, asked_for)),
            select(_TABLE.c.device)
            .join(_DEVICES, _TABLE.c.device == _DEVICES.c.name)
            .where(asked_for, _DEVICES.c.lifecycle.in_(_COUNTING)),
        ]
        order = (func.coalesce(_TABLE.c.at, 0.0), _DEVICES.c.name)
        async with self._db.session() as session:
            found = [(await session.execute(each.order_by(*order).limit(limit))).scalars().all() for each in statements]
        return [name for names in reversed(found) for name in names][:limit]

    async def registered(self, names: Collection[str]) -> list[Registered]:
        """Devices with everything that their verification goes by, by name; what is not registered is left out.

        Raises:
            SecretError: where the key is not the one that credentials are encrypted with.
        """
        async with self._db.session() as session:
            return await self._registered(session, names)

    async def settle(self, asked: Iterable[Asked], judge: Judge, by: Author) -> list[Verification]:
        """Judges devices that were asked and writes what came of it, in one transaction.

        A device that was changed since it was asked is left out: it will be asked again. Of two new devices that are one, the
        first of `asked` gets in.

        Args:
            asked: What came of asking.
            judge: Gives the verdict, from what came and the devices that may be the same.
            by: In whose name a device becomes active.
        """
        by_name = {each.registered.device.name: each for each in asked}
        async with self._db.begin() as session:
            await self._db.lock(session)
            now = {each.device.name: each for each in await self._registered(session, by_name)}
            whole = [each for name, each in by_name.items() if now.get(name) == each.registered]
            others = await _lookalikes(session, whole)
            requests = await _requests(session, by_name)
            settled = []
            for each in whole:
                found = judge(each, others)
                waiting = requests.get(found.device)
                settled.append(found if waiting is None or waiting <= each.at else replace(found, requested_at=waiting))
                if found.verdict is Verdict.ACTIVE:
                    others.append(_known(each))
            await _write(session, whole, settled, by)
        return settled

    async def _registered(self, session: AsyncSession, names: Collection[str]) -> list[Registered]:
        found = []
        for chunk in _chunks(sorted(names)):
            devices = await _rows(session, "devices", chunk)
            carriers, sites, credentials = [
                await _rows(session, kind, {row[column] for row in devices.values() if row[column]})
                for kind, column in (("carriers", "carrier"), ("sites", "site"), ("credentials", "credential"))
            ]
            built: dict[str, Any] = {
                name: KINDS["credentials"].build(decrypted(row, self._keyring)) for name, row in credentials.items()
            }
            failures = dict(
                (
                    await session.execute(select(_TABLE.c.device, _TABLE.c.failures).where(_TABLE.c.device.in_(chunk)))
                ).all()
            )
            found += [
                _registered(row, carriers, sites, built.get(row["credential"] or ""), failures.get(name, 0))
                for name, row in devices.items()
            ]
        return found


async def all_verifications(db: Database) -> dict[str, Verification]:
    """Verifications by device.

    Raises:
        DatabaseError: where the database fails.
    """
    async with db.session() as session:
        rows = (await session.execute(select(_TABLE))).mappings()
        return {row["device"]: verification_of(dict(row)) for row in rows}


async def find_verification(db: Database, device: str) -> Verification:
    """The verification of a device; an empty one where there was none yet.

    Raises:
        DatabaseError: where the database fails.
    """
    async with db.session() as session:
        row = (await session.execute(select(_TABLE).where(_TABLE.c.device == device))).mappings().first()
    return Verification(device) if row is None else verification_of(dict(row))


async def verified_lifecycle(db: Database, device: str) -> tuple[Verification, str | None]:
    """The verification of a device and its lifecycle, as of one moment; None for a device that is not registered.

    Raises:
        DatabaseError: where the database fails.
    """
    async with db.session() as session:
        row = (await session.execute(select(_TABLE).where(_TABLE.c.device == device))).mappings().first()
        lifecycle = (await session.execute(select(_DEVICES.c.lifecycle).where(_DEVICES.c.name == device))).scalar()
    return Verification(device) if row is None else verification_of(dict(row)), lifecycle


async def request_verification(db: Database, device: str, at: float) -> Verification:
    """Asks for another verification of a registered device; which devices one may ask it for is the caller's to check.

    Raises:
        NotFoundError: where it is not registered.
        DatabaseError: where the database fails.
    """
    async with db.begin() as session:
        await db.lock(session)
        if (await session.execute(select(_DEVICES.c.name).where(_DEVICES.c.name == device))).first() is None:
            raise not_found("devices", device, ())
        row = (await session.execute(select(_TABLE).where(_TABLE.c.device == device))).mappings().first()
        before = Verification(device) if row is None else verification_of(dict(row))
        asked_for = replace(before, requested_at=at)
        await upsert(session, _TABLE, [row_of(asked_for)], ["device"])
    return asked_for


async def own_devices(db: Database, scope: Scope, names: Collection[str]) -> frozenset[str]:
    """Those of the names that are devices which the caller may see.

    Raises:
        DatabaseError: where the database fails.
    """
    statement = select(_DEVICES.c.name).where(_DEVICES.c.name.in_(sorted(names)[:_AT_ONCE]))
    if scope.carrier is not None:
        statement = statement.where(_DEVICES.c.carrier == scope.carrier)
    async with db.session() as session:
        return frozenset((await session.execute(statement)).scalars())


async def reopen(session: AsyncSession, different: Difference, at: float) -> None:
    """Has pending devices verified anew that a change concerns (made at `at`, epoch seconds), inside the transaction of the change."""
    for kind, column in _CONCERNS.items():
        changed = [change.key for change in different.changes if change.kind == kind]
        if not changed:
            continue
        concerned = select(_DEVICES.c.name).where(_DEVICES.c.lifecycle == _PENDING)
        if len(changed) <= _AT_ONCE:  # of more, it is cheaper to ask all that wait
            concerned = concerned.where(_DEVICES.c[column].in_(changed))
        await session.execute(update(_TABLE).where(_TABLE.c.device.in_(concerned)).values(next_at=at, failures=0))


def _registered(
    row: Mapping[str, Any],
    carriers: Mapping[str, Any],
    sites: Mapping[str, Any],
    credential: Any,
    failures: int,
) -> Registered:
    build: Any = {kind: KINDS[kind].build for kind in ("devices", "carriers", "sites")}
    return Registered(
        build["devices"](row),
        build["carriers"](carriers[row["carrier"]]),
        build["sites"](sites[row["site"]]),
        credential,
        failures,
    )


async def _rows(session: AsyncSession, kind: str, keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    table, key = TABLES[kind], KINDS[kind].key
    if not keys:
        return {}
    rows = (await session.execute(select(table).where(table.c[key].in_(sorted(keys))))).mappings()
    return {row[key]: dict(row) for row in rows}


async def _requests(session: AsyncSession, names: Collection[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for chunk in _chunks(sorted(names)):
        there = (_TABLE.c.device.in_(chunk), _TABLE.c.requested_at.is_not(None))
        found |= dict((await session.execute(select(_TABLE.c.device, _TABLE.c.requested_at).where(*there))).all())
    return found


async def _lookalikes(session: AsyncSession, asked: Sequence[Asked]) -> list[Known]:
    """Devices that count already and share with one of these what should be its own."""
    wanted: dict[str, set[str]] = {column: set() for column in ("engine_id", "serial", "sys_name")}
    for each in asked:
        for column, value in _marks(each).items():
            wanted[column] |= {value} if value else set()
    found: dict[str, Known] = {}
    for column, values in wanted.items():
        for chunk in _chunks(sorted(values)):
            found |= await _counting(session, _TABLE.c[column].in_(chunk))
    for chunk in _chunks(sorted({each.registered.device.address for each in asked})):
        found |= await _counting(session, _DEVICES.c.address.in_(chunk))
    return list(found.values())


async def _counting(session: AsyncSession, like: Any) -> dict[str, Known]:
    device, seen = _DEVICES.c, _TABLE.c
    columns = (device.name, device.carrier, device.address, device.port, seen.sys_name, seen.engine_id, seen.serial)
    joined = _DEVICES.outerjoin(_TABLE, seen.device == device.name)
    statement = select(*columns).select_from(joined).where(device.lifecycle.in_(_COUNTING), like)
    return {row[0]: Known(*row) for row in (await session.execute(statement)).all()}


async def _write(session: AsyncSession, asked: Sequence[Asked], settled: Sequence[Verification], by: Author) -> None:
    pairs = list(zip(asked, settled, strict=True))
    # Who is silent now said before who it is, and is no other since.
    silent = [row_of(found) for each, found in pairs if not any(_marks(each).values())]
    answered = [{**row_of(found), **_marks(each)} for each, found in pairs if any(_marks(each).values())]
    for rows in (silent, answered):
        await upsert(session, _TABLE, rows, ["device"])
    let_in = [
        each.registered.device
        for each, found in pairs
        if found.verdict is Verdict.ACTIVE and each.registered.device.lifecycle is DeviceLifecycle.PENDING
    ]
    for chunk in _chunks([device.name for device in let_in]):
        here = update(_DEVICES).where(_DEVICES.c.name.in_(chunk))
        await session.execute(here.values(lifecycle=DeviceLifecycle.ACTIVE.value))
    moved = ({"lifecycle": _PENDING}, {"lifecycle": DeviceLifecycle.ACTIVE.value})
    await write_audit(
        session,
        (
            AuditEntry(by.at, by.principal, "devices", device.name, AuditAction.CHANGED, device.carrier, *moved)
            for device in let_in
        ),
    )


def _marks(asked: Asked) -> dict[str, str | None]:
    facts = asked.facts
    return {
        "engine_id": facts.engine_id if facts else None,
        "serial": facts.serial if facts else None,
        "sys_name": (folded(facts.sys_name) or None) if facts else None,
    }


def _known(asked: Asked) -> Known:
    device = asked.registered.device
    return Known(device.name, device.carrier, device.address, device.port, **_marks(asked))


def _chunks(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
