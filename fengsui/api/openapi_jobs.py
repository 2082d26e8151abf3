"""The operations of long imports in the contract. Pure."""

from collections.abc import Mapping

from fengsui.api.authorization import Route
from fengsui.api.openapi_parts import (
    BODY_PROBLEMS,
    JSON,
    KEY,
    Document,
    body,
    followed,
    parameter,
    plain,
    ref,
    responses,
)
from fengsui.inventory.kinds import KINDS
from fengsui.model.job import JobState

_ID = parameter("key", "path", KEY, "Id of the import")
_TEXT: Document = {"type": "string"}
_COUNT: Document = {"type": "integer", "minimum": 0}
_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
_LIMIT = parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "Most that are given")
_LINE = parameter("cursor", "query", {"type": "integer", "minimum": 1, "maximum": 10**9}, "`next` of the page before")
_ROWS: Document = {"oneOf": [{"type": "array", "items": {"type": "object"}}, {"type": "object"}]}


def _object(**properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _counted(*names: str) -> Document:
    return _object(**dict.fromkeys(names, _COUNT))


SCHEMAS: Mapping[str, Document] = {
    "Job": _object(
        id=_TEXT,
        state={"type": "string", "enum": [state.value for state in JobState]},
        kind={"type": ["string", "null"]},
        dry_run={"type": "boolean"},
        principal=_TEXT,
        carrier={"type": ["string", "null"]},
        size={**_COUNT, "description": "Bytes that were sent"},
        created=_TIME,
        started=_TIME,
        ended=_TIME,
        rows=_counted("read", "checked", "written"),
        detail={"type": "string", "description": "Why it ended as it did"},
        faults={**_COUNT, "description": "How many there are; at most 10,000 are kept"},
        difference={"type": "object", "additionalProperties": _counted("added", "changed", "unchanged")},
        notes={"type": "array", "items": _TEXT},
        links=_object(faults=_TEXT, changes=_TEXT),
    ),
    "JobFault": {
        "type": "object",
        "properties": {"number": _COUNT, "where": _TEXT, "expected": _TEXT, "got": _TEXT, "hint": _TEXT},
        "required": ["number", "where", "expected", "got"],
    },
    "JobChange": _object(
        number=_COUNT,
        kind=_TEXT,
        key=_TEXT,
        result={"type": "string", "enum": ["added", "changed"]},
        fields={"type": "object", "additionalProperties": {"type": "array", "description": "Before and after"}},
    ),
}
OPERATIONS: Mapping[Route, Document] = {
    ("POST", "/api/v1/jobs"): {
        **plain(
            "send_import",
            "Send a long import, which is done as a job",
            followed(
                responses({"202": ("It waits; Location says where to ask after it", ref("Job"))}, *BODY_PROBLEMS),
                {
                    name: (to, {"path.key": "$response.body#/id"})
                    for name, to in (
                        ("read", "read_import"),
                        ("cancel", "cancel_import"),
                        ("faults", "list_import_faults"),
                        ("changes", "list_import_changes"),
                    )
                },
            ),
            parameter("kind", "query", {"type": "string", "enum": list(KINDS)}, "Kind of the rows; CSV needs it"),
            parameter("dry_run", "query", {"type": "boolean", "default": False}, "Judge, and change nothing"),
        ),
        "requestBody": body({JSON: _ROWS, "application/x-ndjson": _TEXT, "text/csv": _TEXT}),
    },
    ("GET", "/api/v1/jobs"): plain(
        "list_imports",
        "Imports, the newest first",
        responses({"200": ("A page; a carrier sees its own", ref("JobPage"))}),
        _LIMIT,
        parameter("cursor", "query", {"type": "string", "pattern": "^[0-9a-z]{1,32}$"}, "`next` of the page before"),
    ),
    ("GET", "/api/v1/jobs/{key}"): plain(
        "read_import", "How an import stands", responses({"200": ("The import", ref("Job"))}, "404"), _ID
    ),
    ("DELETE", "/api/v1/jobs/{key}"): plain(
        "cancel_import",
        "Cancel an import that is not over",
        responses({"200": ("It was cancelled; nothing was changed", ref("Job"))}, "404", "409"),
        _ID,
    ),
    ("GET", "/api/v1/jobs/{key}/faults"): plain(
        "list_import_faults",
        "What is wrong with what was sent",
        responses({"200": ("A page", ref("JobFaultPage"))}, "404"),
        _ID,
        _LIMIT,
        _LINE,
    ),
    ("GET", "/api/v1/jobs/{key}/changes"): plain(
        "list_import_changes",
        "What an import changed, or would change: the first 10,000",
        responses({"200": ("A page", ref("JobChangePage"))}, "404"),
        _ID,
        _LIMIT,
        _LINE,
    ),
}
