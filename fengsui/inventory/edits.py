"""Changes that callers of the API make: one record or many, judged as an import is, within what the caller may see and change.

What another carrier has registered is as if it were not there; only that a name or an address is taken cannot be hidden from
whoever wants the same.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.engine import Database
from fengsui.errors import ConflictError, Fault, InputError, NotFoundError, PreconditionError
from fengsui.inventory.audit import masked, newest
from fengsui.inventory.difference import Difference, difference
from fengsui.inventory.fields import show
from fengsui.inventory.importer import apply
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.lifecycle import held_back
from fengsui.inventory.records import Records
from fengsui.inventory.registration import refuse_while_named, remove_one
from fengsui.inventory.related import FEW, related
from fengsui.inventory.repetition import Once, recall, remember
from fengsui.inventory.report_rules import DEFAULT_JUMP
from fengsui.inventory.rows import Reading, Row
from fengsui.inventory.scope import Scope
from fengsui.inventory.tables import TABLES
from fengsui.inventory.validation import Verdict, validate
from fengsui.inventory.watch import UNWATCHED, Watch
from fengsui.model.device import DeviceLifecycle
from fengsui.model.principal import Author

_OWNED = ("devices", "links", "sites", "credentials")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so for a change to be made (RFC 9110, 13.1).

    Attributes:
        matching: Tags of which the record must have one, `*` for any; None for no such condition.
        absent: True where the record must not be there.
    """

    matching: frozenset[str] | None = None
    absent: bool = False

    def check(self, tag: str | None) -> None:
        """Holds the condition against the record's tag, None where it is not there.

        Raises:
            PreconditionError: where it is not so.
        """
        if self.absent and tag is not None:
            raise PreconditionError("expected nothing of that name, got a record that is registered already")
        if self.matching is None or (tag is not None and self.matching & {"*", tag}):
            return
        got = "one that was changed since" if tag is not None else "none of that name"
        raise PreconditionError(f"expected the record as you have read it, got {got}. Read it again, then change it")


@dataclass(frozen=True, slots=True)
class Single:
    """What must be so of the one record that a caller named.

    Attributes:
        condition: As the caller's headers demand.
        existing: True where a record that is not there is not added.
    """

    condition: Condition | None = None
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One record as it may be shown.

    Attributes:
        values: By column; secrets are stars.
        tag: Changes whenever the record does, its secrets included.
    """

    values: Mapping[str, Any]
    tag: str


@dataclass(frozen=True, slots=True)
class Written:
    """What an edit did, or would do.

    Attributes:
        results: Natural key and `added`, `changed` or `unchanged`, in the order of the rows.
        notes: What was read otherwise than given.
    """

    results: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found of rows while the newest entry of the audit was `mark`."""

    mark: int
    verdict: Verdict
    different: Difference


