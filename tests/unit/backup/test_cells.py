"""Rows as lines: the same for equal rows, back as they were, and every cell that does not fit is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Float, Integer, LargeBinary, String, Text

from fengsui.backup.cells import row_line, row_of
from fengsui.errors import BackupError

COLUMNS: list[Column[Any]] = [
    Column("name", String(20), nullable=False),
    Column("note", Text),
    Column("number", BigInteger),
    Column("share", Float),
    Column("on", Boolean),
    Column("digest", LargeBinary),
    Column("list", JSON),
]
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_VALUES: list[st.SearchStrategy[Any]] = [
    _TEXTS,
    st.none() | _TEXTS,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(-1e308, 1e308) | st.sampled_from([float("inf"), float("-inf")]),
    st.none() | st.booleans(),
    st.none() | st.binary(max_size=40),
    st.none() | st.lists(_TEXTS, max_size=3) | st.dictionaries(_TEXTS, st.integers(), max_size=3),
]


@given(st.tuples(*_VALUES))
def test_a_row_comes_back_as_it_was_in_one_line(row: tuple[Any, ...]) -> None:
    line = row_line(row)
    assert line.count(b"\n") == 1
    assert list(row_of(line, COLUMNS, "here").values()) == list(row)
    assert row_line(tuple(row_of(line, COLUMNS, "here").values())) == line


def test_what_is_no_number_comes_back_as_such() -> None:
    (value,) = row_of(row_line([float("nan")]), [COLUMNS[3]], "here").values()
    assert value != value


def test_the_order_of_keys_makes_no_difference() -> None:
    assert row_line([{"a": 1, "b": 2}]) == row_line([{"b": 2, "a": 1}])


def test_a_type_that_no_table_has_is_not_saved() -> None:
    with pytest.raises(TypeError, match="cannot hold a complex"):
        row_line([1j])


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (Column("c", String(3)), "four", "a text of at most 3 characters, got \"four\""),
        (Column("c", String(3)), 5, "a text of at most 3 characters, got 5"),
        (Column("c", Text), "a\0b", "a text"),
        (Column("c", Text), "\ud800", "a text"),
        (Column("c", Text, nullable=False), None, "a value, got null"),
        (Column("c", Integer), 2**63, "a whole number of 64 bits"),
        (Column("c", Integer), True, "a whole number"),
        (Column("c", Integer), 1.5, "a whole number"),
        (Column("c", Float), "1", "a number"),
        (Column("c", Float), 10**400, "a number"),
        (Column("c", Float), {"float": "1"}, "a number"),
        (Column("c", Boolean), 1, "true or false"),
        (Column("c", LargeBinary), "canary", "bytes in base64, got str"),
        (Column("c", LargeBinary), {"base64": "canary!"}, "bytes in base64, got dict"),
        (Column("c", JSON), [1], "a JSON value"),
        (Column("c", DateTime), 1, "cannot be restored"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named(column: Column[Any], value: Any, said: str) -> None:
    with pytest.raises(BackupError, match="here column c: expected ") as refused:
        row_of(json.dumps([value]).encode(), [column], "here")
    assert said in str(refused.value)
    assert not (isinstance(column.type, LargeBinary) and "canary" in str(refused.value))


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b"[1, 2]", b"nonsense", b"\xff", b"[NaN]", b"[" * 100_000, b'["' + b"1" * 9000, b"[" + b"9" * 5000 + b"]"],
    ids=range(10),
)  # fmt: skip
def test_a_line_that_is_no_row_is_refused(line: bytes) -> None:
    with pytest.raises(BackupError, match=r"^here"):
        row_of(line, [Column("c", Integer)], "here")
