"""The log of states: what every part of the province became and when, kept as it was worked out then.

It holds results, not what they were worked out from: what was said then is what is told later, whatever the inventory or the
engine have become since. A stretch of time in which everything that changed was recorded is a watch; what lies outside of
every watch, or was cut off by retention, is said to be unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.coverage.moment import province_text
from fengsui.coverage.result import Coverage
from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import CHUNK, upsert
from fengsui.errors import NotKeptError
from fengsui.history.codec import clean
from fengsui.history.parts import COVERAGE_KINDS, ELEMENT_KINDS, Part, PartKey, StateRecord, coverage_from
from fengsui.history.tables import NAME, REASON, HorizonRow, StateRow, WatchRow

STATES = table_of(StateRow)
WATCHES = table_of(WatchRow)
HORIZONS = table_of(HorizonRow)
_KEY = (STATES.c.kind, STATES.c.name, STATES.c.carrier)


@dataclass(frozen=True, slots=True)
class Watch:
    """A stretch of time, both ends included, in which everything that changed was recorded (epoch seconds)."""

    began_at: float
    until: float


@dataclass(frozen=True, slots=True)
class CoverageThen:
    """Coverage as it was worked out at the time.

    Attributes:
        coverage: Without the ages of its evidence.
        recorded: What it is put together from: when each part came to be so, and on what evidence.
    """

    coverage: Coverage
    recorded: Mapping[PartKey, StateRecord]


@dataclass(frozen=True, slots=True)
class Timelines:
    """What became of some parts over a period.

    Attributes:
        records: By part, in the order in which they were recorded; what held when the period began comes first.
        watches: Stretches for which they are complete, those that retention has cut off left out.
    """

    records: Mapping[PartKey, Sequence[StateRecord]]
    watches: Sequence[Watch]


class StateLog:
    """The tables of states in one database; one process at a time adds to them, any number read.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def latest(self) -> dict[PartKey, Part]:
        """What was recorded last of every part that is still there."""
        async with self._db.session() as session:
            found = await _as_of(session, None, (*ELEMENT_KINDS, *COVERAGE_KINDS))
        return _parts(found)

    async def append(self, records: Sequence[StateRecord], watch: Watch) -> None:
        """Adds records, and takes the watch up to its new end, in one transaction."""
        rows = [_row(record) for record in records]
        async with self._db.begin() as session:
            for start in range(0, len(rows), CHUNK):
                await session.execute(insert(STATES), rows[start : start + CHUNK])
            await upsert(session, WATCHES, [{"began_at": watch.began_at, "until": watch.until}], ("began_at",))

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        """Coverage as it was worked out at a moment.

        Args:
            at: Epoch seconds.
            or_last: True to take the last moment before that was recorded where `at` itself was not.

        Raises:
            NotKeptError: where nobody watched then, or where retention has cut it off.
        """
        async with self._db.session() as session:
            moment = await _watched(session, at, or_last=or_last)
            await _refuse_cut_off(session, moment, COVERAGE_KINDS)
            recorded = await _as_of(session, moment, COVERAGE_KINDS)
        return CoverageThen(coverage_from(_parts(recorded), moment), recorded)

    async def timelines(self, kind: str, since: float, until: float, *, name: str | None = None) -> Timelines:
        """What became of the parts of a kind between two moments (epoch seconds).

        Args:
            kind: `device`, `link`, `county`, `network` or `sector`.
            since: Where the period begins.
            until: Where it ends.
            name: Of the one part of this name; None for all.
        """
        async with self._db.session() as session:
            held = await _as_of(session, since, (kind,), name)
            later = await _between(session, since, until, kind, name)
            watches = await _watches(session, since, until, kind)
        found: dict[PartKey, list[StateRecord]] = {key: [record] for key, record in held.items()}
        for record in later:
            found.setdefault(record.key, []).append(record)
        return Timelines(found, watches)

    async def watches(self, kind: str, since: float, until: float) -> list[Watch]:
        """Stretches between two moments (epoch seconds) for which the record of a kind is complete."""
        async with self._db.session() as session:
            return await _watches(session, since, until, kind)

    async def prune(self, before: float) -> int:
        """Removes what is older than `before` (epoch seconds) of devices and links; gives the rows removed.

        What held at `before` stays, so that everything since has its beginning. Coverage is kept for good.
        """
        elements = and_(STATES.c.at <= before, STATES.c.kind.in_(ELEMENT_KINDS))
        last = select(func.max(STATES.c.id)).where(elements).group_by(*_KEY)
        doomed = and_(
            elements,
            or_(STATES.c.id.not_in(last), STATES.c.state.is_(None)),
        )
        async with self._db.begin() as session:
            done: Any = await session.execute(delete(STATES).where(doomed))
            if done.rowcount:
                rows = [{"kind": kind, "before": before} for kind in ELEMENT_KINDS]
                await upsert(session, HORIZONS, rows, ("kind",))
        return int(done.rowcount)


