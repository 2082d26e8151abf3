"""CSV: one kind a file, named by the file (`devices.csv`, `2026-links.csv`), its columns by the first row.

Rows are numbered as a spreadsheet numbers them: the headings are row 1, and a cell of several lines is one row.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.readers.text import MOST_ROWS, shown_path
from fengsui.inventory.rows import Reading, Row, name_of, unknown_column
from fengsui.inventory.suggest import did_you_mean

# Our own listings put an apostrophe before what a spreadsheet would run as a formula (commands/output.py).
_DEFUSED = ("'=", "'+", "'-", "'@")


class CsvRow(Row):
    """A row of a CSV file."""

    __slots__ = ("_source", "number")

    def __init__(self, kind: Kind, values: dict[str, Raw], source: str, number: int) -> None:
        super().__init__(kind, values)
        self._source = source
        self.number = number

    @property
    def source(self) -> str:
        """The file."""
        return self._source

    def where(self, column: str = "") -> str:
        """`devices.csv row 3 column address`."""
        return f"{self._source} row {self.number}" + (f" column {column}" if column else "")

    def lacking(self, column: str) -> str:
        """A column that is not there is missing once, not in every row."""
        return f"{self._source} row 1 column {column}"


def read_csv(path: Path, text: str) -> Reading:
    """Rows of a CSV file, and what is wrong with its form."""
    source = shown_path(path)
    kind, fault = _kind_of(path, source)
    reading = Reading()
    if kind is None:
        reading.lose(fault)
        return reading
    rows = _numbered(text, kind, source, reading)
    heading = next(rows, None)
    if heading is None:
        return reading
    columns = [column.strip() for column in heading[1]]
    if faults := list(_heading_faults(columns, kind, source)):
        for fault in faults:
            reading.lose(fault, kind)
        return reading
    _read_rows(rows, columns, kind, source, reading)
    if not reading.rows and not reading.faults:
        reading.refuse(Fault(source, f"rows of {kind.name}", "headings alone"))
    return reading


def _kind_of(path: Path, source: str) -> tuple[Kind | None, Fault]:
    stem = path.stem.lower()
    for separator in ("-", "_", "."):
        last = stem.rpartition(separator)[2]
        if last in KINDS:
            return KINDS[last], Fault("", "", "")
    expected = f"a file named after its kind ({', '.join(f'{kind}.csv' for kind in KINDS)}; or a prefix, as in lanzhou-devices.csv)"
    return None, Fault(source, expected, show(path.name), did_you_mean(stem, KINDS))


def _numbered(text: str, kind: Kind, source: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                reading.lose(Fault(source, f"at most {MOST_ROWS} rows in one file", "more", "Split it"), kind)
                return
            if any(cells):
                yield number, cells
    except csv.Error as error:
        said = str(error).split(" - ")[0]
        expected = "cells that follow the rules of CSV (RFC 4180)"
        reading.lose(Fault(f"{source} row {number + 1}", expected, said), kind)


def _heading_faults(columns: Sequence[str], kind: Kind, source: str) -> Iterator[Fault]:
    if len(columns) == 1 and (other := next((c for c in ";\t|" if c in columns[0]), None)):
        yield Fault(f"{source} row 1", "headings separated by commas", f"headings separated by {other!r}")
        return
    for position, column in enumerate(columns):
        where = f"{source} row 1 column {position + 1}"
        if column not in kind.by_name:
            yield unknown_column(where, kind, column)
        elif column in columns[:position]:
            yield Fault(where, "each column once", f"{show(column)} again")
    if kind.key not in columns:
        yield Fault(f"{source} row 1", f"the column {kind.key}, which tells records apart", "no such column")


def _read_rows(
    rows: Iterator[tuple[int, list[str]]], columns: Sequence[str], kind: Kind, source: str, reading: Reading
) -> None:
    plain = {column for column in columns if not kind.by_name[column].secret}
    for number, cells in rows:
        if len(cells) != len(columns):
            # Cells that slipped aside would be read as what they are not: only the first one stands where it should.
            name = name_of(cells[0]) if columns[0] == kind.key else ""
            reading.lose(Fault(f"{source} row {number}", f"{len(columns)} cells", str(len(cells))), kind, name)
            continue
        values: dict[str, Raw] = dict(zip(columns, cells, strict=True))
        for column in plain:
            if (cell := str(values[column])).startswith(_DEFUSED):
                values[column] = cell[1:]
        reading.rows.append(CsvRow(kind, values, source, number))
