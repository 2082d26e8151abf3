"""Files of JSON: `.ndjson` with a record a line, `.json` with lists of records by kind, as `fengsui export` writes them.

A line is a record where the file is named after its kind, and else `{"kind": "devices", "record": {…}}`: sites and services have
a column `kind` of their own.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.kinds import FILE_KINDS, Kind
from fengsui.inventory.readers.json_reader import JsonRow, NotJsonError, parse_json, read_object
from fengsui.inventory.readers.kind_of import kind_of
from fengsui.inventory.readers.text import MOST_ROWS, shown_path
from fengsui.inventory.rows import Reading
from fengsui.inventory.suggest import did_you_mean

_ENVELOPE = {"kind", "record"}


class FileRow(JsonRow):
    """A record of a file of JSON."""

    __slots__ = ("_source",)

    def __init__(self, kind: Kind, values: dict[str, Raw], pointer: str, source: str) -> None:
        super().__init__(kind, values, pointer)
        self._source = source

    @property
    def source(self) -> str:
        """The file."""
        return self._source


class LineRow(FileRow):
    """A record on a line."""

    __slots__ = ()

    def where(self, column: str = "") -> str:
        """`devices.ndjson line 3 column address`."""
        return f"{self._pointer} column {column}" if column else self._pointer


def read_ndjson_file(path: Path, text: str) -> Reading:
    """Records of a file with one a line, and what is wrong with its form."""
    source, named = shown_path(path), kind_of(path.stem)
    reading = Reading()
    for number, line in _lines(text):
        if number > MOST_ROWS:
            reading.lose(Fault(source, f"at most {MOST_ROWS} lines in one file", "more", "Split it"), named)
            break
        where = f"{source} line {number}"
        try:
            kind, record = _opened(parse_json(line), named)
        except NotJsonError as error:
            reading.lose(Fault(where, "one JSON object", str(error)), named)
        except _KindlessError as error:
            reading.lose(Fault(where, *error.args))
        else:
            reading.add(read_object(kind, record, where, partial(LineRow, source=source)))
    return reading


def read_json_file(path: Path, text: str) -> Reading:
    """Records of a file with lists of records by kind, and what is wrong with its form."""
    source = shown_path(path)
    reading = Reading()
    try:
        document = parse_json(text)
    except NotJsonError as error:
        reading.lose(Fault(source, "JSON", str(error)))
        return reading
    if not isinstance(document, dict):
        expected = f"an object with lists of records under any of {', '.join(FILE_KINDS)}"
        reading.lose(Fault(source, expected, "something else"))
        return reading
    for name, records in document.items():
        _read_list(name, records, source, reading)
    if not reading.rows and not reading.faults:
        reading.refuse(Fault(source, "records", "lists without any"))
    return reading


class _KindlessError(ValueError):
    """A line does not say what it is; its arguments are expected, got and hint of a fault."""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # One line at a time: the lines of a large file beside its text would take twice the memory.
    number = start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        line = text[start:end]
        if line.strip():
            yield number, line
        start = end + 1


def _opened(document: Any, named: Kind | None) -> tuple[Kind, Any]:
    if isinstance(document, dict) and document.keys() == _ENVELOPE and isinstance(document["record"], dict):
        kind = document["kind"]
        if isinstance(kind, str) and kind in FILE_KINDS:
            return FILE_KINDS[kind], document["record"]
        hint = did_you_mean(kind, FILE_KINDS) if isinstance(kind, str) else ""
        raise _KindlessError(f"a kind among {', '.join(FILE_KINDS)}", show(str(kind)), hint)
    if named is None:
        expected = '{"kind": "devices", "record": {…}}, or a file named after its kind, as devices.ndjson'
        raise _KindlessError(expected, "a record of no kind" if isinstance(document, dict) else "something else", "")
    return named, document


def _read_list(name: str, records: Any, source: str, reading: Reading) -> None:
    kind = FILE_KINDS.get(name)
    if kind is None:
        reading.lose(Fault(source, f"one of {', '.join(FILE_KINDS)}", show(name), did_you_mean(name[:100], FILE_KINDS)))
    elif not isinstance(records, list):
        reading.lose(Fault(f"{source} /{name}", f"a list of {name}", "something else"), kind)
    elif len(records) > MOST_ROWS:
        fault = Fault(f"{source} /{name}", f"at most {MOST_ROWS} {name} in one file", str(len(records)), "Split it")
        reading.lose(fault, kind)
    else:
        for place, record in enumerate(records):
            reading.add(read_object(kind, record, f"{source} /{name}/{place}", partial(FileRow, source=source)))
