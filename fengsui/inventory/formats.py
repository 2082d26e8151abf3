"""Formats that the inventory leaves in. Imports nothing heavy: the command line names them in its help."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """Formats of an export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    NDJSON = "ndjson"
    YAML = "yaml"
    GEOJSON = "geojson"
