"""Incidents in the database: written as they are worked out, read by people, reports and the next process.

What was worked out and what a person said about it stand in one row and are written by two hands: `save` never touches an
acknowledgement, and `acknowledge` nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true, tuple_, update

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.errors import ConflictError, NotFoundError
from fengsui.history.codec import clean
from fengsui.history.incident_codec import NOTE, among, incident, incident_row
from fengsui.history.tables import IncidentRow
from fengsui.model.incident import Acknowledgement, Incident, IncidentSeverity

INCIDENTS = table_of(IncidentRow)
_C = INCIDENTS.c
_PRINCIPAL = 200


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents are asked for; None asks for all.

    Attributes:
        open: True for those that are not closed, False for those that are.
        acknowledged: True for those that somebody took on.
        since, until: Those that lasted at some time of [since, until) (epoch seconds).
        county: Those that cost this county anything (GB/T 2260 code).
        carrier: Those whose cause is equipment of this carrier.
        severity: Of this severity.
        merged: True to have those too that turned out to be part of another.
    """

    open: bool | None = None
    acknowledged: bool | None = None
    since: float | None = None
    until: float | None = None
    county: str | None = None
    carrier: str | None = None
    severity: IncidentSeverity | None = None
    merged: bool = False


class IncidentStore:
    """The table of incidents in one database; every method raises DatabaseError where the database fails."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def between(self, since: float, until: float) -> list[Incident]:
        """Incidents that lasted at some time of [since, until), in the order in which they opened.

        Those that turned out to be part of another are left out: the other one tells of them.

        Args:
            since: Epoch seconds.
            until: Epoch seconds.
        """
        query = _chosen(IncidentFilter(since=since, until=until)).order_by(_C.opened_at, _C.id)
        return await self._read(query)

    async def listing(
        self, wanted: IncidentFilter, *, after: tuple[float, str] | None = None, limit: int = 100
    ) -> list[Incident]:
        """Incidents, those that opened last first.

        Args:
            wanted: Which.
            after: `opened_at` and `id` of the one that the list begins behind.
            limit: Most that are given.
        """
        query = _chosen(wanted)
        if after is not None:
            query = query.where(tuple_(_C.opened_at, _C.id) < tuple_(*after))
        return await self._read(query.order_by(_C.opened_at.desc(), _C.id.desc()).limit(limit))

    async def get(self, incident_id: str) -> Incident | None:
        """The incident of this id; None where there is none."""
        found = await self._read(select(INCIDENTS).where(_C.id == clean(incident_id, 40)))
        return found[0] if found else None

    async def known(self, closed_after: float) -> list[Incident]:
        """What a process goes on from: all that are open, and those closed since `closed_after` (epoch seconds)."""
        chosen = and_(or_(_C.closed_at.is_(None), _C.closed_at >= closed_after), _C.merged_into.is_(None))
        return await self._read(select(INCIDENTS).where(chosen).order_by(_C.opened_at, _C.id))

    async def save(self, incidents: Iterable[Incident]) -> None:
        """Writes incidents as they were worked out, in one transaction; acknowledgements stay as they are stored."""
        rows = [incident_row(each) for each in sorted(incidents, key=lambda each: each.id)]
        async with self._db.begin() as session:
            await upsert(session, INCIDENTS, rows, ("id",))

    async def acknowledge(self, incident_id: str, said: Acknowledgement) -> Incident:
        """Notes that somebody took an incident on; who says it again puts the new words in place of the old ones.

        Raises:
            NotFoundError: where there is no such incident.
            ConflictError: where it is closed.
        """
        values = {
            "acknowledged_at": said.at,
            "acknowledged_by": clean(said.by, _PRINCIPAL),
            "note": clean(said.note, NOTE),
        }
        still_open = and_(_C.id == clean(incident_id, 40), _C.closed_at.is_(None))
        async with self._db.begin() as session:
            done: Any = await session.execute(update(INCIDENTS).where(still_open).values(**values))
        found = await self.get(incident_id)
        if found is None:
            raise NotFoundError(f"no incident {incident_id[:60]!r}. Hint: fengsui incident list")
        if not done.rowcount:
            raise ConflictError(f"incident {found.id} is closed: there is nothing left to take on")
        return found

    async def prune(self, before: float) -> int:
        """Removes incidents that closed before `before` (epoch seconds) and that no county felt; gives their number.

        The others are kept for good: reports of past years tell of them.
        """
        unfelt = or_(_C.severity == IncidentSeverity.INFO.value, _C.merged_into.is_not(None))
        async with self._db.begin() as session:
            done: Any = await session.execute(delete(INCIDENTS).where(_C.closed_at < before, unfelt))
        return int(done.rowcount)

    async def count(self, wanted: IncidentFilter) -> int:
        """How many there are."""
        query = _chosen(wanted).with_only_columns(func.count())
        async with self._db.session() as session:
            return (await session.execute(query)).scalar() or 0

    async def _read(self, query: Select[Any]) -> list[Incident]:
        async with self._db.session() as session:
            return [incident(dict(row)) for row in (await session.execute(query)).mappings()]


def _chosen(wanted: IncidentFilter) -> Select[Any]:
    return select(INCIDENTS).where(and_(true(), *_conditions(wanted)))


def _conditions(wanted: IncidentFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.open is not None:
        found.append(_C.closed_at.is_(None) if wanted.open else _C.closed_at.is_not(None))
    if wanted.acknowledged is not None:
        found.append(_C.acknowledged_at.is_not(None) if wanted.acknowledged else _C.acknowledged_at.is_(None))
    if wanted.since is not None:
        # One that lasted no time at all counts where it opened.
        found.append(or_(_C.closed_at.is_(None), _C.closed_at > wanted.since, _C.opened_at >= wanted.since))
    if wanted.until is not None:
        found.append(_C.opened_at < wanted.until)
    if wanted.county is not None:
        found.append(_C.counties.contains(among(wanted.county), autoescape=True))
    if wanted.carrier is not None:
        found.append(_C.carriers.contains(among(wanted.carrier), autoescape=True))
    if wanted.severity is not None:
        found.append(_C.severity == wanted.severity.value)
    if not wanted.merged:
        found.append(_C.merged_into.is_(None))
    return found
