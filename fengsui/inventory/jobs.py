"""Long imports as the database keeps them: how each stands, what faults it found, what it changed.

A job ends once: whoever ends it finds it under way, or does nothing. What an import writes and that it is done are one transaction.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.errors import ConflictError, Fault, NotFoundError
from fengsui.inventory.difference import Difference
from fengsui.inventory.scope import Scope
from fengsui.inventory.tables import ImportJobLineRow, ImportJobRow
from fengsui.model.job import Job, JobState, Progress

Part = Literal["faults", "changes"]

# Of each part, lines that are kept: who has more faults repairs these first, and the audit has every change.
MOST_LINES = 10_000
_JOBS, _LINES = table_of(ImportJobRow), table_of(ImportJobLineRow)
_UNDER_WAY = (JobState.QUEUED.value, JobState.RUNNING.value)
_CHUNK = 5000


class JobStore:
    """The table of jobs in one database.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, job: Job) -> None:
        """Takes a new job."""
        async with self._db.begin() as session:
            await session.execute(insert(_JOBS).values(**_row(job)))

    async def find(self, scope: Scope, job_id: str) -> Job:
        """A job that the caller may see: a carrier sees those that its own tokens sent.

        Raises:
            NotFoundError: where there is none.
        """
        async with self._db.session() as session:
            return await _find(session, scope, job_id)

    async def page(self, scope: Scope, *, limit: int, before: str = "") -> list[Job]:
        """At most so many jobs, the newest first; older ones than `before` where it is given."""
        statement = select(_JOBS).order_by(_JOBS.c.id.desc()).limit(limit)
        if before:
            statement = statement.where(_JOBS.c.id < before)
        if scope.carrier is not None:
            statement = statement.where(_JOBS.c.carrier == scope.carrier)
        async with self._db.session() as session:
            return [_job(dict(row)) for row in (await session.execute(statement)).mappings()]

    async def lines(self, scope: Scope, job_id: str, part: Part, *, limit: int, after: int = 0) -> list[dict[str, Any]]:
        """At most so many faults or changes of a job, each with its `number` from 1, those behind `after`.

        Raises:
            NotFoundError: where the caller sees no such job.
        """
        here = (_LINES.c.job == job_id, _LINES.c.part == part, _LINES.c.number > after)
        statement = select(_LINES.c.number, _LINES.c.document).where(*here).order_by(_LINES.c.number).limit(limit)
        async with self._db.session() as session:
            await _find(session, scope, job_id)
            return [{"number": number, **json.loads(text)} for number, text in await session.execute(statement)]

    async def begin(self, job_id: str, at: float) -> bool:
        """Lets a queued job run; False where it is over already."""
        async with self._db.begin() as session:
            states = {"state": JobState.RUNNING.value, "started_at": at}
            return await _move(session, job_id, (JobState.QUEUED.value,), states)

    async def end(
        self,
        job_id: str,
        state: JobState,
        at: float,
        *,
        detail: str = "",
        faults: Sequence[Fault] = (),
        progress: Progress = Progress(),  # noqa: B008 - Progress is immutable
    ) -> bool:
        """Ends a job that changed nothing, whatever rows it had read and checked; False where it is over already."""
        async with self._db.begin() as session:
            ended = {
                "state": state.value,
                "ended_at": at,
                "detail": detail,
                "faults": len(faults),
                "rows_read": progress.read,
                "rows_checked": progress.checked,
            }
            if not await _move(session, job_id, _UNDER_WAY, ended):
                return False
            await _add_lines(session, job_id, "faults", (_fault(each) for each in faults))
        return True

    async def interrupt_all(self, at: float) -> int:
        """Ends what was under way when the server went; gives the number of jobs."""
        detail = "the server was stopped meanwhile; nothing was written. Send the import again"
        ended = {"state": JobState.INTERRUPTED.value, "ended_at": at, "detail": detail}
        async with self._db.begin() as session:
            here = update(_JOBS).where(_JOBS.c.state.in_(_UNDER_WAY)).values(**ended).returning(_JOBS.c.id)
            return len((await session.execute(here)).all())

    async def prune(self, before: float) -> int:
        """Removes jobs that ended before that moment, in epoch seconds; gives their number."""
        async with self._db.begin() as session:
            gone = await session.execute(delete(_JOBS).where(_JOBS.c.ended_at < before).returning(_JOBS.c.id))
            return len(gone.all())


