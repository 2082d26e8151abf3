"""Workbooks: a sheet a kind, headings in a frozen first row, numbers as numbers."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record
from fengsui.inventory.writers.columns import cell, exported, exported_columns

# A spreadsheet keeps fifteen digits of a number, and the library writes sixteen: what needs more is written as text.
_EXACT = 10**15
_WIDTH = 18


def xlsx_bytes(records: Mapping[str, Iterable[Record]]) -> bytes:
    """Records by kind."""
    sheets = {
        kind: [list(exported_columns(KINDS[kind])), *(list(exported(KINDS[kind], each).values()) for each in found)]
        for kind, found in records.items()
    }
    return workbook_bytes(sheets)


def workbook_bytes(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Rows of values by sheet; the first row are the headings."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book: Any = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for column in range(1, len(rows[0]) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < _EXACT):
        return value
    if isinstance(value, float) and float(f"{value:.15g}") == value:
        return value
    text = cell(value)
    if not text.startswith("#"):
        return text
    from openpyxl.cell import WriteOnlyCell

    # The library would take #N/A for an error.
    kept = WriteOnlyCell(sheet, text)
    kept.data_type = "s"
    return kept
