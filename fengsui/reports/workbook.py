"""The report as a workbook: a sheet a table, numbers as numbers, the figures themselves on a last, hidden sheet."""

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from fengsui.inventory.formulas import defused
from fengsui.reports.boundaries import Boundaries
from fengsui.reports.cells import Cell
from fengsui.reports.checksum import canonical
from fengsui.reports.figures import Figures
from fengsui.reports.mark import FIGURES_SHEET, MARK
from fengsui.reports.page import heading
from fengsui.reports.sheets import column_titles
from fengsui.reports.table import Table
from fengsui.reports.tables import tables_of
from fengsui.reports.words import WORDS, Language, say

# A cell holds 32,767 characters.
CHUNK = 30_000
_LONGEST_TITLE = 31
# What XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = (26.0, 16.0)
_FORMATS = {"share": "0.000%"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def workbook(figures: Figures, boundaries: Boundaries, language: Language) -> bytes:
    """The report as .xlsx."""
    from openpyxl import Workbook

    book: Any = Workbook(write_only=True)
    around = heading(figures, boundaries, language)
    tables = tables_of(figures, language)
    cover = book.create_sheet(say(language, "cover"))
    cover.column_dimensions["A"].width = 90.0
    lines = (around.title, around.period, around.nameless, around.lead, around.checksum_title, around.checksum)
    notes = (f"{table.title}: {table.note}" for table in tables if table.note)
    for line in (*lines, around.checksum_note, *notes):
        if line:
            cover.append([_text(cover, line)])
    for table in tables:
        _fill(book.create_sheet(_sheet_title(table, language)), table, language)
    data = book.create_sheet(FIGURES_SHEET)
    data.sheet_state = "hidden"
    data.append([_text(data, each) for each in (MARK, figures["month"], language.value, around.checksum)])
    text = canonical(figures).decode()
    for place in range(0, len(text), CHUNK):
        data.append([_text(data, text[place : place + CHUNK], safe=True)])
    return _still(book, datetime.fromisoformat(figures["period"]["until"]).replace(tzinfo=None))


def _sheet_title(table: Table, language: Language) -> str:
    """A title that a workbook takes: of at most 31 signs."""
    short = f"short_{table.key}"
    return say(language, short) if short in WORDS else table.title[:_LONGEST_TITLE]


def _fill(sheet: Any, table: Table, language: Language) -> None:
    grouped = any(group.title for group in table.groups)
    titles = ([say(language, "prefecture")] if grouped else []) + column_titles(table, language)
    sheet.freeze_panes = "A2"
    for place in range(len(titles)):
        sheet.column_dimensions[_letter(place)].width = _WIDTHS[0 if place == 0 else 1]
    sheet.append([_text(sheet, title) for title in titles])
    for group in table.groups:
        for row in group.rows:
            before = [_text(sheet, group.title)] if grouped else []
            sheet.append([*before, *(_cell(sheet, cell, pair=len(table.columns) == 2) for cell in row)])


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _cell(sheet: Any, cell: Cell, *, pair: bool) -> Any:
    # In a list of figures of all kinds no heading could say what is in seconds.
    value = cell.text if pair and cell.style == "seconds" else cell.value
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, value)
    from openpyxl.cell import WriteOnlyCell

    kept = WriteOnlyCell(sheet, value)
    kept.number_format = _FORMATS.get(cell.style, "General")
    return kept


def _text(sheet: Any, text: str, *, safe: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell

    clean = _plain(text)
    kept = WriteOnlyCell(sheet, clean if safe else defused(clean))
    # The library would take #N/A for an error and = for a formula.
    kept.data_type = "s"
    return kept


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _still(book: Any, date: datetime) -> bytes:
    """The workbook without any time of making: neither in its properties nor in its archive."""
    book.properties.creator = "Fengsui"
    book.properties.created = book.properties.modified = date
    made = BytesIO()
    book.save(made)
    target = BytesIO()
    stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist()):
            # The library puts the time of saving in, whatever it was told.
            content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", source.read(name))
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()
