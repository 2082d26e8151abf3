"""Workbooks (.xlsx): a sheet a kind, named as the kind, headings in its first row.

Cells come typed: numbers are written out, dates and errors are refused (no column is a date: a spreadsheet made one of a name or a
code), and so are formulas, whose results another program may have left out of date. Nothing outside of the file is looked at.
"""

import math
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.fields import show
from fengsui.inventory.kinds import FILE_KINDS, Kind
from fengsui.inventory.readers.kind_of import kind_of
from fengsui.inventory.readers.table import read_table
from fengsui.inventory.readers.text import MOST_ROWS, UnreadableError, read_bytes, shown_path
from fengsui.inventory.readers.workbook import UnsafeWorkbookError, check_workbook
from fengsui.inventory.rows import Reading
from fengsui.inventory.suggest import did_you_mean

# More than any kind has columns; what stands to the right of them is not looked at.
MOST_COLUMNS = 40
_DATES = (date, datetime, time, timedelta)
_AS_TEXT = "Format the column as text and type it again"


def read_xlsx(path: Path) -> Reading:
    """Rows of every sheet of a workbook, and what is wrong with its form.

    Raises:
        UnreadableError: where the file cannot be read, or may not be opened.
    """
    source = shown_path(path)
    data = read_bytes(path)
    reading = Reading()
    try:
        check_workbook(data, source)
    except UnsafeWorkbookError as error:
        raise UnreadableError(error.fault) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what it leaves out: validations, drawings
            _read_sheets(data, source, reading)
    except Exception as error:  # noqa: BLE001 - the library names no errors: a broken workbook raises whatever its parts make of it
        reading.lose(Fault(source, "an .xlsx workbook", f"a broken one ({type(error).__name__})", "Save it anew"))
    if not reading.rows and not reading.faults:
        reading.refuse(Fault(source, f"sheets with rows, named {', '.join(FILE_KINDS)}", "empty sheets"))
    return reading


def _read_sheets(data: bytes, source: str, reading: Reading) -> None:
    from openpyxl import load_workbook

    book: Any = load_workbook(BytesIO(data), read_only=True, keep_links=False, keep_vba=False)
    try:
        for sheet in book.worksheets:
            kind = kind_of(sheet.title)
            place = f"{source} sheet {show(sheet.title)[1:-1]}"
            # What a file says of its own extent may be anything.
            sheet.reset_dimensions()
            if kind is not None:
                read_table(_rows(sheet, kind, place, reading), kind, place, reading)
            elif any(any(row) for row in sheet.iter_rows(max_row=100, max_col=MOST_COLUMNS, values_only=True)):
                hint = did_you_mean(sheet.title[:100].lower(), FILE_KINDS) or "Remove the sheet"
                reading.lose(Fault(place, f"a sheet named {', '.join(FILE_KINDS)}", "another name", hint))
    finally:
        book.close()


def _rows(sheet: Any, kind: Kind, place: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Rows of texts, all as wide as the headings; a cell behind the headings makes a row wider."""
    headings: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        faults: list[Fault] = []
        texts = [_cell(cell, f"{place} row {number}", headings, column, faults) for column, cell in enumerate(cells)]
        while len(texts) > len(headings) and not texts[-1]:
            texts.pop()
        if not any(texts) and not faults:
            continue
        if number > MOST_ROWS:
            reading.lose(Fault(place, f"at most {MOST_ROWS} rows in one sheet", "more", "Split it"), kind)
            return
        for fault in faults:
            reading.lose(fault, kind)
        if faults and not headings:
            return
        headings = headings or texts
        if not faults:
            yield number, texts


def _cell(cell: Any, row: str, headings: Sequence[str], column: int, faults: list[Fault]) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime) and headings[column : column + 1] == ["month"]:
        return f"{cell.value:%Y-%m}"  # 2026-10, as it was typed before the spreadsheet made a date of it
    text, expected, got, hint = _text(cell)
    if expected:
        name = headings[column] if column < len(headings) and headings[column] else str(column + 1)
        faults.append(Fault(f"{row} column {show(name)[1:-1]}", expected, got, hint))
    return text


def _text(cell: Any) -> tuple[str, str, str, str]:
    """A cell as text, and expected, got and hint of what is wrong with it."""
    value = cell.value
    if cell.data_type == "f":
        return "", "a value", f"a formula ({show(str(value))})", "Paste the column as values"
    if cell.data_type == "e":
        return "", "a value", f"the error {show(str(value))}", ""
    if isinstance(value, bool):
        return str(value).lower(), "", "", ""
    if isinstance(value, _DATES):
        return "", "text or a number", f"a date or time ({value})", f"{_AS_TEXT}: the spreadsheet made a date of it"
    if isinstance(value, int | float):
        return _number(value)
    return str(value), "", "", ""


def _number(value: float) -> tuple[str, str, str, str]:
    if not math.isfinite(value) or abs(value) >= 1e30:
        return "", "a number", "one that is none or is far too large", _AS_TEXT
    if value == int(value):
        return str(int(value)), "", "", ""
    return f"{Decimal(repr(value)):f}", "", "", ""
