"""The operations of incidents in the contract. Pure."""

from collections.abc import Mapping

from fengsui.api.authorization import Route
from fengsui.api.openapi_parts import BODY_PROBLEMS, JSON, KEY, Document, parameter, plain, ref, responses
from fengsui.history.incident_codec import NOTE
from fengsui.model.incident import CauseKind, IncidentSeverity, IncidentState, Loss

_TEXT: Document = {"type": "string"}
_TEXTS: Document = {"type": "array", "items": _TEXT}
_COUNT: Document = {"type": "integer", "minimum": 0}
_TIME: Document = {"type": "string", "format": "date-time"}
_MAYBE_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
_FLAG: Document = {"type": "boolean"}
_MAYBE_TEXT: Document = {"type": ["string", "null"]}


def _object(**properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _among(*words: str) -> Document:
    return {"type": "string", "enum": list(words)}


_ELEMENT = _object(kind=_among("device", "link"), name=_TEXT, carrier=_TEXT)
_ELEMENTS: Document = {"type": "array", "items": _ELEMENT}
_COUNTY = _object(
    county=_TEXT, carrier=_TEXT, lost=_among(*Loss), whole=_FLAG, since=_TIME, until={**_MAYBE_TIME, "description": "When it was over"}
)  # fmt: skip
_SUMMARY: Mapping[str, Document] = {
    "id": _TEXT,
    "state": _among(*IncidentState),
    "severity": {**_among(*IncidentSeverity), "description": "The worst so far"},
    "kind": _among(*CauseKind),
    "cause": {**_TEXTS, "description": "Names of what is to be repaired"},
    "carriers": {**_TEXTS, "description": "Codes of those whose equipment failed"},
    "counties": {**_TEXTS, "description": "Codes of those that lost anything"},
    "opened": _TIME,
    "seen": {**_TIME, "description": "When the cause was last known to be down"},
    "up_since": {**_MAYBE_TIME, "description": "Since when the cause is up again, while it must prove to stay so"},
    "closed": _MAYBE_TIME,
    "reason": {**_TEXT, "description": "What the evidence says of the cause"},
    "evidence": _object(first=_MAYBE_TIME, last=_MAYBE_TIME),
    "households": {
        "type": ["integer", "null"],
        "description": "In counties that no carrier covered; null for a carrier",
    },
    "flaps": _COUNT,
    "maintenance": {**_FLAG, "description": "Planned work is announced for all of the cause"},
    "merged_into": {**_MAYBE_TEXT, "description": "Id of the incident that turned out to be the same one"},
    "acknowledged": {
        "oneOf": [{"type": "null"}, _object(at=_TIME, by=_MAYBE_TEXT, note=_MAYBE_TEXT)],
        "description": "Who took it on; a carrier sees only when",
    },
    "lost": {**_object(**dict.fromkeys(Loss, _COUNT)), "description": "Counties by what they lost"},
    "devices": {**_COUNT, "description": "Devices that it took down"},
    "links": {**_COUNT, "description": "Links that it took down"},
}
SCHEMAS: Mapping[str, Document] = {
    "Incident": _object(**_SUMMARY),
    "IncidentDetail": _object(
        **_SUMMARY,
        elements={**_ELEMENTS, "description": "What failed"},
        duct={**_MAYBE_TEXT, "description": "What they lie in, where that is the cause"},
        together_with={**_ELEMENTS, "description": "What had failed before, without which this would have cost less"},
        or_else={**_ELEMENTS, "description": "What would explain the same: no evidence tells them apart"},
        victims=_object(counties={"type": "array", "items": _COUNTY}, devices=_TEXTS, links=_TEXTS),
    ),
}
_ID = parameter("key", "path", KEY, "Id of the incident")
_MOMENT = "a day by the province's time, or a time by ISO 8601"
OPERATIONS: Mapping[Route, Document] = {
    ("GET", "/api/v1/incidents"): plain(
        "list_incidents",
        "Incidents, those that opened last first",
        responses({"200": ("A page; a carrier sees those whose cause is its own", ref("IncidentPage"))}),
        parameter("open", "query", _FLAG, "True for those that are not closed, false for those that are"),
        parameter("acknowledged", "query", _FLAG, "Whether somebody took it on"),
        parameter("since", "query", _TEXT, f"Those that lasted then or later: {_MOMENT}"),
        parameter("until", "query", _TEXT, f"Those that opened before: {_MOMENT}"),
        parameter("county", "query", {"type": "string", "pattern": "^[0-9]{6}$"}, "That cost this county anything"),
        parameter("carrier", "query", {"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}, "Whose cause is its own"),
        parameter("severity", "query", _among(*IncidentSeverity), "Of this severity"),
        parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "Most that are given"),
        parameter(
            "cursor",
            "query",
            {"type": "string", "pattern": "^[0-9]{1,12}([.][0-9]{1,12})?_[0-9a-f-]{1,40}$"},
            "`next` of the page before",
        ),
    ),
    ("GET", "/api/v1/incidents/{key}"): plain(
        "read_incident",
        "An incident with everything that it took down",
        responses({"200": ("The incident", ref("IncidentDetail"))}, "404"),
        _ID,
    ),
    ("POST", "/api/v1/incidents/{key}/acknowledge"): {
        **plain(
            "acknowledge_incident",
            "Say that you take an incident on",
            responses({"200": ("The incident", ref("IncidentDetail"))}, *BODY_PROBLEMS, "404", "409"),
            _ID,
        ),
        "requestBody": {
            "required": False,
            "content": {
                JSON: {
                    "schema": {
                        "type": "object",
                        "properties": {"note": {"type": "string", "maxLength": NOTE}},
                        "additionalProperties": False,
                    }
                }
            },
        },
    },
}
