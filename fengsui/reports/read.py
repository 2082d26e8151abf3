"""Reading a report back from a file of any form: what month and language it is of, its checksum, and its figures where it carries them.

A file may have been made by anybody: nothing of it is trusted, run or fetched, and its size is bounded.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any

from fengsui.errors import Fault, InputError
from fengsui.model.report import is_month
from fengsui.reports.checksum import LENGTH
from fengsui.reports.form import Form
from fengsui.reports.mark import FIGURES_SHEET, MARK
from fengsui.reports.words import Language

LARGEST_FILE = 50_000_000
_CHECKSUM = re.compile(f"[0-9a-f]{{{LENGTH}}}")
_META = re.compile(r'<meta name="fengsui-report" content="([^"]{1,200})">')
_DATA = re.compile(r'<script type="application/json" id="fengsui-figures">(.*?)</script>', re.DOTALL)
_KEYWORDS = re.compile(rb"<pdf:Keywords>([^<]{1,300})</pdf:Keywords>")
# A checksum's worth of rows more than any report fills.
_MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself.

    Attributes:
        language: None for JSON, which has none.
        checksum: That stands in it.
        figures: None where the form carries none, or none that can be read.
    """

    form: Form
    month: str
    language: Language | None
    checksum: str
    figures: dict[str, Any] | None


def read_report(content: bytes, name: str) -> Found:
    """Reads a report of any form.

    Args:
        content: Of the file.
        name: Of the file, for messages.

    Raises:
        InputError: where it is no report.
    """
    if len(content) > LARGEST_FILE:
        raise _no_report(name, f"a file of more than {LARGEST_FILE // 1_000_000} MB")
    try:
        return _read(content, name)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, csv.Error):
        raise _no_report(name, "something else, or a broken one") from None


def _read(content: bytes, name: str) -> Found:
    if content.startswith(b"%PDF"):
        return _of_pdf(content)
    if content.startswith(b"PK"):
        return _of_workbook(content, name)
    text = content.decode("utf-8-sig")
    if text.lstrip().startswith("{"):
        document = json.loads(text)
        figures = _object(document["figures"])
        return _found(Form.JSON, [figures["month"], "", document["checksum"]["value"]], figures)
    if text.startswith(MARK):
        return _found(Form.CSV, next(csv.reader(io.StringIO(text[:500])))[1:4], None)
    head, data = _META.search(text), _DATA.search(text)
    if head is None:
        raise _no_report(name, "something else")
    return _found(Form.HTML, head[1].split(" "), _object(json.loads(data[1])) if data else None)


def _of_pdf(content: bytes) -> Found:
    keywords = _KEYWORDS.search(content)
    if keywords is None:
        raise ValueError
    mark, *said = keywords[1].decode("ascii").split(", ")
    if mark != MARK:
        raise ValueError
    return _found(Form.PDF, said, None)


def _of_workbook(content: bytes, name: str) -> Found:
    from openpyxl import load_workbook

    from fengsui.inventory.readers.workbook import UnsafeWorkbookError, check_workbook

    try:
        check_workbook(content, name)
    except UnsafeWorkbookError as error:
        raise InputError("report", [error.fault]) from None
    try:
        book: Any = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book[FIGURES_SHEET]
        sheet.reset_dimensions()
        (mark, *said), *rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=4, values_only=True)
    except Exception:  # noqa: BLE001 - the library names no errors: a broken workbook raises whatever its parts make of it
        raise _no_report(name, "a workbook without the figures of one") from None
    if mark != MARK:
        raise ValueError
    return _found(Form.XLSX, [str(each) for each in said], _object(json.loads("".join(str(row[0]) for row in rows))))


def _found(form: Form, said: list[str], figures: dict[str, Any] | None) -> Found:
    month, language, checksum = said
    if not is_month(month) or not _CHECKSUM.fullmatch(checksum):
        raise ValueError
    return Found(form, month, Language(language) if language else None, checksum, figures)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _no_report(name: str, got: str) -> InputError:
    hint = "`fengsui report monthly` makes one"
    return InputError("report", [Fault(name, "a monthly report as HTML, PDF, CSV, XLSX or JSON", got, hint)])