class Editor:
    """Reads and changes records on behalf of callers.

    Every method raises DatabaseError where the database fails.

    Args:
        db: An open database.
        keyring: Encrypts what is secret.
        allow_loopback: True where a loopback address may be registered.
        report_jump: Share by which a figure of a subscriber report may move without a warning.
    """

    def __init__(
        self, db: Database, keyring: Keyring, *, allow_loopback: bool, report_jump: float = DEFAULT_JUMP
    ) -> None:
        self.db = db
        self.report_jump = report_jump
        self._keyring = keyring
        self._allow_loopback = allow_loopback
        # Writers of this process wait here, in order: at SQLite's lock they would wait by sleeping, and some for seconds.
        self._turn = asyncio.Lock()

    async def find(self, scope: Scope, kind_name: str, key: str) -> Found:
        """One record that the caller may see.

        Raises:
            NotFoundError: where there is none, or none that it may see.
        """
        async with self.db.session() as session:
            row = await _row(session, KINDS[kind_name], key)
            if row is None or not await _visible(session, scope, kind_name, row):
                raise missing(kind_name, key)
        return found(KINDS[kind_name], row)

    async def write(
        self,
        scope: Scope,
        by: Author,
        reading: Reading,
        *,
        single: Single | None = None,
        dry_run: bool = False,
        once: Once | None = None,
        watch: Watch = UNWATCHED,
    ) -> Written:
        """Adds or changes records of one kind, all or none.

        Args:
            scope: What the caller may see and change.
            by: In whose name.
            reading: Rows of one kind, and what is wrong with their form.
            single: What must be so of the one record that the caller named; None for a bulk of records.
            dry_run: True to change nothing.
            once: Tells a request from its repetition, which changes nothing and gives what the first one gave.
            watch: Is told of each step.

        Raises:
            InputError: with all faults of all rows.
            NotFoundError: where a single record is to be changed that is not there, or is not the caller's to change.
            ConflictError: where the one name given is taken by what the caller may not change, or where another request was
                sent with the same idempotency key.
            PreconditionError: where the condition does not hold.
            SecretError: where the key is not the one of the credentials that are there.
        """
        if not reading.rows:
            raise InputError("request", reading.faults)
        early = None if len(reading.rows) <= FEW else await self._early(scope, by, reading, once, watch)
        async with self._turn, self.db.begin() as session:
            await self.db.lock(session)
            if once is not None and (before := await recall(session, by, once)) is not None:
                return Written(*before)
            if early is not None and early.mark == await newest(session):
                verdict, different = early.verdict, early.different
            else:
                verdict, different = await self._judge(session, scope, reading, single, watch)
            written = _written(reading.rows, verdict, different)
            if not dry_run:
                await apply(session, verdict.proposed, different, self._keyring, by, watch.progress)
            if once is not None and not dry_run:
                await remember(session, by, once, written.results, written.notes)
            await watch.finish(session, different, verdict.notes)
        return written

    async def _early(
        self, scope: Scope, by: Author, reading: Reading, once: Once | None, watch: Watch
    ) -> "_Judged | None":
        """Judges many rows before the writers' lock is taken, which would keep everybody else waiting for seconds."""
        async with self.db.session() as session:
            if once is not None and await recall(session, by, once) is not None:
                return None
            mark = await newest(session)
            return _Judged(mark, *await self._judge(session, scope, reading, None, watch))

    async def delete(
        self, scope: Scope, by: Author, kind_name: str, key: str, condition: Condition | None = None
    ) -> None:
        """Removes one record.

        Raises:
            NotFoundError: where there is none, or none that the caller may change.
            ConflictError: where others refer to it.
            PreconditionError: where the condition does not hold.
        """
        kind = KINDS[kind_name]
        async with self._turn, self.db.begin() as session:
            await self.db.lock(session)
            row = await _row(session, kind, key)
            if row is None or not scope.owns(kind.build({**row, **_sealed(kind)})):
                raise missing(kind_name, key)
            if condition is not None:
                condition.check(tag_of(row))
            await _refuse_while_named(session, scope, kind, key)
            await remove_one(session, kind, key, by)

    async def _judge(
        self, session: AsyncSession, scope: Scope, reading: Reading, single: Single | None, watch: Watch
    ) -> tuple[Verdict, Difference]:
        rows = reading.rows
        full = await related(session, rows, self._keyring)
        if single is not None:
            await _check_single(session, scope, full, rows[0], single)
        faults = [*_own(scope, rows), *_not_theirs(scope, full, rows)]
        view = scope.view(full)
        verdict = await _validated(reading, view, watch, allow_loopback=self._allow_loopback)
        faults += [*verdict.faults, *_taken(full, view, verdict, rows)]
        if faults:
            raise InputError("request", _told_once(reading.faults, faults))
        pending = held_back(scope, view.devices, verdict.proposed.devices)
        if pending:
            verdict.proposed.devices.update(pending)
            verdict.notes.append(f"{len(pending)} device(s) are pending until a verification has asked them")
        return verdict, difference(view, verdict.proposed)


def _told_once(of_form: Sequence[Fault], faults: Iterable[Fault]) -> list[Fault]:
    """One fault a place: what is wrong with the form of a value rather than that the value, refused for it, is lacking."""
    form = {fault.where: fault for fault in reversed(of_form)}
    return list({fault.where: form.get(fault.where, fault) for fault in reversed(list(faults))}.values())[::-1]


def missing(kind_name: str, key: str) -> NotFoundError:
    """An error for a record that is not there, or that the caller may not know of: the two are told alike."""
    return NotFoundError(f"there is no {KINDS[kind_name].singular} {show(key)}")


def found(kind: Kind, row: Mapping[str, Any]) -> Found:
    """A row as it may be shown."""
    return Found(masked(kind, {column: row[column] for column in kind.columns}), tag_of(row))


def tag_of(row: Mapping[str, Any]) -> str:
    """An entity tag of a row: of secrets the ciphertext counts, which tells nothing of them."""
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:24]


