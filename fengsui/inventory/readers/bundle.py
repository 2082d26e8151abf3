"""Several CSV files at once: a folder or a `.zip` of them, as exports write them.

A zip is looked at before it is unpacked: how many files, how large, and how much larger than packed (zip bombs).
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from fengsui.errors import Fault
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.text import GREATEST_FILE, UnreadableError, decoded, read_bytes, read_text, shown_path
from fengsui.inventory.readers.workbook import GREATEST_RATIO, GREATEST_UNPACKED
from fengsui.inventory.rows import Reading

# An export has eight; a carrier may have one of each for every prefecture.
_MOST_FILES = 1000
_SMALL = 1024 * 1024
_CSV = ".csv"


def read_folder(folder: Path, encoding: str = "utf-8") -> Reading:
    """Rows of the CSV files that lie in a folder, and what is wrong with their form."""
    try:
        found = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError as error:
        fault = Fault(shown_path(folder), "a folder that can be read", str(error.strerror).lower())
        return _lost(fault)
    chosen = [each for each in found if each.suffix.lower() == _CSV]
    return _together(folder, ((each, None) for each in chosen), encoding, left=len(found) - len(chosen))


def read_zip(path: Path, encoding: str = "utf-8") -> Reading:
    """Rows of the CSV files that a zip holds, and what is wrong with their form."""
    try:
        with zipfile.ZipFile(BytesIO(read_bytes(path))) as archive:
            found = [each for each in archive.infolist() if not _beside_the_point(each)]
            chosen = [each for each in found if each.filename.lower().endswith(_CSV)]
            _check(path, chosen)
            contents = ((path / each.filename, archive.read(each)) for each in chosen)
            return _together(path, contents, encoding, left=len(found) - len(chosen))
    except UnreadableError as error:
        return _lost(error.fault)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        said = str(error)[:80] if str(error).isprintable() else type(error).__name__
        return _lost(Fault(shown_path(path), "a .zip of CSV files", f"a file that cannot be unpacked ({said})"))


def _together(source: Path, files: Iterable[tuple[Path, bytes | None]], encoding: str, *, left: int) -> Reading:
    whole = Reading()
    for reading in _each(files, encoding):
        whole.add(reading)
    if not (whole.rows or whole.unread.faults):
        whole.lose(Fault(shown_path(source), "CSV files named after their kinds (devices.csv …)", "none"))
    elif left:
        whole.notes.append(f"{shown_path(source)}: {left} file(s) that are no CSV were passed over")
    return whole


def _each(files: Iterable[tuple[Path, bytes | None]], encoding: str) -> Iterator[Reading]:
    for path, data in files:
        try:
            text = read_text(path, encoding) if data is None else decoded(path, data, encoding)
            yield read_csv(path, text)
        except UnreadableError as error:
            yield _lost(error.fault)


def _beside_the_point(part: zipfile.ZipInfo) -> bool:
    """Folders, and what file managers put beside the files (`__MACOSX`, `.DS_Store`)."""
    name = PurePosixPath(part.filename)
    return part.is_dir() or name.name.startswith(".") or name.parts[:1] == ("__MACOSX",)


def _check(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    source = shown_path(path)
    if len(parts) > _MOST_FILES:
        raise UnreadableError(Fault(source, f"at most {_MOST_FILES} files", str(len(parts))))
    largest, whole = max((part.file_size for part in parts), default=0), sum(part.file_size for part in parts)
    if largest > GREATEST_FILE or whole > GREATEST_UNPACKED:
        mib = [size // 1024 // 1024 for size in (GREATEST_FILE, GREATEST_UNPACKED, largest, whole)]
        expected = f"at most {mib[0]} MiB a file and {mib[1]} MiB together, unpacked"
        raise UnreadableError(Fault(source, expected, f"{mib[2]} MiB and {mib[3]} MiB", "Split it into several"))
    for part in parts:
        if part.file_size > _SMALL and part.file_size > GREATEST_RATIO * max(part.compress_size, 1):
            expected = f"files at most {GREATEST_RATIO} times as large unpacked"
            raise UnreadableError(Fault(source, expected, "one that grows more", "It looks like a bomb"))


def _lost(fault: Fault) -> Reading:
    reading = Reading()
    reading.lose(fault)
    return reading
