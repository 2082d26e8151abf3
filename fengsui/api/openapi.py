"""OpenAPI 3.1 from the tables of the code: routes and roles, kinds and columns, filters and sorts. Pure."""

from collections.abc import Iterator

import fengsui
from fengsui.api import openapi_incidents, openapi_jobs
from fengsui.api.authorization import RULES, Access, Opening, Route
from fengsui.api.openapi_fixed import OPERATIONS
from fengsui.api.openapi_parts import (
    BODY_PROBLEMS,
    BULK,
    ENTRY,
    IF_MATCH,
    IF_NONE_MATCH,
    JSON,
    KEY,
    PROBLEM,
    Document,
    body,
    followed,
    parameter,
    record_links,
    ref,
    responses,
)
from fengsui.api.openapi_reports import REPORT_OPERATIONS, report_schemas
from fengsui.api.openapi_targets import TARGET_OPERATIONS, target_schemas
from fengsui.api.openapi_verification import CONNECTIVITY, VERIFICATION
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.listing import FILTERS, MOST, SORTS
from fengsui.inventory.schemas import COLUMNS, column_schema, required_columns

_FIXED = {
    **OPERATIONS,
    **REPORT_OPERATIONS,
    **TARGET_OPERATIONS,
    **openapi_jobs.OPERATIONS,
    **openapi_incidents.OPERATIONS,
}


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
            "schemas": {**dict(_schemas()), "Problem": PROBLEM},
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
    yield "Entry", ENTRY
    yield "EntryPage", _page("Entry")
    for name, schema in openapi_jobs.SCHEMAS.items():
        yield name, schema
        yield f"{name}Page", _page(name)
    yield from openapi_incidents.SCHEMAS.items()
    yield "IncidentPage", _page("Incident")
    yield "BulkResult", BULK
    yield "Verification", VERIFICATION
    yield from report_schemas()
    yield from target_schemas()
    yield "Connectivity", CONNECTIVITY


def _writing(kind: str, required: list[str]) -> Document:
    """What is sent: the key stands in the path, and need not be repeated."""
    columns = {column: column_schema(kind, column) for column in COLUMNS[kind]}
    kept = [column for column in required if column not in (KINDS[kind].key, "carrier")]
    return {"type": "object", "properties": columns, "required": kept, "additionalProperties": False}


def _page(name: str) -> Document:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": ref(name)},
            "next": {"type": ["string", "null"], "description": "Cursor of the next page; null where this is the last"},
        },
        "required": ["items", "next"],
    }


def _operation(route: Route, access: Access) -> Document:
    operation = _of_records(route) or _FIXED[route]
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
    made["parameters"] = [parameter("key", "path", KEY, f"Key of the {singular}"), *made.get("parameters", ())]
    return {"operationId": f"{method.lower()}_{singular}", "tags": [name], **made}


def _list(name: str, singular: str) -> Document:
    sorts = [sort for column in SORTS[name] for sort in (column, f"-{column}")]
    filters = [
        parameter(column, "query", _filter(name, column), f"Only with this {column}") for column in FILTERS[name]
    ]
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 100}
    return {
        "operationId": f"list_{name}",
        "tags": [name],
        "summary": f"List {name}",
        "parameters": [
            *filters,
            parameter("sort", "query", {"type": "string", "enum": sorts}, "Column; - before it for descending"),
            parameter("limit", "query", limit, "Most that are given"),
            parameter("cursor", "query", {"type": "string"}, "`next` of the page before"),
            *IF_NONE_MATCH,
        ],
        "responses": responses(
            {"200": (f"A page of {name}", ref(f"{singular.capitalize()}Page")), "304": ("Not changed", None)}
        ),
    }


def _filter(name: str, column: str) -> Document:
    return {key: value for key, value in COLUMNS[name][column].items() if key != "description"}


def _get(singular: str) -> Document:
    answers = {"200": (f"The {singular}", ref(singular.capitalize())), "304": ("Not changed", None)}
    return {
        "summary": f"Read a {singular}",
        "parameters": list(IF_NONE_MATCH),
        "responses": responses(answers, "404", tagged=True),
    }


def _put(singular: str) -> Document:
    name = singular.capitalize()
    answers = {"200": ("Replaced", ref(name)), "201": ("Added", ref(name))}
    return {
        "summary": f"Put a {singular} in the place of what is there",
        "parameters": [*IF_MATCH, *IF_NONE_MATCH],
        "requestBody": body({JSON: ref(f"{name}New")}),
        "responses": followed(responses(answers, *BODY_PROBLEMS, "409", "412", tagged=True), record_links(singular)),
    }


def _patch(singular: str) -> Document:
    name = singular.capitalize()
    types = {JSON: ref(f"{name}Change"), "application/merge-patch+json": ref(f"{name}Change")}
    return {
        "summary": f"Change columns of a {singular}",
        "parameters": list(IF_MATCH),
        "requestBody": body(types),
        "responses": responses(
            {"200": ("Changed", ref(name))}, *BODY_PROBLEMS, "404", "409", "412", "428", tagged=True
        ),
    }


def _delete(singular: str) -> Document:
    return {
        "summary": f"Remove a {singular} that nothing refers to",
        "parameters": list(IF_MATCH),
        "responses": responses({"204": ("Removed", None)}, "404", "409", "412"),
    }


def _bulk(name: str, singular: str) -> Document:
    text = {"type": "string"}
    rows = {"type": "array", "items": _row(name, singular), "maxItems": 1000}
    return {
        "operationId": f"bulk_{name}",
        "tags": [name],
        "summary": f"Add or change many {name}, all or none",
        "parameters": [
            parameter("dry_run", "query", {"type": "boolean", "default": False}, "Judge, and change nothing"),
            parameter(
                "Idempotency-Key",
                "header",
                {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
                "Sent again with the same key within a day, a request changes nothing twice",
            ),
        ],
        "requestBody": body({JSON: rows, "application/x-ndjson": text, "text/csv": text}),
        "responses": responses({"200": ("What was done, row by row", ref("BulkResult"))}, *BODY_PROBLEMS, "409"),
    }


def _row(name: str, singular: str) -> Document:
    return {**_writing(name, []), "required": [KINDS[name].key]} if singular else {}