async def _row(session: AsyncSession, kind: Kind, key: str) -> dict[str, Any] | None:
    if not key.isprintable():  # no name of ours, and PostgreSQL takes no NUL
        return None
    table = TABLES[kind.name]
    row = (await session.execute(select(table).where(table.c[kind.key] == key))).mappings().first()
    return None if row is None else dict(row)


async def _visible(session: AsyncSession, scope: Scope, kind_name: str, row: Mapping[str, Any]) -> bool:
    kind = KINDS[kind_name]
    if kind_name == "divisions" or scope.owns(kind.build({**row, **_sealed(kind)})):
        return True
    if kind_name != "sites":
        return False
    devices = TABLES["devices"]
    own = select(devices.c.name).where(devices.c.site == row["code"], devices.c.carrier == scope.carrier).limit(1)
    return row["carrier"] is None or (await session.execute(own)).first() is not None


async def _validated(reading: Reading, view: Records, watch: Watch, *, allow_loopback: bool) -> Verdict:
    judge = partial(
        validate, reading.rows, view, allow_loopback=allow_loopback, unread=reading.unread, progress=watch.progress
    )
    # Seconds of pure thinking over many rows must not hold up the polls of this process.
    return judge() if len(reading.rows) <= FEW else await asyncio.to_thread(judge)


def _written(rows: Sequence[Row], verdict: Verdict, different: Difference) -> Written:
    said = {(change.kind, change.key): "added" if change.added else "changed" for change in different.changes}
    results = tuple((row.key, said.get((row.kind.name, row.key), "unchanged")) for row in rows)
    return Written(results, tuple(verdict.notes))


async def _refuse_while_named(session: AsyncSession, scope: Scope, kind: Kind, key: str) -> None:
    try:
        await refuse_while_named(session, kind, key)
    except ConflictError:
        if scope.carrier is None:
            raise
        # What refers to it may be another carrier's.
        raise ConflictError(f"{kind.singular} {show(key)} is still referred to; nothing was changed") from None


async def _check_single(session: AsyncSession, scope: Scope, full: Records, row: Row, single: Single) -> None:
    record = full.of(row.kind.name).get(row.key)
    theirs = record is not None and not scope.owns(record)
    if single.existing and (record is None or theirs):
        raise missing(row.kind.name, row.key)
    if theirs:
        raise ConflictError(f"the name {show(row.key)} cannot be used for a {row.kind.singular}: choose another")
    if single.condition is not None:
        there = await _row(session, row.kind, row.key)
        single.condition.check(None if there is None else tag_of(there))


def _own(scope: Scope, rows: Sequence[Row]) -> Iterator[Fault]:
    """Gives a carrier's rows its code where they do not say, and refuses another's."""
    for row in rows:
        if scope.carrier is None or row.kind.name not in _OWNED:
            continue
        given = row.values.get("carrier")
        if given in (None, "", scope.carrier):
            row.values["carrier"] = scope.carrier
        else:
            yield Fault(row.where("carrier"), f"{scope.carrier}, whose token this is", show(str(given)))


def _not_theirs(scope: Scope, full: Records, rows: Sequence[Row]) -> Iterator[Fault]:
    for row in rows:
        record = full.of(row.kind.name).get(row.key)
        if record is not None and not scope.owns(record):
            yield Fault(row.where(row.kind.key), "a name of its own", f"{show(row.key)}, which cannot be used")


def _taken(full: Records, view: Records, verdict: Verdict, rows: Sequence[Row]) -> Iterator[Fault]:
    """Addresses that devices hold which the caller does not see: that they are taken is all that is said."""
    hidden = {
        (device.address, device.port)
        for name, device in full.devices.items()
        if name not in view.devices and device.lifecycle is not DeviceLifecycle.RETIRED
    }
    for row in (row for row in rows if row.kind.name == "devices") if hidden else ():
        device = verdict.proposed.devices.get(row.key)
        if device and device.lifecycle is not DeviceLifecycle.RETIRED and (device.address, device.port) in hidden:
            got = f"{device.address} port {device.port}, which is taken"
            yield Fault(row.where("address"), "an address and port of its own", got)


def _sealed(kind: Kind) -> dict[str, None]:
    """Secrets left out: whose a credential is can be seen without its key."""
    return {field.name: None for field in kind.fields if field.secret}
