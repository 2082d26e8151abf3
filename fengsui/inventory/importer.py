"""From files to the database: read, hold against what is there, and write all of it or nothing.

All faults of all files are raised at once, before anything is written; an import that is repeated changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.engine import Database
from fengsui.database.migrate import current
from fengsui.errors import InputError
from fengsui.inventory.audit import entries_of, write_audit
from fengsui.inventory.difference import Counts, Difference, difference
from fengsui.inventory.divisions import load_divisions
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
from fengsui.inventory.progress import Progress, counted, silent
from fengsui.inventory.readers.files import read_files
from fengsui.inventory.records import Records
from fengsui.inventory.report_rules import DEFAULT_JUMP, Declared, ReportVerdict, judge, report_counts, report_notes
from fengsui.inventory.reports import read_latest, write_versions
from fengsui.inventory.rows import Reading
from fengsui.inventory.store import open_inventory, read_credential_names, read_credentials, read_records
from fengsui.inventory.validation import validate
from fengsui.inventory.verifications import reopen
from fengsui.inventory.writer import write, write_credentials
from fengsui.model.principal import Author
from fengsui.model.report import ReportKey, ReportVersion

_NO_REPORTS: Mapping[ReportKey, ReportVersion] = MappingProxyType({})


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        dry_run: True where nothing was written.
        difference: Per kind and per record.
        notes: What was read otherwise than it stands, and what is odd about figures.
        reports: Subscriber reports in the files; None where there are none.
    """

    dry_run: bool
    difference: Difference
    notes: tuple[str, ...] = ()
    reports: Counts | None = None


@dataclass(frozen=True)
class Plan:
    """What an import would do to what exists."""

    existing: Records
    proposed: Records
    report: ImportReport
    reports: ReportVerdict


async def import_into(
    url: str,
    paths: Sequence[Path],
    keyring: Keyring,
    *,
    by: Author,
    dry_run: bool,
    allow_loopback: bool,
    encoding: str = "utf-8",
    jump: float = DEFAULT_JUMP,
    progress: Progress = silent,
) -> ImportReport:
    """Imports files into a database, which is made where there is none; a dry run makes none.

    Raises:
        InputError: with all faults of all files; nothing was changed, and no database made.
        SecretError: where the files hold credentials, and the key is not the one of those that are there.
        ConfigError, DatabaseError: as `open_database`.
    """
    reading = read_files(paths, encoding, progress)
    return await import_reading(
        url, reading, keyring, by=by, dry_run=dry_run, allow_loopback=allow_loopback, jump=jump, progress=progress
    )


async def import_reading(
    url: str,
    reading: Reading,
    keyring: Keyring,
    *,
    by: Author,
    dry_run: bool,
    allow_loopback: bool,
    jump: float = DEFAULT_JUMP,
    progress: Progress = silent,
) -> ImportReport:
    """Imports what was read, wherever it came from, as `import_into` does.

    Raises:
        InputError, SecretError, ConfigError, DatabaseError: as `import_into`.
    """
    planned = None
    async with Database(url) as db:
        if await current(db) is None:
            # A file that is refused must not leave an empty database behind.
            planned = plan(reading, shipped(), allow_loopback=allow_loopback, by=by, jump=jump, progress=progress)
            if dry_run:
                return planned.report
    async with open_inventory(url, create=not dry_run) as store:
        return await _import(
            reading,
            store.db,
            keyring,
            by=by,
            dry_run=dry_run,
            allow_loopback=allow_loopback,
            planned=planned,
            jump=jump,
            progress=progress,
        )


async def import_files(
    paths: Sequence[Path],
    db: Database,
    keyring: Keyring,
    *,
    by: Author,
    dry_run: bool,
    allow_loopback: bool,
    encoding: str = "utf-8",
    jump: float = DEFAULT_JUMP,
) -> ImportReport:
    """Imports files into an open database.

    Raises:
        InputError, SecretError, DatabaseError: as `import_into`.
    """
    reading = read_files(paths, encoding)
    return await _import(reading, db, keyring, by=by, dry_run=dry_run, allow_loopback=allow_loopback, jump=jump)


