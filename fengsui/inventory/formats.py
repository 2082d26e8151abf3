"""Formats that the inventory leaves in, and languages that templates are explained in. Imports nothing heavy: the command line names them in its help."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """Formats of an export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    NDJSON = "ndjson"
    YAML = "yaml"
    GEOJSON = "geojson"


MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
    ExportFormat.NDJSON: "application/x-ndjson",
    ExportFormat.YAML: "application/yaml",
    ExportFormat.GEOJSON: "application/geo+json",
}


class TemplateFormat(StrEnum):
    """Formats of a template."""

    CSV = "csv"
    XLSX = "xlsx"


class Language(StrEnum):
    """Languages of the explanations in a template."""

    ZH = "zh"
    EN = "en"
