"""What every form of a report is laid out from: sections of tables with headings, notes and cells. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.reports.cells import Cell

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together.

    Attributes:
        title: What they have in common; empty where the table has one group alone.
    """

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; the first cell of a row names what the row is about.

    Attributes:
        key: For sheets, anchors and tests.
        title: In the report's language.
        columns: Headings.
        note: What is to be known to read it; may be empty.
    """

    key: str
    title: str
    columns: Sequence[str]
    groups: Sequence[Group]
    note: str = ""

    @property
    def rows(self) -> list[Row]:
        """All rows, whatever their group."""
        return [row for group in self.groups for row in group.rows]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """By column, whether it holds numbers alone, which stand to the right."""
        rows = self.rows
        return tuple(
            place > 0 and bool(rows) and all(_is_number(row[place]) for row in rows)
            for place in range(len(self.columns))
        )


def _is_number(cell: Cell) -> bool:
    return cell.value is None or isinstance(cell.value, int | float)


def table(key: str, title: str, columns: Sequence[str], rows: Sequence[Row], note: str = "") -> Table:
    """A table of one group."""
    return Table(key, title, columns, (Group("", rows),), note)
