"""CSV files become rows that know where they stand."""

from pathlib import Path

import pytest

from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.text import MOST_ROWS

HEAD = "code,name,division,kind\n"


def _faults(text: str, name: str = "sites.csv") -> list[str]:
    return [str(fault) for fault in read_csv(Path(name), text).faults]


def test_rows_carry_their_columns_and_places() -> None:
    reading = read_csv(Path("in/sites.csv"), HEAD + "lz,兰州,620102,pop\n\nyd,永登,620121,pop\n")
    assert [row.values["code"] for row in reading.rows] == ["lz", "yd"]
    assert [row.where("kind") for row in reading.rows] == [
        "in/sites.csv row 2 column kind",
        "in/sites.csv row 4 column kind",
    ]
    assert reading.rows[0].source == "in/sites.csv"
    assert reading.rows[0].key == "lz"


def test_a_cell_of_several_lines_is_one_row() -> None:
    reading = read_csv(Path("sites.csv"), HEAD + 'lz,"a\nb",620102,pop\nyd,x,620121,pop\n')
    assert [row.where() for row in reading.rows] == ["sites.csv row 2", "sites.csv row 3"]


@pytest.mark.parametrize("name", ["sites.csv", "lanzhou-sites.csv", "2026_sites.csv", "SITES.CSV", "gs.sites.csv"])
def test_the_name_of_the_file_tells_the_kind(name: str) -> None:
    assert read_csv(Path(name), HEAD + "lz,x,620102,pop\n").rows[0].kind.name == "sites"


def test_another_name_is_refused_with_those_that_are_taken() -> None:
    (fault,) = _faults(HEAD, "site.csv")
    assert "devices.csv" in fault
    assert fault.endswith("Did you mean sites?")


def test_unknown_doubled_and_missing_columns_are_all_named() -> None:
    assert _faults("name,divison,name,kind\n") == [
        (
            "sites.csv row 1 column 2: expected a column of sites (code, name, division, kind, sector, longitude, latitude, carrier), "
            "got 'divison'. Did you mean division?"
        ),
        "sites.csv row 1 column 3: expected each column once, got 'name' again",
        "sites.csv row 1: expected the column code, which tells records apart, got no such column",
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_is_named(separator: str) -> None:
    (fault,) = _faults(HEAD.replace(",", separator))
    assert f"got headings separated by {separator!r}" in fault


def test_a_row_whose_cells_slipped_aside_is_not_shown() -> None:
    reading = read_csv(Path("credentials.csv"), "name,version,community\nlab,v2c,x,canary\nlab,canary\n")
    assert [str(fault) for fault in reading.faults] == [
        "credentials.csv row 2: expected 3 cells, got 4",
        "credentials.csv row 3: expected 3 cells, got 2",
    ]
    assert reading.rows == []


def test_the_name_of_a_row_that_slipped_aside_is_read_where_it_comes_first() -> None:
    text = "sites.csv", "code,name,division,kind\nlz,兰州,620102\n"
    assert read_csv(Path(text[0]), text[1]).unread.names == {"sites": {"lz"}}
    other = read_csv(Path("sites.csv"), "name,code,division,kind\n兰州,lz,620102\n").unread
    assert (other.names, other.kinds) == ({}, {"sites"})


@pytest.mark.parametrize("text", ["code,nme\nlz,x\n", HEAD + 'lz,"a', HEAD + "lz,x,620102,pop\n" * (MOST_ROWS + 5)])
def test_a_file_that_is_not_read_to_its_end_may_hold_any_record_of_its_kind(text: str) -> None:
    assert read_csv(Path("sites.csv"), text).unread.kinds == {"sites"}


@pytest.mark.parametrize("text", ['lz,"a"b,620102,pop\n', 'lz,"a', "lz," + "x" * 200_000 + ",620102,pop\n"])
def test_cells_against_the_rules_are_refused_with_their_row(text: str) -> None:
    (fault,) = _faults(HEAD + text)
    assert fault.startswith("sites.csv row 2: expected cells that follow the rules of CSV")
    assert len(fault) < 200


def test_a_file_is_read_no_further_than_the_bound() -> None:
    (fault,) = _faults(HEAD + "lz,x,620102,pop\n" * (MOST_ROWS + 5))
    assert fault == "sites.csv: expected at most 300000 rows in one file, got more. Split it"


def test_headings_alone_are_refused() -> None:
    assert _faults(HEAD) == ["sites.csv: expected rows of sites, got headings alone"]


def test_what_our_listings_defused_is_read_back_and_secrets_are_left_as_they_are() -> None:
    reading = read_csv(Path("sites.csv"), HEAD + "lz,'=A1,620102,pop\n")
    assert reading.rows[0].values["name"] == "=A1"
    reading = read_csv(Path("credentials.csv"), "name,version,community\nlab,v2c,'=x\n")
    assert reading.rows[0].values["community"] == "'=x"
