"""What of a record leaves, and how it looks in a cell."""

import pytest

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.writers.columns import cell, exported, exported_columns, fixed
from tests.support.registers import register


def test_secrets_are_no_columns() -> None:
    assert exported_columns(KINDS["credentials"]) == (
        "name",
        "version",
        "user",
        "auth_protocol",
        "priv_protocol",
        "carrier",
    )
    assert exported(KINDS["credentials"], register().credentials["lab"])["version"] == "v2c"


def test_lists_are_lists() -> None:
    assert exported(KINDS["carriers"], register().carriers["telecom"])["management_prefixes"] == ["10.20.0.0/16"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (-1.5, "-1.5"), (161, "161"), ("=x", "'=x"), (["a", "b"], "a b"), (1e-7, "0.0000001")],
)
def test_values_as_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_a_number_is_written_without_an_exponent() -> None:
    assert fixed(1.5e-7) == "0.00000015"
