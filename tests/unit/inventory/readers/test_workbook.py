"""Bombs are refused before anything is unpacked into memory."""

import random
import tracemalloc

import pytest

from fengsui.inventory.readers import workbook
from fengsui.inventory.readers.workbook import MOST_PARTS, UnsafeWorkbookError, check_workbook
from tests.support.workbooks import zipped

SHEET = "xl/worksheets/sheet1.xml"


def _refusal(data: bytes) -> str:
    with pytest.raises(UnsafeWorkbookError) as refused:
        check_workbook(data, "book.xlsx")
    return str(refused.value.fault)


def test_a_sound_workbook_passes() -> None:
    check_workbook(zipped({SHEET: b"<worksheet><row><c><v>1</v></c></row></worksheet>"}), "book.xlsx")


def test_a_part_that_grows_a_thousandfold_is_refused_without_unpacking_it() -> None:
    bomb = zipped({SHEET: b" " * 50_000_000})
    tracemalloc.start()
    assert "parts at most 150 times as large unpacked" in _refusal(bomb)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_many_parts_and_a_great_sum_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "got 1001" in _refusal(zipped({f"{number}.xml": b"<x/>" for number in range(MOST_PARTS + 1)}))
    monkeypatch.setattr(workbook, "GREATEST_UNPACKED", 1024 * 1024)
    noise = random.Random(7).randbytes(700_000)
    assert "at most 1 MiB unpacked" in _refusal(zipped({"a.bin": noise, "b.bin": noise}))


@pytest.mark.parametrize("cut", [0, 5])
def test_a_document_type_is_refused_wherever_it_stands(cut: int) -> None:
    # So that it lies across two blocks of reading.
    text = b'<?xml version="1.0"?>' + b"\n" * (1024 * 1024 - 21 - cut) + b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    noise = random.Random(7).randbytes(20_000).hex().encode()
    assert "document types" in _refusal(zipped({SHEET: text + b"<!--" + noise + b"-->"}))


def test_utf_16_hides_nothing() -> None:
    assert "UTF-16" in _refusal(zipped({SHEET: '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")}))


@pytest.mark.parametrize("element", [b"<c/>", b"<row/>"])
def test_elements_without_end_are_refused(element: bytes) -> None:
    # Mixed with noise, so that the ratio alone does not give it away.
    noise = random.Random(7).randbytes(100_000).hex().encode()
    assert "far too many elements" in _refusal(zipped({SHEET: element * 1_600_000 + noise}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be unpacked"),
        (b"PK\x03\x04garbage", "cannot be unpacked"),
        (b"\xd0\xcf\x11\xe0rest", "an .xls or an encrypted workbook"),
        (zipped({SHEET: b"<x>abc</x>"})[:-30], "cannot be unpacked"),
    ],
)
def test_what_is_no_zip_is_said(data: bytes, said: str) -> None:
    assert said in _refusal(data)
