"""The report as a workbook."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import figures_of
from fengsui.reports.mark import FIGURES_SHEET
from fengsui.reports.words import Language
from fengsui.reports.workbook import workbook
from tests.support.months import remembered


def made(figures: dict[str, Any] | None = None, language: Language = Language.EN) -> bytes:
    return workbook(figures or figures_of(remembered()), shipped_boundaries(), language)


def rows(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True))


def test_it_holds_no_time_of_making() -> None:
    content = made()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert properties.count("2026-11-01T00:00:00Z") == 2
    assert content == made()


def test_every_table_is_a_sheet_with_short_titles_and_numbers_as_numbers() -> None:
    book = load_workbook(BytesIO(made()))
    assert book.sheetnames[:4] == ["Cover", "Summary", "Not fully covered", "Prefectures"]
    assert all(len(name) <= 31 for name in book.sheetnames)
    heading, first, *_ = rows(made(), "Counties")
    wudu = next(dict(zip(heading, row, strict=True)) for row in rows(made(), "Counties") if row[2] == "621202")
    assert heading[0] == "Prefecture"
    assert first[0] == "Lanzhou 620100"
    assert (wudu["Outages"], wudu["Longest outage (s)"], wudu["Unknown (s)"]) == (1, 8880, 9600)
    assert wudu["Availability"] == pytest.approx(0.99667, abs=1e-5)
    sheet = book["Counties"]
    assert {cell.number_format for cell in sheet["H"][1:] if cell.value is not None} == {"0.000%"}


def test_the_figures_are_on_a_hidden_sheet_in_pieces_that_cells_hold() -> None:
    book = load_workbook(BytesIO(made()))
    assert book[FIGURES_SHEET].sheet_state == "hidden"
    said, *pieces = rows(made(), FIGURES_SHEET)
    figures = json.loads("".join(str(piece[0]) for piece in pieces))
    assert figures == figures_of(remembered())
    assert said == ("fengsui-report", "2026-10", "en", checksum_of(figures))
    assert max(len(str(piece[0])) for piece in pieces) <= 32_767


@pytest.mark.parametrize("nasty", ["=1+1", "@SUM(A1)", "+1", "-1+1", "#N/A", "\x00\x1b[31m", "\ud800"])
def test_names_are_text_and_never_formulas_or_errors(nasty: str) -> None:
    figures = figures_of(remembered())
    figures["carriers"] = [{**each, "name_zh": nasty, "name_en": nasty} for each in figures["carriers"]]
    book = load_workbook(BytesIO(made(figures)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    name = str(book["Carriers"]["A2"].value)
    assert name.endswith(nasty[1:] if nasty.isprintable() else "31m" if "[" in nasty else "\N{REPLACEMENT CHARACTER}")
