"""Reading a report back from a file."""

import json
import zipfile
from io import BytesIO

import pytest

from fengsui.errors import InputError
from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.figures import figures_of
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.read import LARGEST_FILE, read_report
from fengsui.reports.words import Language
from tests.support.months import remembered

CARRYING = {Form.HTML, Form.JSON, Form.XLSX}


def report() -> Report:
    return Report(figures_of(remembered()), shipped_boundaries())


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("language", Language)
def test_every_form_tells_its_month_its_language_and_its_checksum(form: Form, language: Language) -> None:
    found = read_report(report().made(form, language), f"x.{form}")
    assert (found.form, found.month, found.checksum) == (form, "2026-10", report().checksum)
    assert found.language is (None if form is Form.JSON else language)
    assert found.figures == (report().figures if form in CARRYING else None)


def zipped(name: str, content: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"{",
        b"{}",
        b'{"figures": [], "checksum": {"value": "x"}}',
        b'{"figures": {"month": "2026-10"}, "checksum": {"value": "short"}}',
        b'{"figures": {"month": 5}, "checksum": {"value": "' + b"a" * 64 + b'"}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"fengsui-report",
        b"fengsui-report,2026-13,zh," + b"a" * 64,
        b"fengsui-report,2026-10,fr," + b"a" * 64,
        b"%PDF-1.7 nothing",
        b"%PDF<pdf:Keywords>fengsui-report, 2026-10, zh</pdf:Keywords>",
        b"PK\x03\x04",
        zipped("x.xml", "<x/>"),
        b'<html><meta name="fengsui-report" content="2026-10 zh"></html>',
        b"<html></html>",
    ],
)
def test_what_is_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as raised:
        read_report(content, "file")
    assert "expected" in str(raised.value)
    assert "file" in str(raised.value)


def test_a_file_without_end_is_not_looked_at() -> None:
    with pytest.raises(InputError, match="more than 50 MB"):
        read_report(b" " * (LARGEST_FILE + 1), "file")


def test_whatever_stands_in_the_figures_is_data() -> None:
    figures = {"month": "2026-10", "</script>": {"__proto__": ["=1", None, 1e300]}}
    text = json.dumps({"figures": figures, "checksum": {"value": "a" * 64}})
    assert read_report(text.encode(), "x").figures == figures
