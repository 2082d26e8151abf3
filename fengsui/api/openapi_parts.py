"""What operations of the contract are put together from: answers, parameters, and schemas that are not of a kind of records. Pure."""

from collections.abc import Mapping
from typing import Any

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
BODY_PROBLEMS = ("408", "413", "415", "422")
JSON = "application/json"
KEY = {"type": "string", "minLength": 1, "maxLength": 100}
_TAG = {"schema": {"type": "string"}, "description": "Entity tag of the record"}


def responses(answers: Mapping[str, tuple[str, Document | None]], *problems: str, tagged: bool = False) -> Document:
    """Answers by status; those that every route can give are added."""
    found: Document = {}
    for status, (description, schema) in answers.items():
        found[status] = {"description": description}
        if schema is not None:
            found[status]["content"] = {JSON: {"schema": schema}}
        if tagged:
            found[status]["headers"] = {"ETag": _TAG}
    for status in sorted({*_EVERYWHERE, *problems}):
        found[status] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
    return found


def parameter(name: str, place: str, schema: Document, description: str) -> Document:
    """A parameter in the path, the query or a header."""
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}


def body(schemas: Mapping[str, Document]) -> Document:
    """A body of one of these media types."""
    return {"required": True, "content": {media: {"schema": schema} for media, schema in schemas.items()}}


def ref(name: str) -> Document:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def text_answer(description: str, media: str) -> Document:
    """Answers of a route that gives text."""
    found = responses({"200": (description, None)})
    found["200"]["content"] = {media: {"schema": {"type": "string"}}}
    return found


def followed(answers: Document, links: Mapping[str, tuple[str, Mapping[str, str]]]) -> Document:
    """Answers of a success with what can be done next.

    Args:
        answers: By status.
        links: By name, the operation and where its parameters come from (runtime expressions of OpenAPI).
    """
    shown = {name: {"operationId": to, "parameters": dict(given)} for name, (to, given) in links.items()}
    return {status: {**each, "links": shown} if status[0] == "2" else each for status, each in answers.items()}


def record_links(singular: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    """From a record that was put to reading, changing and removing it."""
    key = {"path.key": "$request.path.key"}
    tagged = {**key, "header.If-Match": "$response.header.ETag"}
    return {
        "read": (f"get_{singular}", key),
        "change": (f"patch_{singular}", tagged),
        "remove": (f"delete_{singular}", tagged),
    }


def plain(operation: str, summary: str, responses: Document, *parameters: Document) -> Document:
    """An operation that is not of a kind of records."""
    return {"operationId": operation, "summary": summary, "parameters": list(parameters), "responses": responses}


OBJECT: Document = {"type": "object"}
IF_MATCH = (parameter("If-Match", "header", {"type": "string"}, "ETag that the record must have"),)
IF_NONE_MATCH = (parameter("If-None-Match", "header", {"type": "string"}, "ETag that is known; * for a new record"),)
PROBLEM: Document = {
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
ENTRY: Document = {
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
BULK: Document = {
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
