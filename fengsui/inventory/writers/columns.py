"""What of a record leaves the inventory: every column but the secrets, as values of JSON and as the text of a cell. Pure."""

from decimal import Decimal
from typing import Any

from fengsui.inventory.formulas import defused
from fengsui.inventory.kinds import Kind
from fengsui.inventory.records import Record


def exported_columns(kind: Kind) -> tuple[str, ...]:
    """Columns of an export; a secret is in none, not even its mask."""
    return tuple(field.name for field in kind.fields if not field.secret)


def exported(kind: Kind, record: Record) -> dict[str, Any]:
    """Values by column: text, numbers, booleans, lists of texts, or None."""
    values = kind.flat(record)
    return {column: _plain(values[column]) for column in exported_columns(kind)}


def cell(value: Any) -> str:
    """A value as the text of a cell that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return fixed(value)
    return defused(" ".join(value)) if isinstance(value, list) else str(value)


def fixed(value: float) -> str:
    """A number in digits, without an exponent, that gives the same number when it is read."""
    return f"{Decimal(repr(value)):f}"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
