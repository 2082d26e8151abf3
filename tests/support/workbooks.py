"""Workbooks for tests: sound ones, and zips made by hand that no spreadsheet would write."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any


def write_workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with rows of values by sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def changed(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A workbook with parts added or put in the place of those that are there."""
    kept = {}
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    path.write_bytes(zipped({**kept, **parts}))
    return path


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