def shipped() -> Records:
    """What a new database knows."""
    return Records(divisions={division.code: division for division in load_divisions()})


def plan(
    reading: Reading,
    existing: Records,
    *,
    allow_loopback: bool,
    by: Author,
    latest: Mapping[ReportKey, ReportVersion] = _NO_REPORTS,
    jump: float = DEFAULT_JUMP,
    progress: Progress = silent,
) -> Plan:
    """What importing `reading` over `existing` means.

    Args:
        reading: Rows of any kinds.
        existing: What is there already.
        allow_loopback: True where loopback addresses may be registered.
        by: In whose name subscriber reports come, and when.
        latest: The versions of subscriber reports that count so far.
        jump: Share by which a reported figure may move without a warning.
        progress: Is told how far it has come.

    Raises:
        InputError: with all faults.
    """
    verdict = validate(reading.rows, existing, allow_loopback=allow_loopback, unread=reading.unread, progress=progress)
    named = {row.key for row in reading.rows if row.kind.name == "carriers"}
    declared = Declared(existing.divisions | verdict.proposed.divisions, existing.carriers.keys() | named, latest, jump)
    reports = judge([row for row in reading.rows if row.kind is SUBSCRIBER_REPORTS], declared, by)
    if faults := [*verdict.faults, *reports.faults]:
        raise InputError("import", faults)
    different = difference(existing, verdict.proposed)
    notes = (*reading.notes, *verdict.notes, *report_notes(reports))
    return Plan(existing, verdict.proposed, ImportReport(True, different, notes, report_counts(reports)), reports)


async def existing_records(session: AsyncSession, keyring: Keyring, *, with_secrets: bool) -> Records:
    """Everything that is there; credentials are decrypted where they are to be compared, and else stand without secrets.

    Raises:
        SecretError: where the key is not the one that credentials are encrypted with.
    """
    records = await read_records(session)
    credentials = await (read_credentials(session, keyring) if with_secrets else read_credential_names(session))
    records.credentials.update(credentials)
    return records


async def apply(
    session: AsyncSession,
    proposed: Records,
    different: Difference,
    keyring: Keyring,
    by: Author,
    progress: Progress = silent,
) -> None:
    """Writes what is added or changed, what is referred to before what refers to it, and whose doing it was."""
    entries = entries_of(different, proposed, by)
    await write_audit(session, counted(progress, "writing the audit", entries, len(different.changes)))
    for kind in different.counts:
        keys = [change.key for change in different.changes if change.kind == kind]
        if kind == "credentials":
            await write_credentials(session, [proposed.credentials[key] for key in keys], keyring)
        elif keys:
            records = proposed.of(kind)
            await write(session, kind, [records[key] for key in keys], progress)
    await reopen(session, different, by.at)


async def _import(
    reading: Reading,
    db: Database,
    keyring: Keyring,
    *,
    by: Author,
    dry_run: bool,
    allow_loopback: bool,
    planned: Plan | None = None,
    jump: float = DEFAULT_JUMP,
    progress: Progress = silent,
) -> ImportReport:
    secrets = any(row.kind.name == "credentials" for row in reading.rows)
    reported = any(row.kind is SUBSCRIBER_REPORTS for row in reading.rows)
    async with db.session() if dry_run else db.begin() as session:
        if not dry_run:
            await db.lock(session)
        existing = await existing_records(session, keyring, with_secrets=secrets)
        latest = await read_latest(session) if reported else {}
        if planned is None or planned.existing != existing or latest:
            planned = plan(
                reading, existing, allow_loopback=allow_loopback, by=by, latest=latest, jump=jump, progress=progress
            )
        if not dry_run:
            await apply(session, planned.proposed, planned.report.difference, keyring, by, progress)
            await write_versions(session, planned.reports)
    return replace(planned.report, dry_run=dry_run)
