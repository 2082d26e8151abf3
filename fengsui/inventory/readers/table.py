"""Tables of any format: headings in the first row, then a record a row; CSV and the sheets of a workbook are read alike.

Rows are numbered as a spreadsheet numbers them: the headings are row 1. A row whose key begins with `#` explains the columns, as
the templates do, and is passed over: no key begins so.
"""

from collections.abc import Iterable, Iterator, Sequence

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.formulas import restored
from fengsui.inventory.kinds import Kind
from fengsui.inventory.rows import Reading, Row, name_of, unknown_column

NOTE = "#"
# What stands in many rows (a carrier, a role) is kept once; the first so many texts are tried.
_SHARED = 2000


class TableRow(Row):
    """A row of a table."""

    __slots__ = ("_source", "number")

    def __init__(self, kind: Kind, values: dict[str, Raw], source: str, number: int) -> None:
        super().__init__(kind, values)
        self._source = source
        self.number = number

    @property
    def source(self) -> str:
        """The file, and the sheet where it has some."""
        return self._source

    def where(self, column: str = "") -> str:
        """`devices.csv row 3 column address`."""
        return f"{self._source} row {self.number}" + (f" column {column}" if column else "")

    def lacking(self, column: str) -> str:
        """A column that is not there is missing once, not in every row."""
        return f"{self._source} row 1 column {column}"


def read_table(rows: Iterable[tuple[int, Sequence[str]]], kind: Kind, source: str, reading: Reading) -> None:
    """Reads numbered rows of cells, of which the first are the headings."""
    numbered = iter(rows)
    heading = next(numbered, None)
    if heading is None:
        return
    columns = [column.strip() for column in heading[1]]
    if faults := list(_heading_faults(columns, kind, source)):
        for fault in faults:
            reading.lose(fault, kind)
        return
    before = len(reading.rows), len(reading.faults)
    _read_rows(numbered, columns, kind, source, reading)
    if before == (len(reading.rows), len(reading.faults)):
        reading.refuse(Fault(source, f"rows of {kind.name}", "headings alone"))


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
    rows: Iterator[tuple[int, Sequence[str]]], columns: Sequence[str], kind: Kind, source: str, reading: Reading
) -> None:
    # A secret may begin with anything, and is never exported.
    plain = [column for column in columns if not kind.by_name[column].secret]
    key = columns.index(kind.key)
    shared: dict[str, str] = {}
    for number, cells in rows:
        if len(cells) > key and cells[key].lstrip().startswith(NOTE):
            continue
        if len(cells) != len(columns):
            # Cells that slipped aside would be read as what they are not: only the first one stands where it should.
            name = name_of(cells[0]) if columns[0] == kind.key else ""
            reading.lose(Fault(f"{source} row {number}", f"{len(columns)} cells", str(len(cells))), kind, name)
            continue
        values: dict[str, Raw] = dict(zip(columns, cells, strict=True))
        for column in plain:
            cell = str(values[column])
            values[column] = restored(cell) if cell.startswith("'") else shared.get(cell, cell)
            if len(shared) < _SHARED:
                shared.setdefault(cell, cell)
        reading.rows.append(TableRow(kind, values, source, number))
