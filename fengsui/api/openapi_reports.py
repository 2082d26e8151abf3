"""What the contract says of subscriber reports and ratios. Pure."""

from collections.abc import Iterator, Mapping

from fengsui.api.authorization import Route
from fengsui.api.openapi_parts import BODY_PROBLEMS, JSON, OBJECT, Document, body, parameter, plain, ref, responses
from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
from fengsui.inventory.schemas import COLUMNS, column_schema, required_columns
from fengsui.reports.form import Form
from fengsui.reports.words import Language

_NAME = SUBSCRIBER_REPORTS.name
_MONTH = COLUMNS[_NAME]["month"]
_FLAG = {"type": "boolean", "default": False}
_SENTENCES: Document = {"type": "array", "items": {"type": "string"}}
_TEXT: Document = {"type": "string"}


def _report_answers() -> Document:
    found = responses({"200": ("A reader gets it without the names of equipment", OBJECT)}, "404")
    file: Document = {"type": "string", "format": "binary"}
    others = {form.media_type: {"schema": file if form.binary else _TEXT} for form in Form if form is not Form.JSON}
    found["200"]["content"] |= others
    return found


REPORT_OPERATIONS: Mapping[Route, Document] = {
    ("GET", "/api/v1/subscriber-reports"): plain(
        "list_subscriber_reports",
        "What carriers declared of their subscribers, by month, carrier and division",
        responses({"200": ("A carrier gets its own", ref("SubscriberReportPage"))}),
        parameter("carrier", "query", COLUMNS[_NAME]["carrier"], "Only of this carrier"),
        parameter("division", "query", COLUMNS[_NAME]["division"], "Only of this division"),
        parameter("month", "query", _MONTH, "Only of this month"),
        parameter("since", "query", _MONTH, "Only of this month and later"),
        parameter("every_version", "query", _FLAG, "Those that were corrected too"),
        parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "Most that are given"),
        parameter("cursor", "query", _TEXT, "`next` of the page before"),
    ),
    ("GET", "/api/v1/ratios"): plain(
        "ratios",
        "The ratios of the programme, and declared against observed",
        responses({"200": ("As far as the caller may see it", OBJECT)}),
        parameter("month", "query", _MONTH, "Month of the declarations"),
    ),
    ("GET", "/api/v1/reports/monthly/{month}"): plain(
        "monthly_report",
        "The province's report of a month that is over",
        _report_answers(),
        parameter("month", "path", _MONTH, "The month"),
        parameter("format", "query", {"type": "string", "enum": [*Form]}, "Form of the answer; else JSON"),
        parameter("language", "query", {"type": "string", "enum": [*Language]}, "Of its words; else Chinese"),
    ),
    ("PUT", "/api/v1/subscriber-reports"): {
        **plain(
            "put_subscriber_reports",
            "Submit subscriber reports, all or none; one that is there and differs becomes a new version",
            responses({"200": ("What was taken, row by row", ref("BulkResult"))}, *BODY_PROBLEMS, "409"),
            parameter("dry_run", "query", _FLAG, "Judge, and take nothing"),
        ),
        "requestBody": body(
            {
                JSON: {"type": "array", "items": ref("SubscriberReportNew"), "maxItems": 1000},
                "application/x-ndjson": _TEXT,
                "text/csv": _TEXT,
            }
        ),
    },
}


def report_schemas() -> Iterator[tuple[str, Document]]:
    """Reports as they are sent and as they are shown."""
    columns = {column: column_schema(_NAME, column) for column in COLUMNS[_NAME]}
    # A carrier's token says whose report it is; of a corrected report the figures that are left out stay.
    needed = [column for column in required_columns(_NAME) if column in ("division", "month")]
    yield "SubscriberReportNew", _object(columns, needed)
    shown = {
        **columns,
        "version": {"type": "integer", "minimum": 1, "description": "The greatest counts"},
        "at": {"type": "string", "format": "date-time", "description": "When it was submitted"},
        "principal": {"type": "string", "description": "In whose name"},
        "warnings": {**_SENTENCES, "description": "What was odd about the figures"},
    }
    yield "SubscriberReport", _object(shown, list(shown))
    page = {"items": {"type": "array", "items": ref("SubscriberReport")}, "next": {"type": ["string", "null"]}}
    yield "SubscriberReportPage", {"type": "object", "properties": page, "required": list(page)}


def _object(properties: Mapping[str, Document], required: list[str]) -> Document:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
