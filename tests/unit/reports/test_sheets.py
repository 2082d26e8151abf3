"""The report as CSV."""

import csv
import io

import pytest

from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import figures_of
from fengsui.reports.sheets import csv_text
from fengsui.reports.words import Language
from tests.support.months import remembered


def rows(language: Language = Language.EN, hostile: str = "") -> list[list[str]]:
    text = csv_text(figures_of(remembered(hostile=hostile)), shipped_boundaries(), language)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_first_line_tells_what_it_is_and_the_last_its_checksum() -> None:
    found = rows()
    checksum = checksum_of(figures_of(remembered()))
    assert found[0] == ["fengsui-report", "2026-10", "en", checksum]
    assert ["Checksum", checksum] in found


def test_numbers_are_plain_and_lengths_of_time_in_seconds() -> None:
    found = rows()
    headings = next(row for row in found if row[:2] == ["County", "Code"] and "Paths" in row)
    wudu = dict(zip(headings, next(row for row in found if "621202" in row and len(row) == len(headings)), strict=True))
    assert (wudu["Longest outage (s)"], wudu["Unknown (s)"]) == ("8880", "9600")
    assert float(wudu["Availability"]) < 1
    assert "最长中断（秒）" in next(row for row in rows(Language.ZH) if "路径" in row)


@pytest.mark.parametrize("nasty", ["=1+1", "@SUM(A1)", "+1", "-1+1", "\t=1", "\r=1", "'=1"])
def test_no_cell_is_run_as_a_formula(nasty: str) -> None:
    figures = figures_of(remembered())
    for kind in ("counties", "prefectures", "carriers"):
        figures[kind] = [{**each, "name_zh": nasty, "name_en": nasty} for each in figures[kind]]
    text = csv_text(figures, shipped_boundaries(), Language.EN).removeprefix("\ufeff")
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    assert f"'{nasty}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "+", "\t", "\r"))] == []
    assert [cell for cell in cells if cell.startswith("-") and float(cell) >= 0] == []
