"""What the contract says of targets. Pure."""

from collections.abc import Iterator, Mapping

from fengsui.api.authorization import Route
from fengsui.api.openapi_parts import (
    BODY_PROBLEMS,
    IF_MATCH,
    IF_NONE_MATCH,
    JSON,
    KEY,
    Document,
    body,
    followed,
    parameter,
    plain,
    record_links,
    ref,
    responses,
)
from fengsui.coverage.ratio import Source
from fengsui.coverage.targets import TargetState
from fengsui.inventory.fields import REQUIRED
from fengsui.inventory.targets import TARGET_COLUMNS, TARGETS

_PATH = "/api/v1/targets/{key}"
_NAME = parameter("key", "path", KEY, "Name of the target")
_NUMBER: Document = {"type": ["number", "null"]}
_COUNT: Document = {"type": "integer", "minimum": 0}

TARGET_OPERATIONS: Mapping[Route, Document] = {
    ("GET", "/api/v1/targets"): plain(
        "list_targets",
        "The targets of the programme and where each stands",
        responses({"200": ("A carrier gets those for all and its own", ref("TargetList"))}),
    ),
    ("GET", _PATH): plain(
        "get_target",
        "Read a target as it was set",
        responses({"200": ("The target", ref("Target")), "304": ("Not changed", None)}, "404", tagged=True),
        _NAME,
        *IF_NONE_MATCH,
    ),
    ("PUT", _PATH): {
        **plain(
            "put_target",
            "Set a target in the place of what is there",
            followed(
                responses(
                    {"200": ("Replaced", ref("Target")), "201": ("Added", ref("Target"))},
                    *BODY_PROBLEMS,
                    "409",
                    "412",
                    tagged=True,
                ),
                record_links("target"),
            ),
            _NAME,
            *IF_MATCH,
            *IF_NONE_MATCH,
        ),
        "requestBody": body({JSON: ref("TargetNew")}),
    },
    ("PATCH", _PATH): {
        **plain(
            "patch_target",
            "Change columns of a target",
            responses({"200": ("Changed", ref("Target"))}, *BODY_PROBLEMS, "404", "409", "412", "428", tagged=True),
            _NAME,
            *IF_MATCH,
        ),
        "requestBody": body({JSON: ref("TargetChange"), "application/merge-patch+json": ref("TargetChange")}),
    },
    ("DELETE", _PATH): plain(
        "delete_target",
        "Remove a target",
        responses({"204": ("Removed", None)}, "404", "409", "412"),
        _NAME,
        *IF_MATCH,
    ),
}


def target_schemas() -> Iterator[tuple[str, Document]]:
    """Targets as they are sent, as they are shown, and with where they stand."""
    columns = {column: _column(column) for column in TARGETS.columns}
    needed = [each.name for each in TARGETS.fields if each.default is REQUIRED and each.name != TARGETS.key]
    yield "Target", _object(columns, list(columns))
    yield "TargetNew", _object(columns, needed)
    yield "TargetChange", _object(columns, [])
    standing: Document = {
        **columns,
        "state": {"type": "string", "enum": [*TargetState]},
        "reason": {"type": "string", "description": "Why the state is what it is"},
        "current": {**_NUMBER, "description": "What is reached now"},
        "numerator": _NUMBER,
        "denominator": _NUMBER,
        "source": {"type": "string", "enum": [*Source], "description": "Declared by carriers, or observed"},
        "month": {"type": ["string", "null"], "description": "Of the declarations"},
        "unknown": {**_COUNT, "description": "Counties of which nothing is known"},
        "forecast": {**_NUMBER, "description": "For the last day"},
        "forecast_low": _NUMBER,
        "forecast_high": _NUMBER,
    }
    yield "TargetStanding", _object(standing, list(standing))
    yield "TargetList", _object({"items": {"type": "array", "items": ref("TargetStanding")}}, ["items"])


def _column(column: str) -> Document:
    """What a document may hold for a column: null where a target can do without it."""
    schema = TARGET_COLUMNS[column]
    if TARGETS.by_name[column].default is REQUIRED:
        return schema
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def _object(properties: Mapping[str, Document], required: list[str]) -> Document:
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}
