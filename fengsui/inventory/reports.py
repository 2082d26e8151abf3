"""Subscriber reports in the database: every version is kept, and a trigger refuses to change one; the greatest version counts."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Select, and_, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.errors import ConflictError, InputError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.report_rules import Declared, ReportVerdict, judge, key_text
from fengsui.inventory.rows import Reading, Row
from fengsui.inventory.scope import EVERYTHING, Scope
from fengsui.inventory.tables import TABLES, CarrierRow, SubscriberReportRow
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.division import Division
from fengsui.model.principal import Author
from fengsui.model.report import FIGURES, ReportKey, ReportVersion, SubscriberReport

_REPORTS = table_of(SubscriberReportRow)
_KEY = (_REPORTS.c.carrier, _REPORTS.c.division, _REPORTS.c.month)


class ReportStore:
    """Subscriber reports, to be read and submitted.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def reports(
        self,
        *,
        carrier: str | None = None,
        division: str | None = None,
        month: str | None = None,
        since: str | None = None,
        every_version: bool = False,
        after: tuple[str, str, str, int] | None = None,
        limit: int | None = None,
    ) -> list[ReportVersion]:
        """The versions that count, by month, carrier and division.

        Args:
            carrier: Only of this carrier.
            division: Only of this division.
            month: Only of this month.
            since: Only of this month and later.
            every_version: True for those that were corrected too, the oldest first.
            after: Month, carrier, division and version of the last one that is not wanted any more.
            limit: Most that are given; None for all.
        """
        statement = _listed(every_version=every_version).limit(limit)
        for column, value in (("carrier", carrier), ("division", division), ("month", month)):
            if value is not None:
                statement = statement.where(_REPORTS.c[column] == value)
        if since is not None:
            statement = statement.where(_REPORTS.c.month >= since)
        if after is not None:
            place = tuple_(_REPORTS.c.month, _REPORTS.c.carrier, _REPORTS.c.division, _REPORTS.c.version)
            statement = statement.where(place > after)
        async with self._db.session() as session:
            return [_version(row) for row in (await session.execute(statement)).mappings()]

    async def submit(
        self, reading: Reading, *, by: Author, jump: float, scope: Scope = EVERYTHING, dry_run: bool = False
    ) -> ReportVerdict:
        """Takes reports, all or none: a report that is there already becomes a new version where it differs.

        Raises:
            InputError: with all faults of all rows.
            ConflictError: where another request was faster; trying again helps.
        """
        for row in reading.rows:
            if scope.carrier is not None:
                row.values.setdefault("carrier", scope.carrier)
        async with self._db.begin() as session:
            await self._db.lock(session)
            declared = await _declared(session, scope, reading.rows, jump)
            # A great many would hold up the polls of this process.
            verdict = await asyncio.to_thread(judge, reading.rows, declared, by)
            if faults := [*reading.faults, *verdict.faults]:
                raise InputError("subscriber reports", faults)
            if not dry_run:
                await write_versions(session, verdict)
        return verdict


def report_document(version: ReportVersion) -> dict[str, Any]:
    """A version as listings and the API show it."""
    report = version.report
    return {
        "month": report.month,
        "carrier": report.carrier,
        "division": report.division,
        **dict(zip(FIGURES, report.figures, strict=True)),
        "reason": report.reason,
        "version": version.version,
        "at": datetime.fromtimestamp(version.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "principal": version.principal,
        "warnings": list(version.warnings),
    }


async def read_latest(session: AsyncSession, carriers: Sequence[str] | None = None) -> dict[ReportKey, ReportVersion]:
    """The versions that count, of some carriers or of all."""
    statement = _listed(every_version=False)
    if carriers is not None:
        statement = statement.where(_REPORTS.c.carrier.in_(carriers))
    rows = (await session.execute(statement)).mappings()
    return {version.report.key: version for version in map(_version, rows)}


async def write_versions(session: AsyncSession, verdict: ReportVerdict) -> None:
    """Adds versions, with an entry in the audit for each, inside the transaction of the caller."""
    if verdict.versions:
        latest = await read_latest(session, sorted({version.report.carrier for version in verdict.versions}))
        await write_audit(session, _entries(verdict.versions, latest))
        await session.execute(insert(_REPORTS), [_row(version) for version in verdict.versions])


def _entries(versions: Sequence[ReportVersion], latest: Mapping[ReportKey, ReportVersion]) -> Iterator[AuditEntry]:
    for version in versions:
        report, before = version.report, latest.get(version.report.key)
        if before is not None and before.version >= version.version:
            raise ConflictError(f"{key_text(report.key)} was corrected meanwhile; nothing was changed. Try again")
        new = _told(version)
        old = {} if before is None else _told(before)
        changed = [name for name in new if before is None or new[name] != old[name]]
        yield AuditEntry(
            version.at,
            version.principal,
            "subscriber_reports",
            key_text(report.key),
            AuditAction.ADDED if before is None else AuditAction.CHANGED,
            report.carrier,
            None if before is None else {name: old[name] for name in changed},
            {name: new[name] for name in changed},
        )


def _told(version: ReportVersion) -> dict[str, Any]:
    report = version.report
    return {"version": version.version, **dict(zip(FIGURES, report.figures, strict=True)), "reason": report.reason}


async def _declared(session: AsyncSession, scope: Scope, rows: Sequence[Row], jump: float) -> Declared:
    divisions = (await session.execute(select(TABLES["divisions"]))).mappings()
    built = {row["code"]: cast("Division", KINDS["divisions"].build(dict(row))) for row in divisions}
    named = sorted({str(row.values.get("carrier") or "").strip() for row in rows})
    known = (await session.execute(select(CarrierRow.code))).scalars()
    # That there are other carriers a carrier need not learn: their codes are refused like those of none.
    carriers = [code for code in known if scope.carrier in (None, code)]
    return Declared(built, carriers, await read_latest(session, named), jump)


def _listed(*, every_version: bool) -> Select[Any]:
    statement = select(_REPORTS).order_by(_REPORTS.c.month, _REPORTS.c.carrier, _REPORTS.c.division, _REPORTS.c.version)
    if every_version:
        return statement
    last = select(*_KEY, func.max(_REPORTS.c.version).label("last")).group_by(*_KEY).subquery()
    same = [_REPORTS.c[name] == last.c[name] for name in ("carrier", "division", "month")]
    return statement.join(last, and_(*same, _REPORTS.c.version == last.c.last))


def _row(version: ReportVersion) -> dict[str, Any]:
    report = version.report
    return {
        "carrier": report.carrier,
        "division": report.division,
        "month": report.month,
        "version": version.version,
        **dict(zip(FIGURES, report.figures, strict=True)),
        "reason": report.reason,
        "at": version.at,
        "principal": version.principal,
        "warnings": json.dumps(version.warnings, ensure_ascii=False),
    }


def _version(row: Mapping[str, Any]) -> ReportVersion:
    names = ("carrier", "division", "month", *FIGURES, "reason")
    report = SubscriberReport(**{name: row[name] for name in names})
    return ReportVersion(report, row["version"], row["at"], row["principal"], tuple(json.loads(row["warnings"])))
