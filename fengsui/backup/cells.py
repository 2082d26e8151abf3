"""Rows as lines of JSON that are the same whichever database they come from, and back with every cell checked. Pure."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, String

from fengsui.errors import BackupError

# What JSON has no form for stands in an object of one key.
_BYTES, _FLOAT, _JSON = "base64", "float", "json"
_INT64 = 2**63
_SHOWN = 60

Cell = Any


class UnfitCellError(Exception):
    """A cell is not what its column holds; the text says what that would be."""


def row_line(row: Sequence[Cell]) -> bytes:
    """A row as it comes from the database, as one line; equal rows give equal lines.

    Raises:
        TypeError: for a value of a type that no table has.
    """
    text = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def row_of(line: bytes, columns: Sequence[Column[Any]], where: str) -> dict[str, Cell]:
    """The row that a line holds, by column.

    Raises:
        BackupError: naming the place and the column, where it is no row of these columns.
    """
    values = parsed(line, where)
    if not isinstance(values, list) or len(values) != len(columns):
        got = f"one of {len(values)}" if isinstance(values, list) else "something else"
        raise BackupError(f"{where}: expected a row of {len(columns)} values, got {got}")
    row = {}
    for column, value in zip(columns, values, strict=True):
        try:
            row[column.name] = _cell(column, value)
        except UnfitCellError as unfit:
            got = json.dumps(value)[:_SHOWN] if not isinstance(column.type, LargeBinary) else type(value).__name__
            raise BackupError(f"{where} column {column.name}: expected {unfit}, got {got}") from None
    return row


def parsed(line: bytes, where: str) -> Any:
    """The JSON value of a line.

    Raises:
        BackupError: where it is none.
    """
    try:
        return json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BackupError(f"{where}: expected a line of JSON, got {line[:_SHOWN]!r}") from None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _plain(value: Cell) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {_FLOAT: str(value)}
    if isinstance(value, bytes | memoryview):
        return {_BYTES: base64.b64encode(value).decode()}
    if isinstance(value, list | dict):
        # In one order of keys, so that equal values give equal lines.
        return {_JSON: json.loads(json.dumps(value, sort_keys=True))}
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def _cell(column: Column[Any], value: Any) -> Cell:
    if value is None:
        if not column.nullable:
            raise UnfitCellError("a value")
        return None
    for kind, read in _READERS:
        if isinstance(column.type, kind):
            return read(column, value)
    raise UnfitCellError(f"nothing: a column of type {column.type} cannot be restored")


def _boolean(_column: Column[Any], value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnfitCellError("true or false")
    return value


def _integer(_column: Column[Any], value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_INT64 <= value < _INT64:
        raise UnfitCellError("a whole number of 64 bits")
    return value


def _float(_column: Column[Any], value: Any) -> float:
    text = value.get(_FLOAT) if isinstance(value, dict) and len(value) == 1 else None
    if text in ("inf", "-inf", "nan"):
        return float(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e308:
        raise UnfitCellError("a number")
    return float(value)


def _bytes(_column: Column[Any], value: Any) -> bytes:
    text = value.get(_BYTES) if isinstance(value, dict) and len(value) == 1 else None
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else _no_bytes()
    except (binascii.Error, ValueError):
        return _no_bytes()


def _no_bytes() -> bytes:
    raise UnfitCellError("bytes in base64")


def _json(_column: Column[Any], value: Any) -> Any:
    if not isinstance(value, dict) or list(value) != [_JSON]:
        raise UnfitCellError("a JSON value")
    return value[_JSON]


def _text(column: Column[Any], value: Any) -> str:
    length = getattr(column.type, "length", None)
    most = f" of at most {length} characters" if length else ""
    if not isinstance(value, str) or (length and len(value) > length) or not _encodable(value):
        raise UnfitCellError(f"a text{most}")
    return value


def _encodable(text: str) -> bool:
    # Half a surrogate pair is no character, and PostgreSQL has no text with a zero in it.
    try:
        return "\0" not in text.encode().decode()
    except UnicodeEncodeError:
        return False


# In this order: SQLAlchemy's Boolean is no Integer, and its JSON no String.
_READERS: tuple[tuple[type[Any], Callable[[Column[Any], Any], Cell]], ...] = (
    (Boolean, _boolean),
    (Integer, _integer),
    (Float, _float),
    (LargeBinary, _bytes),
    (JSON, _json),
    (String, _text),
)
