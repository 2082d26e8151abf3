"""CSV: one kind a file, named by the file (`devices.csv`, `2026-links.csv`), its columns by the first row.

A cell of several lines is one row.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fengsui.errors import Fault
from fengsui.inventory.kinds import Kind
from fengsui.inventory.readers.kind_of import kind_of, no_kind
from fengsui.inventory.readers.table import read_table
from fengsui.inventory.readers.text import MOST_ROWS, shown_path
from fengsui.inventory.rows import Reading


def read_csv(path: Path, text: str) -> Reading:
    """Rows of a CSV file, and what is wrong with its form."""
    source = shown_path(path)
    kind = kind_of(path.stem)
    reading = Reading()
    if kind is None:
        reading.lose(no_kind(path))
    else:
        read_table(_numbered(text, kind, source, reading), kind, source, reading)
    return reading


def _numbered(text: str, kind: Kind, source: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                reading.lose(Fault(source, f"at most {MOST_ROWS} rows in one file", "more", "Split it"), kind)
                return
            if any(cells):
                yield number, cells
    except csv.Error as error:
        said = str(error).split(" - ")[0]
        expected = "cells that follow the rules of CSV (RFC 4180)"
        reading.lose(Fault(f"{source} row {number + 1}", expected, said), kind)
