"""The operations of the contract that are not of a kind of records: whoever adds a route says here what it is. Pure."""

from collections.abc import Mapping

from fengsui.api.authorization import Route
from fengsui.api.openapi_parts import JSON, KEY, OBJECT, Document, parameter, plain, ref, responses, text_answer
from fengsui.coverage.availability import AvailabilityKind
from fengsui.inventory.formats import MEDIA_TYPES, ExportFormat
from fengsui.inventory.kinds import KINDS

_NAMES = {"type": "array", "items": {"type": "string"}, "maxItems": 50}
_MONTH = {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 10**18}
OPERATIONS: Mapping[Route, Document] = {
    ("GET", "/"): plain("page", "The page", text_answer("The page", "text/html")),
    ("GET", "/docs"): plain("docs", "This contract as a page", text_answer("The page", "text/html")),
    ("GET", "/openapi.json"): plain("openapi", "This contract", responses({"200": ("OpenAPI 3.1", OBJECT)})),
    ("GET", "/api/v1/coverage"): plain(
        "coverage",
        "Coverage of every county",
        responses({"200": ("As far as the caller may see it", OBJECT)}, "404"),
        parameter(
            "as_of", "query", {"type": "string"}, "A day by the province's time, or a time by ISO 8601; else now"
        ),
    ),
    ("GET", "/api/v1/availability"): plain(
        "availability",
        "How long counties, links, devices or carriers were up, and their outages",
        responses({"200": ("As far as the caller may see it", OBJECT)}, "404"),
        parameter("kind", "query", {"type": "string", "enum": [*AvailabilityKind]}, "Of what; else counties"),
        parameter("name", "query", {"type": "string", "maxLength": 100}, "Only of the one with this name or code"),
        parameter("since", "query", {"type": "string"}, "A day, a time, or days before the end (7d); else thirty days"),
        parameter("until", "query", {"type": "string"}, "A day, itself included, or a time; else now"),
    ),
    ("GET", "/api/v1/scorecard"): plain(
        "scorecard",
        "The carriers' scorecard over a month or a period",
        responses({"200": ("A carrier gets its own", OBJECT)}, "404"),
        parameter("month", "query", _MONTH, "A month; else the last that is over"),
        parameter(
            "since", "query", {"type": "string"}, "A day, a time, or days before the end (7d), instead of a month"
        ),
        parameter("until", "query", {"type": "string"}, "A day, itself included, or a time; else now"),
        parameter("carrier", "query", {"type": "string", "maxLength": 40}, "Only of the one with this code"),
    ),
    ("GET", "/api/v1/coverage/what-if"): plain(
        "what_if",
        "What an outage would take away",
        responses({"200": ("As far as the caller may see it", OBJECT)}, "404"),
        parameter("down_link", "query", _NAMES, "Link to take as down"),
        parameter("down_device", "query", _NAMES, "Device to take as down"),
        parameter("down_duct", "query", _NAMES, "Duct to take as down, with every link in it"),
        parameter("assume_up", "query", {"type": "boolean"}, "Take everything else as up"),
        parameter("worst", "query", {"type": "integer", "minimum": 0, "maximum": 100}, "Worst single cuts to name"),
    ),
    ("GET", "/api/v1/export"): plain(
        "export",
        "The inventory as a file that an import takes again, without secrets; a carrier gets its own",
        {
            **responses({"200": ("The file; CSV of several kinds is a zip of one file a kind", None)}, "404"),
            "200": {
                "description": "The file; CSV of several kinds is a zip of one file a kind",
                "content": {media: {} for media in (*MEDIA_TYPES.values(), "application/zip")},
            },
        },
        parameter("format", "query", {"type": "string", "enum": [*ExportFormat], "default": "json"}, "Its format"),
        parameter(
            "kind", "query", {"type": "array", "items": {"enum": [*KINDS]}}, "Only these; a map holds sites and links"
        ),
        parameter("carrier", "query", {"type": "string", "maxLength": 40}, "Only what belongs to this carrier"),
        parameter("state", "query", {"type": "boolean", "default": False}, "On a map: with the last known state"),
    ),
    ("GET", "/api/v1/audit"): plain(
        "audit",
        "Who changed what, the newest first",
        responses({"200": ("Entries; a carrier sees those of its own records", ref("EntryPage"))}),
        parameter("kind", "query", {"type": "string"}, "Only of these"),
        parameter("key", "query", {"type": "string"}, "Only of the record with this key"),
        parameter("principal", "query", {"type": "string"}, "Only in this name"),
        parameter("since", "query", _NUMBER, "Epoch seconds"),
        parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "Most that are given"),
        parameter("cursor", "query", _NUMBER, "`next` of the page before"),
    ),
    ("GET", "/api/v1/sites/{key}/connectivity"): plain(
        "get_connectivity",
        "Whether a site is connected",
        responses({"200": ("Its state, and the devices and links that serve it", ref("Connectivity"))}, "404"),
        parameter("key", "path", KEY, "Key of the site"),
    ),
    ("GET", "/api/v1/devices/{key}/verification"): plain(
        "get_verification",
        "What came of the verification of a device",
        responses({"200": ("Verdict, reasons and what the device said", ref("Verification"))}, "404"),
        parameter("key", "path", KEY, "Key of the device"),
    ),
    ("POST", "/api/v1/devices/{key}/verification"): plain(
        "post_verification",
        "Have a device verified again, within seconds",
        responses({"202": ("As it is before that", ref("Verification"))}, "404", "409"),
        parameter("key", "path", KEY, "Key of the device"),
    ),
    ("GET", "/metrics"): plain("metrics", "Coverage, counties and the poller", text_answer("Metrics", "text/plain")),
    ("GET", "/metrics/devices"): plain(
        "device_metrics",
        "Devices, interfaces and links",
        text_answer("Metrics", "text/plain"),
        parameter("shard", "query", {"type": "string", "pattern": "^[0-9]{1,3}/[0-9]{1,3}$"}, "i/n, i from 0"),
    ),
    ("GET", "/sd/prometheus"): plain(
        "discovery", "Targets for Prometheus", responses({"200": ("Targets", {"type": "array"})})
    ),
    ("GET", "/healthz"): plain("alive", "Whether the process lives", responses({"200": ("It does", OBJECT)})),
    ("GET", "/readyz"): plain(
        "ready",
        "Whether the service is ready",
        {
            **responses({"200": ("It is", OBJECT)}),
            "503": {"description": "Not yet, and why", "content": {JSON: {"schema": OBJECT}}},
        },
    ),
}
