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
from fengsui.history.eras import LastEra, Stretch, Watch, governing, joined, last_era, stretches
from fengsui.history.load import LoadStore
from fengsui.history.parts import COVERAGE_KINDS, ELEMENT_KINDS, Part, PartKey, StateRecord, coverage_from
from fengsui.history.tables import NAME, REASON, HorizonRow, StateRow, WatchRow
from fengsui.state.load import LoadHistogram

STATES = table_of(StateRow)
WATCHES = table_of(WatchRow)
HORIZONS = table_of(HorizonRow)
_KEY = (STATES.c.kind, STATES.c.name, STATES.c.carrier)


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

    async def latest(self) -> tuple[LastEra, dict[PartKey, Part]]:
        """The era that was recorded last, and in it what was recorded last of every part that is still there."""
        async with self._db.session() as session:
            era = last_era(await _watches(session))
            found = await _as_of(session, era.number, None, (*ELEMENT_KINDS, *COVERAGE_KINDS))
        return era, _parts(found)

    async def append(self, records: Sequence[StateRecord], watch: Watch) -> None:
        """Adds records, and takes the watch up to its new end, in one transaction."""
        rows = [{**_row(record), "era": watch.era} for record in records]
        async with self._db.begin() as session:
            for start in range(0, len(rows), CHUNK):
                await session.execute(insert(STATES), rows[start : start + CHUNK])
            told = {"began_at": watch.began_at, "until": watch.until, "era": watch.era}
            await upsert(session, WATCHES, [told], ("began_at",))

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        """Coverage as it was worked out at a moment.

        Args:
            at: Epoch seconds.
            or_last: True to take the last moment before that was recorded where `at` itself was not.

        Raises:
            NotKeptError: where nobody watched then, or where retention has cut it off.
        """
        async with self._db.session() as session:
            moment, era = _watched(governing(await _watches(session)), at, or_last=or_last)
            await _refuse_cut_off(session, moment, COVERAGE_KINDS)
            recorded = await _as_of(session, era, moment, COVERAGE_KINDS)
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
            known = await _watches(session)
            watches = _touching(known, since, until)
            told = [
                (
                    stretch,
                    await _as_of(session, stretch.era, stretch.begins, (kind,), name),
                    await _between(session, stretch, kind, name),
                )
                for stretch in stretches(watches, since, until, otherwise=last_era(known).number)
            ]
            return Timelines(joined(told), await _kept(session, watches, kind))

    async def loads(self, since: float, until: float, *, name: str | None = None) -> dict[str, LoadHistogram]:
        """Loads of links, or of the one of a name, over the days between two moments (epoch seconds)."""
        return await LoadStore(self._db).of_period(since, until, name)

    async def watches(self, kind: str, since: float, until: float) -> list[Watch]:
        """Stretches between two moments (epoch seconds) for which the record of a kind is complete."""
        async with self._db.session() as session:
            return await _kept(session, _touching(await _watches(session), since, until), kind)

    async def prune(self, before: float) -> int:
        """Removes what is older than `before` (epoch seconds) of devices and links; gives the rows removed.

        What held at `before` stays, so that everything since has its beginning. Coverage is kept for good.
        """
        elements = and_(STATES.c.at <= before, STATES.c.kind.in_(ELEMENT_KINDS))
        last = select(func.max(STATES.c.id)).where(elements).group_by(STATES.c.era, *_KEY)
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
    session: AsyncSession, era: int, at: float | None, kinds: Iterable[str], name: str | None = None
) -> dict[PartKey, StateRecord]:
    """What was recorded last of every part up to a moment (None: up to now) in an era."""
    here = (STATES.c.era == era, STATES.c.kind.in_(tuple(kinds)))
    last = select(func.max(STATES.c.id)).where(*here).group_by(*_KEY)
    if name is not None:
        last = last.where(STATES.c.name == name)
    if at is not None:
        last = last.where(STATES.c.at <= at)
    query = select(STATES).where(STATES.c.id.in_(last), STATES.c.state.is_not(None))
    records = [_record(row) for row in (await session.execute(query)).mappings()]
    return {record.key: record for record in records}


async def _between(session: AsyncSession, stretch: Stretch, kind: str, name: str | None) -> list[StateRecord]:
    during = (STATES.c.era == stretch.era, STATES.c.at > stretch.begins, STATES.c.at <= stretch.ends)
    query = select(STATES).where(STATES.c.kind == kind, *during).order_by(STATES.c.id)
    if name is not None:
        query = query.where(STATES.c.name == name)
    return [_record(row) for row in (await session.execute(query)).mappings()]


async def _watches(session: AsyncSession) -> list[Watch]:
    """All that there are: one for each run of the service."""
    rows = (await session.execute(select(WATCHES))).mappings()
    return [Watch(row["began_at"], row["until"], row["era"]) for row in rows]


def _touching(watches: Sequence[Watch], since: float, until: float) -> list[Watch]:
    """Those that touch a period, as they count."""
    return [each for each in governing(watches) if each.until >= since and each.began_at <= until]


async def _kept(session: AsyncSession, watches: Sequence[Watch], kind: str) -> list[Watch]:
    """Watches without what retention has cut off of a kind."""
    horizon = (await session.execute(select(HORIZONS.c.before).where(HORIZONS.c.kind == kind))).scalar()
    if horizon is None:
        return list(watches)
    return [Watch(max(each.began_at, horizon), each.until, each.era) for each in watches if each.until > horizon]


def _parts(records: Mapping[PartKey, StateRecord]) -> dict[PartKey, Part]:
    return {key: record.part for key, record in records.items() if record.part is not None}


def _watched(watches: Sequence[Watch], at: float, *, or_last: bool) -> tuple[float, int]:
    """The moment itself where somebody watched, or the last before it where that will do; and the era that tells of it."""
    before = [each for each in watches if each.began_at <= at]
    if not before:
        begins = f"the record begins at {province_text(watches[0].began_at)}" if watches else "nothing is recorded yet"
        raise NotKeptError(f"nothing was recorded at {province_text(at)}: {begins}")
    last = max(before, key=lambda each: (min(each.until, at), each.era))
    if last.until >= at or or_last:
        return min(at, last.until), last.era
    after = next((each.began_at for each in watches if each.began_at > at), None)
    until = "now" if after is None else province_text(after)
    raise NotKeptError(
        f"nothing was recorded at {province_text(at)}: nobody watched from {province_text(last.until)} to {until}. "
        f"The last moment before is {province_text(last.until)}"
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
