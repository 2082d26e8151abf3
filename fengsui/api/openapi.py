"""OpenAPI 3.1 from the tables of the code: routes and roles, kinds and columns, filters and sorts. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

import fengsui
from fengsui.api.authorization import RULES, Access, Opening, Route
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.listing import FILTERS, MOST, SORTS
from fengsui.inventory.schemas import COLUMNS, column_schema, required_columns

Document = dict[str, Any]

_PROBLEMS = {
    "400": "What stands in the URL, a header or the body cannot be read",
    "401": "A valid token is needed",
    "403": "The role of the token does not do",
    "404": "There is nothing there, or nothing that this caller may know of",
    "408": "The body did not come in time",
    "409": "Others refer to the record, its name cannot be used, or somebody was faster",
    "412": "The record is not as the condition demands",
    "413": "The body is too large",
    "415": "The body is of a kind that is not taken",
    "422": "What was sent is not valid: every fault with its place",
    "428": "If-Match is needed",
    "429": "Too many requests",
    "503": "The database does not answer",
}
_EVERYWHERE = ("400", "401", "403", "429", "503")
_BODY = ("408", "413", "415", "422")
_JSON = "application/json"
_KEY_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 100}
_TAG = {"schema": {"type": "string"}, "description": "Entity tag of the record"}


def openapi_document() -> Document:
    """The whole contract."""
    paths: Document = {}
    for (method, path), access in sorted(RULES.items(), key=lambda item: (item[0][1], item[0][0])):
        paths.setdefault(path, {})[method.lower()] = _operation((method, path), access)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fengsui 烽燧",
            "version": fengsui.__version__,
            "description": "The inventory, coverage and metrics of a province's broadband network.",
        },
        "paths": paths,
        "components": {
            "schemas": {**dict(_schemas()), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> Iterator[tuple[str, Document]]:
    for kind in KINDS.values():
        shown = {column: column_schema(kind.name, column) for column in kind.columns}
        name = kind.singular.capitalize()
        for column, schema in shown.items():
            if kind.by_name[column].secret:
                # Secrets are never shown: stars where there is one.
                shown[column] = {
                    "type": ["string", "null"],
                    "enum": ["***", None],
                    "description": schema["description"],
                }
        yield (
            name,
            {"type": "object", "properties": shown, "required": list(kind.columns), "additionalProperties": False},
        )
        yield f"{name}New", _writing(kind.name, required_columns(kind.name))
        yield f"{name}Change", _writing(kind.name, [])
        yield f"{name}Page", _page(name)
    yield "Entry", _ENTRY
    yield "EntryPage", _page("Entry")
    yield "BulkResult", _BULK


def _writing(kind: str, required: list[str]) -> Document:
    """What is sent: the key stands in the path, and need not be repeated."""
    columns = {column: column_schema(kind, column) for column in COLUMNS[kind]}
    kept = [column for column in required if column not in (KINDS[kind].key, "carrier")]
    return {"type": "object", "properties": columns, "required": kept, "additionalProperties": False}


def _page(name: str) -> Document:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": _ref(name)},
            "next": {"type": ["string", "null"], "description": "Cursor of the next page; null where this is the last"},
        },
        "required": ["items", "next"],
    }


def _operation(route: Route, access: Access) -> Document:
    operation = _of_records(route) or _OTHERS[route]
    may = ", ".join(sorted(access.roles))
    opening = {
        Opening.NOBODY: "",
        Opening.LOCAL: ", and callers on this machine where the settings say so",
        Opening.EVERYBODY: "; no token is needed",
    }[access.without_token]
    security: list[Document] = [{"token": []}, *([] if access.without_token is Opening.NOBODY else [{}])]
    return {**operation, "description": f"For {may}{opening}.", "security": security}


def _of_records(route: Route) -> Document | None:
    method, path = route
    name = path.removeprefix("/api/v1/").removesuffix(":bulk").removesuffix("/{key}")
    if name not in KINDS or not path.startswith("/api/v1/"):
        return None
    singular = KINDS[name].singular
    if path.endswith(":bulk"):
        return _bulk(name, singular)
    if not path.endswith("{key}"):
        return _list(name, singular)
    made = {"GET": _get, "PUT": _put, "PATCH": _patch, "DELETE": _delete}[method](singular)
    made["parameters"] = [_parameter("key", "path", _KEY_SCHEMA, f"Key of the {singular}"), *made.get("parameters", ())]
    return {"operationId": f"{method.lower()}_{singular}", "tags": [name], **made}


def _list(name: str, singular: str) -> Document:
    sorts = [sort for column in SORTS[name] for sort in (column, f"-{column}")]
    filters = [
        _parameter(column, "query", _filter(name, column), f"Only with this {column}") for column in FILTERS[name]
    ]
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 100}
    return {
        "operationId": f"list_{name}",
        "tags": [name],
        "summary": f"List {name}",
        "parameters": [
            *filters,
            _parameter("sort", "query", {"type": "string", "enum": sorts}, "Column; - before it for descending"),
            _parameter("limit", "query", limit, "Most that are given"),
            _parameter("cursor", "query", {"type": "string"}, "`next` of the page before"),
            *_IF_NONE_MATCH,
        ],
        "responses": _responses(
            {"200": (f"A page of {name}", _ref(f"{singular.capitalize()}Page")), "304": ("Not changed", None)}
        ),
    }


def _filter(name: str, column: str) -> Document:
    return {key: value for key, value in COLUMNS[name][column].items() if key != "description"}


def _get(singular: str) -> Document:
    answers = {"200": (f"The {singular}", _ref(singular.capitalize())), "304": ("Not changed", None)}
    return {
        "summary": f"Read a {singular}",
        "parameters": list(_IF_NONE_MATCH),
        "responses": _responses(answers, "404", tagged=True),
    }


def _put(singular: str) -> Document:
    name = singular.capitalize()
    answers = {"200": ("Replaced", _ref(name)), "201": ("Added", _ref(name))}
    return {
        "summary": f"Put a {singular} in the place of what is there",
        "parameters": [*_IF_MATCH, *_IF_NONE_MATCH],
        "requestBody": _body({_JSON: _ref(f"{name}New")}),
        "responses": _responses(answers, *_BODY, "409", "412", tagged=True),
    }


def _patch(singular: str) -> Document:
    name = singular.capitalize()
    types = {_JSON: _ref(f"{name}Change"), "application/merge-patch+json": _ref(f"{name}Change")}
    return {
        "summary": f"Change columns of a {singular}",
        "parameters": list(_IF_MATCH),
        "requestBody": _body(types),
        "responses": _responses({"200": ("Changed", _ref(name))}, *_BODY, "404", "409", "412", "428", tagged=True),
    }


def _delete(singular: str) -> Document:
    return {
        "summary": f"Remove a {singular} that nothing refers to",
        "parameters": list(_IF_MATCH),
        "responses": _responses({"204": ("Removed", None)}, "404", "409", "412"),
    }


def _bulk(name: str, singular: str) -> Document:
    text = {"type": "string"}
    rows = {"type": "array", "items": _row(name, singular), "maxItems": 1000}
    return {
        "operationId": f"bulk_{name}",
        "tags": [name],
        "summary": f"Add or change many {name}, all or none",
        "parameters": [
            _parameter("dry_run", "query", {"type": "boolean", "default": False}, "Judge, and change nothing"),
            _parameter(
                "Idempotency-Key",
                "header",
                {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
                "Sent again with the same key within a day, a request changes nothing twice",
            ),
        ],
        "requestBody": _body({_JSON: rows, "application/x-ndjson": text, "text/csv": text}),
        "responses": _responses({"200": ("What was done, row by row", _ref("BulkResult"))}, *_BODY, "409"),
    }


def _row(name: str, singular: str) -> Document:
    return {**_writing(name, []), "required": [KINDS[name].key]} if singular else {}


def _responses(answers: Mapping[str, tuple[str, Document | None]], *problems: str, tagged: bool = False) -> Document:
    found: Document = {}
    for status, (description, schema) in answers.items():
        found[status] = {"description": description}
        if schema is not None:
            found[status]["content"] = {_JSON: {"schema": schema}}
        if tagged:
            found[status]["headers"] = {"ETag": _TAG}
    for status in sorted({*_EVERYWHERE, *problems}):
        found[status] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": _ref("Problem")}},
        }
    return found


def _parameter(name: str, place: str, schema: Document, description: str) -> Document:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}


def _body(schemas: Mapping[str, Document]) -> Document:
    return {"required": True, "content": {media: {"schema": schema} for media, schema in schemas.items()}}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(description: str, media: str) -> Document:
    found = _responses({"200": (description, None)})
    found["200"]["content"] = {media: {"schema": {"type": "string"}}}
    return found


def _plain(operation: str, summary: str, responses: Document, *parameters: Document) -> Document:
    return {"operationId": operation, "summary": summary, "parameters": list(parameters), "responses": responses}


_OBJECT: Document = {"type": "object"}
_IF_MATCH = (_parameter("If-Match", "header", {"type": "string"}, "ETag that the record must have"),)
_IF_NONE_MATCH = (_parameter("If-None-Match", "header", {"type": "string"}, "ETag that is known; * for a new record"),)
_PROBLEM: Document = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "where": {"type": "string", "description": "JSON Pointer, row and column, or parameter"},
                    "expected": {"type": "string"},
                    "got": {"type": "string"},
                    "hint": {"type": "string"},
                },
                "required": ["where", "expected", "got"],
            },
        },
    },
    "required": ["title", "status"],
}
_ENTRY: Document = {
    "type": "object",
    "properties": {
        "number": {"type": "integer"},
        "time": {"type": "string", "format": "date-time"},
        "principal": {"type": "string"},
        "action": {"type": "string", "enum": ["added", "changed", "removed"]},
        "kind": {"type": "string"},
        "key": {"type": "string"},
        "carrier": {"type": ["string", "null"]},
        "before": {"type": ["object", "null"]},
        "after": {"type": ["object", "null"]},
    },
    "required": ["number", "time", "principal", "action", "kind", "key", "carrier", "before", "after"],
}
_BULK: Document = {
    "type": "object",
    "properties": {
        "dry_run": {"type": "boolean"},
        "added": {"type": "integer"},
        "changed": {"type": "integer"},
        "unchanged": {"type": "integer"},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": "integer", "description": "From 0"},
                    "key": {"type": "string"},
                    "result": {"type": "string", "enum": ["added", "changed", "unchanged"]},
                },
            },
        },
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["dry_run", "added", "changed", "unchanged", "results", "notes"],
}
_NAMES = {"type": "array", "items": {"type": "string"}, "maxItems": 50}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 10**18}
_OTHERS: Mapping[Route, Document] = {
    ("GET", "/"): _plain("page", "The page", _text("The page", "text/html")),
    ("GET", "/docs"): _plain("docs", "This contract as a page", _text("The page", "text/html")),
    ("GET", "/openapi.json"): _plain("openapi", "This contract", _responses({"200": ("OpenAPI 3.1", _OBJECT)})),
    ("GET", "/api/v1/coverage"): _plain(
        "coverage", "Coverage of every county", _responses({"200": ("As far as the caller may see it", _OBJECT)})
    ),
    ("GET", "/api/v1/coverage/what-if"): _plain(
        "what_if",
        "What an outage would take away",
        _responses({"200": ("As far as the caller may see it", _OBJECT)}, "404"),
        _parameter("down_link", "query", _NAMES, "Link to take as down"),
        _parameter("down_device", "query", _NAMES, "Device to take as down"),
        _parameter("assume_up", "query", {"type": "boolean"}, "Take everything else as up"),
        _parameter("worst", "query", {"type": "integer", "minimum": 0, "maximum": 100}, "Worst single cuts to name"),
    ),
    ("GET", "/api/v1/audit"): _plain(
        "audit",
        "Who changed what, the newest first",
        _responses({"200": ("Entries; a carrier sees those of its own records", _ref("EntryPage"))}),
        _parameter("kind", "query", {"type": "string"}, "Only of these"),
        _parameter("key", "query", {"type": "string"}, "Only of the record with this key"),
        _parameter("principal", "query", {"type": "string"}, "Only in this name"),
        _parameter("since", "query", _NUMBER, "Epoch seconds"),
        _parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "Most that are given"),
        _parameter("cursor", "query", _NUMBER, "`next` of the page before"),
    ),
    ("GET", "/metrics"): _plain("metrics", "Coverage, counties and the poller", _text("Metrics", "text/plain")),
    ("GET", "/metrics/devices"): _plain(
        "device_metrics",
        "Devices, interfaces and links",
        _text("Metrics", "text/plain"),
        _parameter("shard", "query", {"type": "string", "pattern": "^[0-9]{1,3}/[0-9]{1,3}$"}, "i/n, i from 0"),
    ),
    ("GET", "/sd/prometheus"): _plain(
        "discovery", "Targets for Prometheus", _responses({"200": ("Targets", {"type": "array"})})
    ),
    ("GET", "/healthz"): _plain("alive", "Whether the process lives", _responses({"200": ("It does", _OBJECT)})),
    ("GET", "/readyz"): _plain(
        "ready",
        "Whether the service is ready",
        {
            **_responses({"200": ("It is", _OBJECT)}),
            "503": {"description": "Not yet, and why", "content": {_JSON: {"schema": _OBJECT}}},
        },
    ),
}
