"""Subscriber reports over HTTP: a carrier reads and submits its own; what was submitted stays, a correction is a new version."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from fengsui.api.body import BULK_TYPES, Room, parse, read_bulk
from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.api.records import JSON, scope_of
from fengsui.clock import Clock
from fengsui.errors import Fault, InputError
from fengsui.inventory.edits import Editor
from fengsui.inventory.fields import Unfit, show
from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.json_reader import read_array, read_ndjson
from fengsui.inventory.report_rules import ReportVerdict, key_text, report_notes
from fengsui.inventory.reports import ReportStore, report_document
from fengsui.inventory.rows import Reading
from fengsui.model.principal import Author
from fengsui.model.report import ReportVersion, is_month

_FILTERS = ("carrier", "division", "month")
_FLAGS = ("true", "false")
_KNOWN = (*_FILTERS, "since", "every_version", "limit", "cursor")
_MOST = 1000


class SubscriberReportHandlers:
    """Handlers of subscriber reports.

    Args:
        editor: Has the database; None where the application has no inventory.
        clock: Stamps versions and the audit.
        room: For large bodies.
    """

    def __init__(self, editor: Editor | None, clock: Clock, room: Room) -> None:
        self._room = room
        self._stored = editor
        self._clock = clock

    async def list(self, request: web.Request) -> web.Response:
        """A page of reports by month, carrier and division."""
        asked = _parsed(request.query)
        own = scope_of(principal_of(request)).carrier
        if own is not None and asked.setdefault("carrier", own) != own:
            return web.json_response({"items": [], "next": None})
        limit = asked.pop("limit")
        found = await ReportStore(self._editor.db).reports(**asked, limit=limit + 1)
        cursor = _cursor(found[limit - 1]) if len(found) > limit else None
        return web.json_response({"items": [report_document(each) for each in found[:limit]], "next": cursor})

    async def put(self, request: web.Request) -> web.Response:
        """Takes reports, all or none: one that is there and differs becomes a new version."""
        dry_run = request.query.get("dry_run", "false")
        if dry_run not in _FLAGS:
            raise ProblemError(400, "Bad Request", f"dry_run: expected true or false, got {show(dry_run)}")
        async with self._room.take(request):
            return await self._put(request, dry_run=dry_run == "true")

    async def _put(self, request: web.Request, *, dry_run: bool) -> web.Response:
        reading = _rows(*await read_bulk(request, *BULK_TYPES))
        principal = principal_of(request)
        verdict = await ReportStore(self._editor.db).submit(
            reading,
            by=Author(principal.name, self._clock.now()),
            jump=self._editor.report_jump,
            scope=scope_of(principal),
            dry_run=dry_run,
        )
        return web.json_response(_taken(verdict, dry_run=dry_run))

    @property
    def _editor(self) -> Editor:
        if self._stored is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        return self._stored


def _rows(media_type: str, text: str) -> Reading:
    if media_type == "text/csv":
        return read_csv(Path("subscriber_reports.csv"), text)
    if media_type != JSON:
        return read_ndjson(SUBSCRIBER_REPORTS, text)
    documents = parse(text)
    if isinstance(documents, list):
        return read_array(SUBSCRIBER_REPORTS, documents)
    reading = Reading()
    reading.lose(Fault("", "an array of subscriber reports", "something else"), SUBSCRIBER_REPORTS)
    return reading


def _taken(verdict: ReportVerdict, *, dry_run: bool) -> dict[str, Any]:
    results = [{"row": row, "key": key_text(key), "result": said} for row, (key, said) in enumerate(verdict.results)]
    counts = {word: sum(each["result"] == word for each in results) for word in ("added", "changed", "unchanged")}
    return {"dry_run": dry_run, **counts, "results": results, "notes": report_notes(verdict)}


def _parsed(query: Mapping[str, str]) -> dict[str, Any]:
    faults = [Fault(name[:60], f"one of {', '.join(_KNOWN)}", show(name)) for name in query if name not in _KNOWN]
    asked: dict[str, Any] = {}
    for column in _FILTERS:
        if column in query:
            try:
                asked[column] = SUBSCRIBER_REPORTS.by_name[column].value(query[column])
            except Unfit as unfit:
                faults.append(Fault(column, unfit.expected, show(query[column])))
    if "since" in query:
        asked["since"] = query["since"]
        if not is_month(query["since"]):
            faults.append(Fault("since", "a month such as 2026-10", show(query["since"])))
    every = query.get("every_version", "false")
    if every not in _FLAGS:
        faults.append(Fault("every_version", "true or false", show(every)))
    limit = query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 4 and 1 <= int(limit) <= _MOST):
        faults.append(Fault("limit", f"a number of 1 to {_MOST}", show(limit)))
    after = _place(query["cursor"]) if "cursor" in query else None
    if "cursor" in query and after is None:
        faults.append(Fault("cursor", "the `next` of the page before", show(query["cursor"])))
    if faults:
        raise invalid(InputError("query", faults), 400)
    return {**asked, "every_version": every == "true", "limit": int(limit), "after": after}


def _cursor(version: ReportVersion) -> str:
    report = version.report
    return f"{report.month}.{report.carrier}.{report.division}.{version.version}"


def _place(cursor: str) -> tuple[str, str, str, int] | None:
    """Where a page ends, as its cursor says; None for what is no cursor of ours."""
    parts = cursor.split(".")
    columns = ("month", "carrier", "division")
    if len(parts) != 4 or not (parts[3].isascii() and parts[3].isdigit() and len(parts[3]) <= 9):
        return None
    try:
        month, carrier, division = (
            SUBSCRIBER_REPORTS.by_name[c].value(p) for c, p in zip(columns, parts[:3], strict=True)
        )
    except Unfit:
        return None
    return month, carrier, division, int(parts[3])
