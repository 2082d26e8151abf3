"""Workbooks: a sheet a kind, headings in a frozen first row, numbers as numbers."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

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
    target = BytesIO()
    book = Book(target)
    for title, rows in sheets.items():
        book.begin(title, rows[0])
        for row in rows[1:]:
            book.add(row)
    book.end()
    return target.getvalue()


class Book:
    """A workbook that is written row by row: what was added is kept on the disk until the end.

    Args:
        target: Where it is written at the end.
    """

    def __init__(self, target: BinaryIO) -> None:
        from openpyxl import Workbook

        self._target = target
        self._book: Any = Workbook(write_only=True)
        self._sheet: Any = None

    def begin(self, title: str, headings: Sequence[str]) -> None:
        """Begins another sheet."""
        from openpyxl.utils import get_column_letter

        self._sheet = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for column in range(1, len(headings) + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        self.add(headings)

    def add(self, row: Sequence[Any]) -> None:
        """Adds a row to the sheet that was begun last."""
        self._sheet.append([_cell(self._sheet, value) for value in row])

    def end(self) -> None:
        """Writes the workbook."""
        self._book.save(self._target)


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
