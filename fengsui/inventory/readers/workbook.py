"""Whether a workbook may be opened at all: an `.xlsx` file is a zip of XML, and either can be made to fill the memory.

Looked at before the library sees it: how many parts, how large unpacked, how much larger than packed (zip bombs), no document type
(entity expansion), and no more elements than rows of a register have (a parsed element takes ten times its text).
"""

import re
import zipfile
import zlib
from io import BytesIO

from fengsui.errors import Fault

# A workbook of 100,000 devices and 150,000 links has some 20 parts and 130 MiB, packed fifteen times smaller.
MOST_PARTS = 1000
GREATEST_UNPACKED = 512 * 1024 * 1024
GREATEST_RATIO = 150
_SMALL = 1024 * 1024
# Elements beside rows and shared texts: styles, relations, a theme.
_MOST_ELEMENTS = 300_000
# Tags in a row of 41 cells, each with a value and a text in it, and their ends.
_TAGS_A_ROW = 41 * 6
# Excel has 1,048,576 rows.
_MOST_ITEMS = 1_500_000
_BLOCK = 1024 * 1024
_ITEM = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
_DOCTYPE = b"<!DOCTYPE"
_XML = (".xml", ".rels", ".vml")
_OLE = b"\xd0\xcf\x11\xe0"  # what .xls files and encrypted workbooks begin with


class UnsafeWorkbookError(Exception):
    """A file is no workbook that may be opened; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def check_workbook(data: bytes, source: str) -> None:
    """Sees that opening a workbook takes a bounded amount of memory.

    Raises:
        UnsafeWorkbookError: where it may not be opened.
    """
    if data.startswith(_OLE):
        hint = "Save it as .xlsx, without a password"
        raise UnsafeWorkbookError(Fault(source, "an .xlsx workbook", "an .xls or an encrypted workbook", hint))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_sizes(archive, source)
            for part in archive.infolist():
                _check_part(archive, part, source)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        fault = Fault(source, "an .xlsx workbook", f"a file that cannot be unpacked ({_said(error)})")
        raise UnsafeWorkbookError(fault) from None


def _check_sizes(archive: zipfile.ZipFile, source: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise UnsafeWorkbookError(Fault(source, f"a workbook of at most {MOST_PARTS} parts", str(len(parts))))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > GREATEST_UNPACKED:
        mib = GREATEST_UNPACKED // 1024 // 1024
        got = f"{unpacked // 1024 // 1024} MiB"
        raise UnsafeWorkbookError(Fault(source, f"at most {mib} MiB unpacked", got, "Split it into several files"))
    for part in parts:
        if part.file_size > _SMALL and part.file_size > GREATEST_RATIO * max(part.compress_size, 1):
            ratio = part.file_size // max(part.compress_size, 1)
            expected = f"parts at most {GREATEST_RATIO} times as large unpacked"
            raise UnsafeWorkbookError(Fault(source, expected, f"one that grows {ratio} times", "It looks like a bomb"))


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, source: str) -> None:
    """Counts what stands in a part, without parsing it; zipfile gives no more than the size that was checked."""
    tags = items = 0
    tail = b""
    with archive.open(part) as content:
        while block := content.read(_BLOCK):
            if not tail and part.filename.lower().endswith(_XML) and b"\0" in block[:4]:
                raise UnsafeWorkbookError(Fault(source, "a workbook in UTF-8", "a part in UTF-16"))
            if _DOCTYPE in tail + block:
                raise UnsafeWorkbookError(Fault(source, "a workbook without document types", "one that declares one"))
            tags += block.count(b"<")
            items += len(_ITEM.findall(block))
            if items > _MOST_ITEMS or tags > _MOST_ELEMENTS + _TAGS_A_ROW * items:
                raise UnsafeWorkbookError(Fault(source, "a register", "a part of far too many elements"))
            tail = block[-len(_DOCTYPE) :]


def _said(error: Exception) -> str:
    text = str(error)[:80]
    return text if text.isprintable() else type(error).__name__
