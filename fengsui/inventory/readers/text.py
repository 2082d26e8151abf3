"""From a file to text: size, encoding and emptiness are seen to before anything looks inside."""

from pathlib import Path

from fengsui.errors import Fault

# A province of 100,000 devices and 150,000 links is 30 MB of CSV and 73 MB of NDJSON; twice that is a mistake, or an attack.
GREATEST_FILE = 128 * 1024 * 1024
# Rows of one file, so that a file of nothing but brackets does not fill the memory: some 1.5 kB each while it is judged.
MOST_ROWS = 300_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """A file cannot be read as a whole; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def shown_path(path: Path) -> str:
    """A path as faults name it."""
    text = str(path)
    return text if text.isprintable() else repr(text)


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file, without a byte order mark.

    Raises:
        UnreadableError: where it is missing, empty, too large, or not in that encoding.
    """
    return decoded(path, read_bytes(path), encoding)


def decoded(path: Path, data: bytes, encoding: str = "utf-8") -> str:
    """The text that bytes are, without a byte order mark; `path` is where they come from.

    Raises:
        UnreadableError: where they are empty, or not in that encoding.
    """
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(_misencoded(path, data, error)) from None
    if not text.strip():
        raise UnreadableError(Fault(shown_path(path), "records", "an empty file"))
    return text


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        UnreadableError: where it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(GREATEST_FILE + 1)
    except OSError as error:
        raise UnreadableError(Fault(shown_path(path), "a file that can be read", str(error.strerror).lower())) from None
    if len(data) > GREATEST_FILE:
        mib = GREATEST_FILE // 1024 // 1024
        raise UnreadableError(Fault(shown_path(path), f"at most {mib} MiB", "more", "Split it into several files"))
    return data


def _misencoded(path: Path, data: bytes, error: UnicodeDecodeError) -> Fault:
    if data.startswith(_UTF16):
        return Fault(shown_path(path), "UTF-8", "UTF-16", "Save it as UTF-8 (in a spreadsheet: CSV UTF-8)")
    if error.encoding.startswith("utf-8") and _looks_gb18030(data):
        hint = "Import it with --encoding gb18030, or save it as UTF-8 (iconv -f GB18030 -t UTF-8)"
        return Fault(shown_path(path), "UTF-8", "what looks like GB18030 (GBK)", hint)
    line = data.count(b"\n", 0, error.start) + 1
    return Fault(f"{shown_path(path)} line {line}", error.encoding.upper(), f"byte 0x{data[error.start]:02x}")


def _looks_gb18030(data: bytes) -> bool:
    # Almost any bytes decode as GB18030; real text has Chinese in it and neither control nor private-use characters.
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    if any((c < " " and c not in "\t\r\n") or "\ue000" <= c <= "\uf8ff" or c == "\x7f" for c in text):
        return False
    return any("\u4e00" <= c <= "\u9fff" for c in text)