async def done(
    session: AsyncSession, job_id: str, at: float, progress: Progress, different: Difference, notes: Sequence[str]
) -> None:
    """Says that a job is done, inside the transaction of what it writes.

    Raises:
        ConflictError: where it was ended meanwhile: then what it wrote must not stay either.
    """
    counts = {
        kind: {"added": each.added, "changed": each.changed, "unchanged": each.unchanged}
        for kind, each in different.counts.items()
    }
    ended = {
        "state": JobState.DONE.value,
        "ended_at": at,
        "rows_read": progress.read,
        "rows_checked": progress.checked,
        "rows_written": progress.written,
        "counts": json.dumps(counts),
        "notes": json.dumps(notes, ensure_ascii=False),
    }
    if not await _move(session, job_id, (JobState.RUNNING.value,), ended):
        raise ConflictError(f"job {job_id} was ended meanwhile; nothing was written")
    changes = (
        {"kind": each.kind, "key": each.key, "result": "added" if each.added else "changed", "fields": each.fields}
        for each in different.changes
    )
    await _add_lines(session, job_id, "changes", changes)


async def _find(session: AsyncSession, scope: Scope, job_id: str) -> Job:
    row = (await session.execute(select(_JOBS).where(_JOBS.c.id == job_id))).mappings().first()
    if row is None or (scope.carrier is not None and row["carrier"] != scope.carrier):
        raise NotFoundError("there is no such job")
    return _job(dict(row))


async def _move(session: AsyncSession, job_id: str, states: Sequence[str], values: Mapping[str, Any]) -> bool:
    here = update(_JOBS).where(_JOBS.c.id == job_id, _JOBS.c.state.in_(states)).values(**values)
    return (await session.execute(here.returning(_JOBS.c.id))).first() is not None


async def _add_lines(session: AsyncSession, job_id: str, part: Part, documents: Iterable[Mapping[str, Any]]) -> None:
    rows = (
        {"job": job_id, "part": part, "number": number, "document": json.dumps(document, ensure_ascii=False)}
        for number, document in enumerate(islice(documents, MOST_LINES), 1)
    )
    while chunk := list(islice(rows, _CHUNK)):
        await session.execute(insert(_LINES), chunk)


def _fault(fault: Fault) -> dict[str, str]:
    hint = {"hint": fault.hint} if fault.hint else {}
    return {"where": fault.where, "expected": fault.expected, "got": fault.got, **hint}


def _row(job: Job) -> dict[str, Any]:
    plain = ("id", "principal", "carrier", "kind", "media_type", "dry_run", "size", "created_at", "detail", "faults")
    return {
        **{name: getattr(job, name) for name in plain},
        "state": job.state.value,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "rows_read": job.progress.read,
        "rows_checked": job.progress.checked,
        "rows_written": job.progress.written,
        "counts": json.dumps(job.counts),
        "notes": json.dumps(job.notes, ensure_ascii=False),
    }


def _job(row: Mapping[str, Any]) -> Job:
    values = {name: value for name, value in row.items() if not name.startswith("rows_")}
    progress = Progress(row["rows_read"], row["rows_checked"], row["rows_written"])
    counts, notes = json.loads(row["counts"]), tuple(json.loads(row["notes"]))
    return Job(**{**values, "state": JobState(row["state"]), "progress": progress, "counts": counts, "notes": notes})
