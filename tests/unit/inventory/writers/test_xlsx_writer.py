"""Workbooks have a sheet a kind; numbers are numbers, texts are never formulas or errors."""

from io import BytesIO

from openpyxl import load_workbook

from fengsui.inventory.records import Record
from fengsui.inventory.writers.xlsx_writer import workbook_bytes, xlsx_bytes
from tests.support.builders import link, site


def test_a_sheet_a_kind() -> None:
    records: dict[str, list[Record]] = {
        "sites": [site("lz", name="=1+1", longitude=103.83)],
        "links": [link("a", "x e1", "y e1")],
    }
    book = load_workbook(BytesIO(xlsx_bytes(records)))
    assert book.sheetnames == ["sites", "links"]
    row = {head.value: cell for head, cell in zip(*book["sites"].iter_rows(max_row=2), strict=True)}
    assert (row["name"].value, row["name"].data_type) == ("'=1+1", "s")
    assert (row["longitude"].value, row["longitude"].data_type) == (103.83, "n")


def test_what_a_spreadsheet_would_change_is_text() -> None:
    book = load_workbook(
        BytesIO(workbook_bytes({"x": [["h"], ["#N/A"], [10**15], [10**14], [True], [""], [0.1 + 0.2], [0.3]]}))
    )
    cells = [row[0] for row in book["x"].iter_rows(min_row=2, max_row=8)]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("#N/A", "s"),
        ("1000000000000000", "s"),
        (10**14, "n"),
        (True, "b"),
        (None, "n"),
        ("0.30000000000000004", "s"),
        (0.3, "n"),
    ]
