"""Long imports over HTTP: sent at once, done as a job, asked after; what was sent goes to the disk, not into memory."""

from collections.abc import Mapping
from typing import Any, get_args

from aiohttp import web

from fengsui.api.authorization import KIND_RULES
from fengsui.api.body import BULK_TYPES, content_type, save
from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.api.records import flag, scope_of
from fengsui.clock import Clock
from fengsui.coverage.document import utc_text
from fengsui.errors import BusyError, Fault, InputError
from fengsui.inventory.fields import show
from fengsui.inventory.job_runner import ImportJobs, Sent
from fengsui.inventory.jobs import Part
from fengsui.inventory.kinds import KINDS
from fengsui.model.job import Job
from fengsui.model.principal import Author, Principal

# Some 300,000 devices as CSV, which is as many rows as one import takes.
JOB_BYTES = 64 * 1024 * 1024
# 64 MB in four minutes is 2 Mbit/s.
_JOB_SECONDS = 240.0
_MOST_UPLOADS = 4
_RETRY_SECONDS = 30
_MOST = 1000
_LONGEST_ID = 32


class JobHandlers:
    """Handlers of imports.

    Args:
        jobs: Does them; None where the application has no inventory.
        clock: Stamps the audit.
    """

    def __init__(self, jobs: ImportJobs | None, clock: Clock) -> None:
        self._runner = jobs
        self._clock = clock
        self._uploads = 0

    async def post(self, request: web.Request) -> web.Response:
        """Takes an import; 202 with its address."""
        principal = principal_of(request)
        kinds = writable(principal)
        kind, dry_run, media_type = _kind(request, kinds), flag(request, "dry_run"), content_type(request, *BULK_TYPES)
        if kind is None and media_type == "text/csv":
            raise ProblemError(400, "Bad Request", f"kind: expected one of {', '.join(kinds)} for CSV, got none")
        if self._uploads >= _MOST_UPLOADS:
            raise _busy(f"expected fewer than {_MOST_UPLOADS} imports that are being sent, got {self._uploads}")
        self._uploads += 1
        try:
            job = await self._receive(request, principal, kinds, kind, media_type, dry_run=dry_run)
        finally:
            self._uploads -= 1
        return web.json_response(_document(job), status=202, headers={"Location": f"/api/v1/jobs/{job.id}"})

    async def list(self, request: web.Request) -> web.Response:
        """A page of imports, the newest first."""
        limit, cursor = _paging(request.query)
        scope = scope_of(principal_of(request))
        found = await self._jobs.store.page(scope, limit=limit + 1, before=cursor)
        more = found[limit - 1].id if len(found) > limit else None
        items = [_document(self._jobs.current(job)) for job in found[:limit]]
        return web.json_response({"items": items, "next": more})

    async def get(self, request: web.Request) -> web.Response:
        """How one import stands."""
        job = await self._jobs.store.find(scope_of(principal_of(request)), _id(request))
        return web.json_response(_document(self._jobs.current(job)))

    async def delete(self, request: web.Request) -> web.Response:
        """Cancels an import that is not over."""
        job = await self._jobs.cancel(scope_of(principal_of(request)), _id(request))
        return web.json_response(_document(job))

    async def faults(self, request: web.Request) -> web.Response:
        """A page of what is wrong with what was sent."""
        return await self._lines(request, "faults")

    async def changes(self, request: web.Request) -> web.Response:
        """A page of what the import changed, or would change."""
        return await self._lines(request, "changes")

    @property
    def _jobs(self) -> ImportJobs:
        if self._runner is None:
            raise ProblemError(503, "Service Unavailable", "this server does no imports")
        return self._runner

    async def _receive(
        self,
        request: web.Request,
        principal: Principal,
        kinds: tuple[str, ...],
        kind: str | None,
        media_type: str,
        *,
        dry_run: bool,
    ) -> Job:
        try:
            path = self._jobs.make_file()
        except BusyError as error:
            raise _busy(str(error)) from None
        try:
            await save(request, path, JOB_BYTES, _JOB_SECONDS)
            by = Author(principal.name, self._clock.now())
            return await self._jobs.submit(scope_of(principal), by, Sent(path, media_type, kind, kinds, dry_run))
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    async def _lines(self, request: web.Request, part: Part) -> web.Response:
        limit, cursor = _paging(request.query, numbered=True)
        scope, job_id = scope_of(principal_of(request)), _id(request)
        found = await self._jobs.store.lines(scope, job_id, part, limit=limit + 1, after=int(cursor or 0))
        more = str(found[limit - 1]["number"]) if len(found) > limit else None
        return web.json_response({"items": found[:limit], "next": more})


def writable(principal: Principal) -> tuple[str, ...]:
    """Kinds of records that a caller may change."""
    return tuple(kind for kind in KINDS if principal.role in KIND_RULES[kind][1].roles)


def _kind(request: web.Request, kinds: tuple[str, ...]) -> str | None:
    kind = request.query.get("kind")
    if kind is not None and kind not in KINDS:
        raise ProblemError(400, "Bad Request", f"kind: expected one of {', '.join(kinds)}, got {show(kind)}")
    if kind is not None and kind not in kinds:
        raise ProblemError(403, "Forbidden", f"kind: expected one of {', '.join(kinds)}, got {kind}")
    return kind


def _id(request: web.Request) -> str:
    text = request.match_info["key"]
    # No other text is an id, and PostgreSQL takes no NUL.
    return text if len(text) <= _LONGEST_ID and text.isascii() and text.isalnum() else "-"


def _paging(query: Mapping[str, str], *, numbered: bool = False) -> tuple[int, str]:
    faults = [Fault(name[:60], "one of limit, cursor", show(name)) for name in query if name not in ("limit", "cursor")]
    limit, cursor = query.get("limit", "100"), query.get("cursor", "")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(_MOST)) and 1 <= int(limit) <= _MOST):
        faults.append(Fault("limit", f"a number of 1 to {_MOST}", show(limit)))
    well = cursor.isascii() and (cursor.isdigit() if numbered else cursor.isalnum()) and len(cursor) <= _LONGEST_ID
    if "cursor" in query and (not well or (numbered and len(cursor) > len(str(10**9)))):
        faults.append(Fault("cursor", "`next` of the page before", show(cursor)))
    if faults:
        raise invalid(InputError("query", faults), 400)
    return int(limit), cursor


def _busy(detail: str) -> ProblemError:
    return ProblemError(429, "Too Many Requests", detail, headers={"Retry-After": str(_RETRY_SECONDS)})


def _document(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state.value,
        "kind": job.kind,
        "dry_run": job.dry_run,
        "principal": job.principal,
        "carrier": job.carrier,
        "size": job.size,
        "created": utc_text(job.created_at),
        "started": None if job.started_at is None else utc_text(job.started_at),
        "ended": None if job.ended_at is None else utc_text(job.ended_at),
        "rows": {"read": job.progress.read, "checked": job.progress.checked, "written": job.progress.written},
        "detail": job.detail,
        "faults": job.faults,
        "difference": {kind: dict(counts) for kind, counts in job.counts.items()},
        "notes": list(job.notes),
        "links": {part: f"/api/v1/jobs/{job.id}/{part}" for part in get_args(Part)},
    }
