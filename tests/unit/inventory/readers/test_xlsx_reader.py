"""Workbooks become rows that know their sheet, row and column."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from fengsui.inventory.readers.text import UnreadableError
from fengsui.inventory.readers.xlsx_reader import read_xlsx
from fengsui.inventory.rows import Reading
from tests.support.workbooks import changed, write_workbook, zipped

HEAD = ["code", "name", "division", "kind", "longitude"]
LZ = ["lz", "兰州", "620102", "pop", 103.83]


def _read(folder: Path, **sheets: Any) -> Reading:
    return read_xlsx(write_workbook(folder / "book.xlsx", **sheets))


def _faults(folder: Path, **sheets: Any) -> list[str]:
    return [str(fault).replace(f"{folder}/", "") for fault in _read(folder, **sheets).faults]


def test_a_sheet_a_kind(tmp_path: Path) -> None:
    reading = _read(tmp_path, sites=[HEAD, LZ], carriers=[["code", "name_zh"], ["telecom", "电信"]], Sheet1=[])
    assert [(row.kind.name, row.key) for row in reading.rows] == [("sites", "lz"), ("carriers", "telecom")]
    assert reading.rows[0].where("name").endswith("book.xlsx sheet sites row 2 column name")
    assert reading.faults == []


def test_typed_cells_are_written_out(tmp_path: Path) -> None:
    head = ["code", "coverage_unit", "population", "longitude", "year"]
    (row,) = _read(tmp_path, divisions=[head, [620102, True, 1.5e6, 1e-7, 2020.0]]).rows
    assert row.values == {
        "code": "620102",
        "coverage_unit": "true",
        "population": "1500000",
        "longitude": "0.0000001",
        "year": "2020",
    }


def test_rows_of_explanation_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    reading = _read(tmp_path, sites=[HEAD, ["# key"], [], LZ, [None] * 5, ["'=x", *LZ[1:]]])
    assert [(row.key, row.where().rpartition(" ")[2]) for row in reading.rows] == [("lz", "4"), ("=x", "6")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=1+1", "column name: expected a value, got a formula ('=1+1'). Paste the column as values"),
        (date(2026, 3, 1), "column name: expected text or a number, got a date or time (2026-03-01"),
        (datetime(2026, 3, 1, 12), "got a date or time (2026-03-01 12:00:00)"),  # noqa: DTZ001 - as a spreadsheet has it
    ],
)
def test_cells_that_are_no_values_are_refused(tmp_path: Path, value: Any, said: str) -> None:
    (fault,) = _faults(tmp_path, sites=[HEAD, ["lz", value, "620102", "pop"], LZ])
    assert fault.startswith("book.xlsx sheet sites row 2 ")
    assert said in fault


def test_all_faults_of_all_sheets_are_found(tmp_path: Path) -> None:
    sheets = {"sites": [HEAD, ["lz", "=A1", "=A2"], ["x"] * 7], "site": [["a"]], "carriers": [["code", "colour"]]}
    found = _faults(tmp_path, **sheets)
    assert [fault.partition(": ")[0] for fault in found] == [
        "book.xlsx sheet sites row 2 column name",
        "book.xlsx sheet sites row 2 column division",
        "book.xlsx sheet sites row 3",
        "book.xlsx sheet site",
        "book.xlsx sheet carriers row 1 column 2",
    ]
    assert "Did you mean sites?" in found[3]


def test_a_formula_among_the_headings_ends_the_sheet(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, sites=[["code", "=A1"], LZ])
    assert "row 1 column 2" in fault


def test_an_extent_that_is_a_lie_costs_nothing(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", sites=[HEAD, LZ])
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c t="str"><v>code</v></c></row><row r="9000000000"><c r="XFD9000000000"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    (fault,) = read_xlsx(changed(path, {"xl/worksheets/sheet1.xml": sheet})).faults
    assert "headings alone" in str(fault)


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": b"<x/>"},
        {"xl/workbook.xml": b"<workbook"},
        {"[Content_Types].xml": b"<Types/>"},
        {"xl/worksheets/sheet1.xml": b"<worksheet><row r='x'/></worksheet>"},
        {"xl/worksheets/sheet1.xml": b"<" * 100},
    ],
)
def test_a_broken_workbook_is_one_fault(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = changed(write_workbook(tmp_path / "book.xlsx", sites=[HEAD, LZ]), parts)
    assert len(read_xlsx(path).faults) == 1


def test_what_may_not_be_opened_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped({"xl/worksheets/sheet1.xml": b" " * 10_000_000}))
    with pytest.raises(UnreadableError, match="bomb"):
        read_xlsx(path)


def test_an_empty_workbook_is_said(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    Workbook().save(path)
    (fault,) = read_xlsx(path).faults
    assert "empty sheets" in str(fault)


def test_a_month_may_be_the_date_that_a_spreadsheet_made_of_it(tmp_path: Path) -> None:
    head = ["carrier", "division", "month", "broadband_households"]
    (row,) = _read(tmp_path, subscriber_reports=[head, ["telecom", "620102", date(2026, 10, 1), 5]]).rows
    assert row.values["month"] == "2026-10"
