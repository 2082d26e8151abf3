"""The schemas say of every column what the parsers say."""

from typing import Any

import pytest

from fengsui.inventory.fields import REQUIRED, Unfit
from fengsui.inventory.kinds import FILE_KINDS
from fengsui.inventory.schemas import COLUMNS, column_schema, required_columns

EVERY = [(kind.name, column) for kind in FILE_KINDS.values() for column in kind.columns]


def test_every_column_of_every_kind_has_a_schema() -> None:
    assert {kind: list(columns) for kind, columns in COLUMNS.items()} == {
        kind.name: list(kind.columns) for kind in FILE_KINDS.values()
    }


def refused(kind: str, column: str, text: str) -> bool:
    try:
        FILE_KINDS[kind].by_name[column].parse(text)
    except Unfit:
        return True
    return False


@pytest.mark.parametrize(("kind", "column"), EVERY)
def test_what_a_schema_bounds_the_parser_bounds_too(kind: str, column: str) -> None:
    schema: dict[str, Any] = COLUMNS[kind][column]
    parse = FILE_KINDS[kind].by_name[column].parse
    if "enum" in schema:
        assert [str(parse(word)) for word in schema["enum"]] == schema["enum"]
        assert refused(kind, column, "none-of-them")
    if "minimum" in schema:
        low, high = schema["minimum"], schema["maximum"]
        assert (parse(str(low)), parse(str(high))) == (low, high)
        assert refused(kind, column, str(low - 1))
        assert refused(kind, column, str(high + 1))
    if "maxLength" in schema:
        assert refused(kind, column, "a" * (schema["maxLength"] + 1))
    if schema["type"] == "boolean":
        assert refused(kind, column, "perhaps")


@pytest.mark.parametrize(("kind", "column"), EVERY)
def test_only_what_a_record_can_do_without_may_be_null(kind: str, column: str) -> None:
    required = FILE_KINDS[kind].by_name[column].default is REQUIRED
    assert (column in required_columns(kind)) is required
    assert ("null" in column_schema(kind, column)["type"]) is not required
