"""Incidents over HTTP: listed, read, and acknowledged; a carrier sees those whose cause is its own equipment."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from aiohttp import web

from fengsui.alerts.incident_document import as_seen_by, incident_document
from fengsui.api.body import read_json
from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.api.records import scope_of
from fengsui.clock import Clock
from fengsui.coverage.moment import parse_moment
from fengsui.errors import Fault, InputError, NotFoundError, UsageError
from fengsui.history.incident_codec import NOTE
from fengsui.history.incidents import IncidentFilter
from fengsui.inventory.fields import show
from fengsui.model.incident import Acknowledgement, Incident, IncidentSeverity

MOST = 1000
_PARAMETERS = ("open", "acknowledged", "since", "until", "county", "carrier", "severity", "limit", "cursor")
_CODE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_CURSOR = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)_([0-9a-f-]{1,40})", re.ASCII)
_ID = re.compile(r"[0-9a-f-]{1,40}", re.ASCII)


class Incidents(Protocol):
    """Where incidents are kept: a small protocol that `fengsui.history.incidents` fulfils."""

    async def listing(
        self, wanted: IncidentFilter, *, after: tuple[float, str] | None = None, limit: int = 100
    ) -> list[Incident]:
        """Those that opened last first."""
        ...

    async def get(self, incident_id: str) -> Incident | None:
        """The one of this id."""
        ...

    async def acknowledge(self, incident_id: str, said: Acknowledgement) -> Incident:
        """Notes that somebody took it on."""
        ...


class IncidentHandlers:
    """Handlers of incidents.

    Args:
        incidents: Where they are kept; None where the application has no history.
        clock: Stamps acknowledgements, and tells which moments have been.
    """

    def __init__(self, incidents: Incidents | None, clock: Clock) -> None:
        self._kept = incidents
        self._clock = clock

    async def list(self, request: web.Request) -> web.Response:
        """`/api/v1/incidents`: a page, those that opened last first."""
        own = scope_of(principal_of(request)).carrier
        wanted, after, limit = _asked(request.query, own, self._clock.now())
        county = None if own is None else wanted.county
        # Which counties another carrier lost by the same duct must not be found out by asking for one after the other.
        asked = wanted if own is None else replace(wanted, county=None)
        found = await self._incidents.listing(asked, after=after, limit=limit + 1)
        cursor = _cursor(found[limit - 1]) if len(found) > limit else None
        shown = [each for one in found[:limit] if (each := _seen(one, own)) is not None and _lists(each, county)]
        items = [incident_document(each, full=False, carrier=own) for each in shown]
        headers = {} if cursor is None else {"Link": f'<{request.rel_url.update_query(cursor=cursor)}>; rel="next"'}
        return web.json_response({"items": items, "next": cursor}, headers=headers)

    async def get(self, request: web.Request) -> web.Response:
        """`/api/v1/incidents/{id}`: one incident with everything that it took down."""
        own = scope_of(principal_of(request)).carrier
        found = await self._incidents.get(_id(request))
        shown = None if found is None else _seen(found, own)
        if shown is None:
            raise _nothing(request)
        return web.json_response(incident_document(shown, carrier=own))

    async def acknowledge(self, request: web.Request) -> web.Response:
        """`/api/v1/incidents/{id}/acknowledge`: says that the caller took it on, with a note or without."""
        note = _note(await read_json(request, "application/json")) if request.can_read_body else ""
        said = Acknowledgement(principal_of(request).name, self._clock.now(), note)
        try:
            return web.json_response(incident_document(await self._incidents.acknowledge(_id(request), said)))
        except NotFoundError:
            raise _nothing(request) from None

    @property
    def _incidents(self) -> Incidents:
        if self._kept is None:
            raise ProblemError(503, "Service Unavailable", "this server has no history")
        return self._kept


def _seen(each: Incident, own: str | None) -> Incident | None:
    return each if own is None else as_seen_by(each, own)


def _lists(each: Incident, county: str | None) -> bool:
    return county is None or county in each.counties


def _id(request: web.Request) -> str:
    text = request.match_info["key"]
    # No other text is an id.
    return text if _ID.fullmatch(text) else "-"


def _nothing(request: web.Request) -> ProblemError:
    return ProblemError(404, "Not Found", f"there is no incident {show(request.match_info['key'])}")


def _cursor(last: Incident) -> str:
    return f"{last.opened_at!r}_{last.id}"


def _note(document: Any) -> str:
    faults = []
    if not isinstance(document, dict):
        raise invalid(InputError("body", [Fault("", "an object", "something else")]), 422)
    faults += [Fault(f"/{name[:60]}", "note or nothing", show(name)) for name in document if name != "note"]
    note = document.get("note", "")
    if not isinstance(note, str) or len(note) > NOTE:
        faults.append(Fault("/note", f"text of at most {NOTE} characters", show(str(note))))
    if faults:
        raise invalid(InputError("body", faults), 422)
    return str(note)


def _asked(
    query: Mapping[str, str], own: str | None, now: float
) -> tuple[IncidentFilter, tuple[float, str] | None, int]:
    faults = [
        Fault(name[:60], f"one of {', '.join(_PARAMETERS)}", show(name)) for name in query if name not in _PARAMETERS
    ]
    carrier = _matching(query, "carrier", _CODE, "a carrier's code", faults)
    wanted = IncidentFilter(
        open=_flag(query, "open", faults),
        acknowledged=_flag(query, "acknowledged", faults),
        since=_moment(query, "since", now, faults),
        until=_moment(query, "until", now, faults),
        county=_matching(query, "county", re.compile(r"[0-9]{6}", re.ASCII), "a GB/T 2260 code of six digits", faults),
        carrier=carrier if own is None else own,
        severity=_severity(query, faults),
    )
    limit = query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(MOST)) and 1 <= int(limit) <= MOST):
        faults.append(Fault("limit", f"a number of 1 to {MOST}", show(limit)))
    cursor = _CURSOR.fullmatch(query.get("cursor", ""))
    if "cursor" in query and cursor is None:
        faults.append(Fault("cursor", "`next` of the page before", show(query["cursor"])))
    if faults:
        raise invalid(InputError("query", faults), 400)
    if own is not None and carrier not in (None, own):
        # Of another carrier there is nothing to be seen, whatever there is.
        return IncidentFilter(carrier="-"), None, int(limit)
    return wanted, None if cursor is None else (float(cursor[1]), cursor[2]), int(limit)


def _flag(query: Mapping[str, str], name: str, faults: list[Fault]) -> bool | None:
    text = query.get(name)
    if text not in (None, "true", "false"):
        faults.append(Fault(name, "true or false", show(text)))
    return None if text is None else text == "true"


def _matching(
    query: Mapping[str, str], name: str, form: re.Pattern[str], expected: str, faults: list[Fault]
) -> str | None:
    text = query.get(name)
    if text is not None and form.fullmatch(text) is None:
        faults.append(Fault(name, expected, show(text)))
    return text


def _severity(query: Mapping[str, str], faults: list[Fault]) -> IncidentSeverity | None:
    text = query.get("severity")
    if text is None:
        return None
    if text not in [*IncidentSeverity]:
        faults.append(Fault("severity", f"one of {', '.join(IncidentSeverity)}", show(text)))
        return None
    return IncidentSeverity(text)


def _moment(query: Mapping[str, str], name: str, now: float, faults: list[Fault]) -> float | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        return parse_moment(text, now, what=name, beginning=name == "since").at
    except UsageError:
        faults.append(
            Fault(name, "a day such as 2026-06-30 or a time such as 2026-06-30T18:00+08:00 that has been", show(text))
        )
        return None
