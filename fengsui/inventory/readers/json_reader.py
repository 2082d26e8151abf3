"""JSON: one record as an object, many as an array of objects, or one a line (NDJSON); places are JSON Pointers (RFC 6901).

What is not strict JSON is refused: doubled keys, NaN, numbers beyond what a register holds, documents nested without end.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.kinds import Kind
from fengsui.inventory.readers.text import MOST_ROWS
from fengsui.inventory.rows import Reading, Row, unknown_column
from fengsui.inventory.schemas import COLUMNS, Schema

_LONGEST_NUMBER = 40
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list of texts",
}


class JsonRow(Row):
    """A record of a JSON document."""

    __slots__ = ("_pointer",)

    def __init__(self, kind: Kind, values: dict[str, Raw], pointer: str) -> None:
        super().__init__(kind, values)
        self._pointer = pointer

    @property
    def source(self) -> str:
        """Not a file."""
        return ""

    def where(self, column: str = "") -> str:
        """`/3/address`; the record itself is `/3`, or nothing where it is the document."""
        return f"{self._pointer}/{column}" if column else self._pointer


class NotJsonError(ValueError):
    """A text is not the JSON that is taken; its text says why."""


def parse_json(text: str) -> Any:
    """A JSON document.

    Raises:
        NotJsonError: where it is none.
    """
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
        if _HALF.search(text):
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise NotJsonError("not JSON: half of a character stands alone (a surrogate)") from None
    except NotJsonError:
        raise
    except (ValueError, RecursionError) as error:
        # The parser bounds nesting by itself, at some thousand levels.
        said = str(error) if isinstance(error, json.JSONDecodeError) else "it is nested too deeply, or cannot be read"
        raise NotJsonError(f"not JSON: {said[:100]}") from None
    return document


def read_object(
    kind: Kind,
    document: Any,
    pointer: str = "",
    make: Callable[[Kind, dict[str, Raw], str], JsonRow] = JsonRow,
    schemas: Mapping[str, Schema] | None = None,
) -> Reading:
    """The row of one record, made by `make`, and what is wrong with its form; `schemas` are those of kinds that no file holds."""
    reading = Reading()
    if not isinstance(document, dict):
        reading.lose(Fault(pointer, f"an object with the columns of a {kind.singular}", _what(document)), kind)
        return reading
    values: dict[str, Raw] = {}
    row = make(kind, values, pointer)
    for column, value in document.items():
        if column not in kind.by_name:
            reading.refuse(unknown_column(row.where(_escaped(column)), kind, column))
        elif (fault := _misfit(row, column, value, (schemas or COLUMNS[kind.name])[column])) is not None:
            reading.refuse(fault)
        else:
            values[column] = _raw(value)
    reading.rows.append(row)
    return reading


def read_array(kind: Kind, documents: Iterable[Any]) -> Reading:
    """Rows of many records, and what is wrong with their form."""
    whole = Reading()
    for number, document in enumerate(documents):
        if number >= MOST_ROWS:
            whole.lose(Fault("", f"at most {MOST_ROWS} records", "more", "Send them in several requests"), kind)
            break
        whole.add(read_object(kind, document, f"/{number}"))
    return whole


def read_ndjson(kind: Kind, text: str) -> Reading:
    """Rows of a text with one record a line; empty lines count in places and nowhere else."""
    whole = Reading()
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        if number >= MOST_ROWS:
            whole.lose(Fault("", f"at most {MOST_ROWS} lines", "more", "Send them in several requests"), kind)
            break
        try:
            whole.add(read_object(kind, parse_json(line), f"/{number}"))
        except NotJsonError as error:
            whole.lose(Fault(f"/{number}", "a JSON object on one line", str(error)), kind)
    return whole


def _misfit(row: JsonRow, column: str, value: Any, schema: Schema) -> Fault | None:
    """A value of another type than the column's; what else may be wrong with it the validation says."""
    wanted = schema["type"]
    if value is None or _fits(value, wanted):
        text = isinstance(value, str) and not row.kind.by_name[column].secret
        if text and value != value.strip():
            return Fault(row.where(column), "a value without blanks around it", show(value))
        if value == "" and schema.get("minLength"):
            return Fault(row.where(column), "a value, or null for none", "an empty text")
        return None
    return Fault(row.where(column), _TYPES[wanted], _what(value))


def _fits(value: Any, wanted: str) -> bool:
    if wanted == "array":
        return isinstance(value, list) and all(isinstance(each, str) and re.fullmatch(r"\S+", each) for each in value)
    if isinstance(value, bool) or wanted == "boolean":
        return isinstance(value, bool) and wanted == "boolean"
    if wanted == "integer":
        return isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    return isinstance(value, str if wanted == "string" else int | Decimal)


def _raw(value: Any) -> Raw:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        # JSON knows 1.0 and 1e3 as whole numbers too; exponents were bounded when it was read.
        whole = value.to_integral_value()
        return f"{whole if value == whole else value:f}"
    return str(value)


def _what(value: Any) -> str:
    kinds = {
        bool: "true or false",
        str: "text",
        int: "a number",
        Decimal: "a number",
        list: "a list",
        dict: "an object",
    }
    return "null" if value is None else kinds.get(type(value), "something else")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        doubled = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise NotJsonError(f"the key {show(doubled)} stands twice in one object")
    return values


def _constant(text: str) -> Any:
    raise NotJsonError(f"{text} is no JSON")


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise NotJsonError(f"a number of {len(text)} digits")
    return int(text)


def _float(text: str) -> Decimal:
    number = Decimal(text)
    exponent = number.adjusted()
    if len(text) > _LONGEST_NUMBER or not -_LONGEST_NUMBER < exponent < _LONGEST_NUMBER:
        raise NotJsonError("a number beyond what a register holds")
    return number


def _escaped(key: str) -> str:
    shown = key if key.isprintable() else key.encode("unicode_escape").decode("ascii")
    return shown[:60].replace("~", "~0").replace("/", "~1")