async def _as_of(
    session: AsyncSession, at: float | None, kinds: Iterable[str], name: str | None = None
) -> dict[PartKey, StateRecord]:
    """What was recorded last of every part up to a moment (None: up to now)."""
    last = select(func.max(STATES.c.id)).where(STATES.c.kind.in_(tuple(kinds))).group_by(*_KEY)
    if name is not None:
        last = last.where(STATES.c.name == name)
    if at is not None:
        last = last.where(STATES.c.at <= at)
    query = select(STATES).where(STATES.c.id.in_(last), STATES.c.state.is_not(None))
    records = [_record(row) for row in (await session.execute(query)).mappings()]
    return {record.key: record for record in records}


async def _between(session: AsyncSession, since: float, until: float, kind: str, name: str | None) -> list[StateRecord]:
    query = select(STATES).where(STATES.c.kind == kind, STATES.c.at > since, STATES.c.at <= until).order_by(STATES.c.id)
    if name is not None:
        query = query.where(STATES.c.name == name)
    return [_record(row) for row in (await session.execute(query)).mappings()]


async def _watches(session: AsyncSession, since: float, until: float, kind: str) -> list[Watch]:
    """Watches that touch a period, cut where retention has."""
    horizon = (await session.execute(select(HORIZONS.c.before).where(HORIZONS.c.kind == kind))).scalar()
    query = select(WATCHES).where(WATCHES.c.until >= since, WATCHES.c.began_at <= until).order_by(WATCHES.c.began_at)
    found = [Watch(row["began_at"], row["until"]) for row in (await session.execute(query)).mappings()]
    if horizon is None:
        return found
    return [Watch(max(each.began_at, horizon), each.until) for each in found if each.until > horizon]


def _parts(records: Mapping[PartKey, StateRecord]) -> dict[PartKey, Part]:
    return {key: record.part for key, record in records.items() if record.part is not None}


async def _watched(session: AsyncSession, at: float, *, or_last: bool) -> float:
    """The moment itself where somebody watched, or the last before it where that will do."""
    before = select(WATCHES).where(WATCHES.c.began_at <= at).order_by(WATCHES.c.until.desc()).limit(1)
    found = (await session.execute(before)).mappings().first()
    if found is None:
        first = (await session.execute(select(func.min(WATCHES.c.began_at)))).scalar()
        begins = "nothing is recorded yet" if first is None else f"the record begins at {province_text(first)}"
        raise NotKeptError(f"nothing was recorded at {province_text(at)}: {begins}")
    if found["until"] >= at or or_last:
        return min(at, float(found["until"]))
    after = (await session.execute(select(func.min(WATCHES.c.began_at)).where(WATCHES.c.began_at > at))).scalar()
    until = "now" if after is None else province_text(after)
    raise NotKeptError(
        f"nothing was recorded at {province_text(at)}: nobody watched from {province_text(found['until'])} to {until}. "
        f"The last moment before is {province_text(found['until'])}"
    )


async def _refuse_cut_off(session: AsyncSession, at: float, kinds: Iterable[str]) -> None:
    query = select(func.max(HORIZONS.c.before)).where(HORIZONS.c.kind.in_(tuple(kinds)))
    horizon = (await session.execute(query)).scalar()
    if horizon is not None and at < horizon:
        raise NotKeptError(
            f"what was recorded at {province_text(at)} is kept no longer: retention begins at {province_text(horizon)}"
        )


def _row(record: StateRecord) -> dict[str, Any]:
    (kind, name, carrier), part = record.key, record.part
    return {
        "at": record.at,
        "kind": kind,
        "name": clean(name, NAME),
        "carrier": clean(carrier, 40),
        "state": None if part is None else part.state,
        "maintenance": part is not None and part.maintenance,
        "evidence_at": None if part is None else part.evidence_at,
        "reason": "" if part is None else clean(part.reason, REASON),
        "detail": "" if part is None else part.detail,
    }


def _record(row: Mapping[Any, Any]) -> StateRecord:
    key = (row["kind"], row["name"], row["carrier"])
    if row["state"] is None:
        return StateRecord(key, row["at"], None)
    part = Part(row["state"], bool(row["maintenance"]), row["detail"], row["evidence_at"], row["reason"])
    return StateRecord(key, row["at"], part)
