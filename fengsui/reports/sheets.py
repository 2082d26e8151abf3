"""The tables of a report as CSV: one after the other, each below its title, as a spreadsheet shows them. Pure."""

import csv
import io
from collections.abc import Iterator

from fengsui.inventory.formulas import defused
from fengsui.reports.boundaries import Boundaries
from fengsui.reports.cells import Cell
from fengsui.reports.figures import Figures
from fengsui.reports.mark import MARK
from fengsui.reports.page import heading
from fengsui.reports.table import Table
from fengsui.reports.tables import tables_of
from fengsui.reports.words import Language, say

# Spreadsheets take a file for UTF-8 only with it in front.
BYTE_ORDER_MARK = "\ufeff"


def csv_text(figures: Figures, boundaries: Boundaries, language: Language) -> str:
    """The report as CSV: first a line by which it is known again, at the end the checksum."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    around = heading(figures, boundaries, language)
    writer.writerow([MARK, figures["month"], language.value, around.checksum])
    writer.writerows([each] for each in (around.title, around.period, around.nameless, around.lead) if each)
    for table in tables_of(figures, language):
        writer.writerow([])
        writer.writerow([defused(table.title)])
        writer.writerow([defused(text) for text in column_titles(table, language)])
        writer.writerows(_rows(table))
    writer.writerows([[], [around.checksum_title, around.checksum], [around.checksum_note]])
    return BYTE_ORDER_MARK + target.getvalue()


def column_titles(table: Table, language: Language) -> list[str]:
    """Headings for a spreadsheet: lengths of time are in seconds there."""
    rows = table.rows
    in_seconds = [
        bool(rows) and all(row[place].style == "seconds" for row in rows) for place in range(len(table.columns))
    ]
    return [
        say(language, "seconds", title=title) if plain else title
        for title, plain in zip(table.columns, in_seconds, strict=True)
    ]


def _rows(table: Table) -> Iterator[list[str | int | float]]:
    for group in table.groups:
        if group.title:
            yield [defused(group.title)]
        for row in group.rows:
            yield [_cell(cell, alone=len(table.columns) == 2) for cell in row]


def _cell(cell: Cell, *, alone: bool) -> str | int | float:
    # In a list of figures of all kinds no heading could say what is in seconds.
    value = cell.text if alone and cell.style else cell.value
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else value
