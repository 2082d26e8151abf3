"""The forms in which a report is handed over. Pure."""

from enum import StrEnum


class Form(StrEnum):
    """Forms of a report; each is the ending of its files."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def binary(self) -> bool:
        """True for what a terminal cannot show."""
        return self not in (Form.HTML, Form.CSV, Form.JSON)

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Form.HTML: "text/html",
    Form.PDF: "application/pdf",
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
}
