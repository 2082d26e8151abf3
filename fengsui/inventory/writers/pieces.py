"""Exports that are written piece by piece: the same bytes as of the writers of whole texts, in the memory of one piece."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, Protocol

from fengsui.inventory.formats import ExportFormat
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record, Records
from fengsui.inventory.writers.columns import cell, exported, exported_columns
from fengsui.inventory.writers.geojson_writer import BEGIN, END, States, feature_lines
from fengsui.inventory.writers.json_writer import json_lines
from fengsui.inventory.writers.xlsx_writer import Book
from fengsui.inventory.writers.yaml_writer import dumped


class PieceWriter(Protocol):
    """Takes an export kind by kind; each call may block for the time that it takes to write its piece."""

    def begin(self, kind: str) -> None:
        """Begins another kind, which may stay without records."""
        ...

    def add(self, kind: str, records: Sequence[Record], around: Records, /) -> None:
        """Adds records of the kind that was begun last; `around` holds what a map shows them by."""
        ...

    def end(self) -> None:
        """Writes what comes after the last record."""
        ...


def piece_writer(made: ExportFormat, target: BinaryIO, *, several: bool, states: States | None = None) -> PieceWriter:
    """The writer of a format.

    Args:
        made: The format.
        target: Where the bytes go; it stays open.
        several: True where more than one kind may come: CSV is a zip of one file a kind then.
        states: For GeoJSON: condition of devices and links.
    """
    if made is ExportFormat.GEOJSON:
        return _GeoJson(target, states)
    if made is ExportFormat.CSV and several:
        return _ZippedCsv(target)
    writers: Mapping[ExportFormat, Callable[[BinaryIO], PieceWriter]] = {
        ExportFormat.CSV: _Csv,
        ExportFormat.XLSX: _Xlsx,
        ExportFormat.JSON: _Json,
        ExportFormat.NDJSON: _NdJson,
        ExportFormat.YAML: _Yaml,
    }
    return writers[made](target)


class _Csv:
    """One kind, with the byte order mark without which spreadsheets take UTF-8 for another encoding."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def begin(self, kind: str) -> None:
        self._target.write(_rows([exported_columns(KINDS[kind])], "utf-8-sig"))

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        plan = KINDS[kind]
        self._target.write(_rows([[cell(value) for value in exported(plan, each).values()] for each in records]))

    def end(self) -> None:
        pass


class _ZippedCsv:
    def __init__(self, target: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._entry: Any = None

    def begin(self, kind: str) -> None:
        self._close()
        found = zipfile.ZipInfo(f"{kind}.csv")
        found.compress_type = zipfile.ZIP_DEFLATED
        self._entry = self._archive.open(found, "w")
        _Csv(self._entry).begin(kind)

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        _Csv(self._entry).add(kind, records, _around)

    def end(self) -> None:
        self._close()
        self._archive.close()

    def _close(self) -> None:
        if self._entry is not None:
            self._entry.close()


class _Xlsx:
    def __init__(self, target: BinaryIO) -> None:
        self._book = Book(target)

    def begin(self, kind: str) -> None:
        self._book.begin(kind, exported_columns(KINDS[kind]))

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        for record in records:
            self._book.add(list(exported(KINDS[kind], record).values()))

    def end(self) -> None:
        self._book.end()


class _Json:
    """An object from kind to records."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._before = "{"  # what comes before the next kind
        self._between = ""  # what comes before the next record

    def begin(self, kind: str) -> None:
        self._close()
        self._put(f'{self._before}"{kind}": [\n')
        self._before, self._between = "]", ""

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        self._put(self._between + ",\n".join(json_lines(kind, records)))
        self._between = ",\n"

    def end(self) -> None:
        self._close()
        self._put("{}\n" if self._before == "{" else "}\n")

    def _close(self) -> None:
        if self._before != "{":
            self._put("\n]" if self._between else "]")
            self._before = ",\n"

    def _put(self, text: str) -> None:
        self._target.write(text.encode())


class _NdJson:
    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def begin(self, kind: str) -> None:
        pass

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        lines = (f'{{"kind": "{kind}", "record": {line}}}\n' for line in json_lines(kind, records))
        self._target.write("".join(lines).encode())

    def end(self) -> None:
        pass


class _Yaml:
    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._heading = ""

    def begin(self, kind: str) -> None:
        self._heading = f"{kind}:\n"

    def add(self, kind: str, records: Sequence[Record], _around: Records) -> None:
        text = dumped([exported(KINDS[kind], each) for each in records])
        self._target.write((self._heading + text).encode())
        self._heading = ""

    def end(self) -> None:
        pass


class _GeoJson:
    def __init__(self, target: BinaryIO, states: States | None) -> None:
        self._target = target
        self._states = states
        self._between = ""
        target.write(BEGIN.encode())

    def begin(self, kind: str) -> None:
        pass

    def add(self, kind: str, records: Sequence[Record], around: Records) -> None:
        lines = ",\n".join(feature_lines(kind, records, around, self._states))
        self._target.write((self._between + lines).encode())
        self._between = ",\n"

    def end(self) -> None:
        self._target.write(END.encode())


def _rows(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue().encode(encoding)
