"""Rows of cells become rows of a kind, whatever format they came in."""

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.table import read_table
from fengsui.inventory.rows import Reading

HEAD = ["code", "name", "division", "kind"]


def _read(*rows: list[str], kind: str = "sites") -> Reading:
    reading = Reading()
    read_table(list(enumerate(rows, 1)), KINDS[kind], "book.xlsx sheet sites", reading)
    return reading


def test_a_row_that_explains_the_columns_is_passed_over() -> None:
    reading = _read(HEAD, ["# key", "名称", "代码", "种类"], ["lz", "兰州", "620102", "pop"])
    assert [row.key for row in reading.rows] == ["lz"]
    assert reading.rows[0].where("name") == "book.xlsx sheet sites row 3 column name"


def test_a_hash_elsewhere_than_in_the_key_is_text() -> None:
    reading = _read(["name", "code", "division", "kind"], ["#1 楼", "lz", "620102", "pop"])
    assert reading.rows[0].values["name"] == "#1 楼"


def test_defused_cells_come_back_and_secrets_are_left_alone() -> None:
    assert _read(HEAD, ["lz", "'=x", "620102", "pop"]).rows[0].values["name"] == "=x"
    row = _read(["name", "version", "community"], ["lab", "v2c", "'=x"], kind="credentials").rows[0]
    assert row.values["community"] == "'=x"


def test_headings_alone_are_said() -> None:
    (fault,) = _read(HEAD).faults
    assert str(fault) == "book.xlsx sheet sites: expected rows of sites, got headings alone"


def test_nothing_at_all_is_nothing() -> None:
    assert _read().faults == []
