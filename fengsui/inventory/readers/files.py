"""From the paths of a command to rows: each file by the reader that its ending names, a folder by the CSV files in it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fengsui.errors import Fault
from fengsui.inventory.fields import show
from fengsui.inventory.progress import Progress, silent
from fengsui.inventory.readers.bundle import read_folder, read_zip
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.ndjson_reader import read_json_file, read_ndjson_file
from fengsui.inventory.readers.text import UnreadableError, read_text, shown_path
from fengsui.inventory.readers.xlsx_reader import read_xlsx
from fengsui.inventory.readers.yaml_reader import read_yaml
from fengsui.inventory.rows import Reading

_READERS: dict[str, Callable[[Path, str], Reading]] = {
    ".csv": read_csv,
    ".json": read_json_file,
    ".ndjson": read_ndjson_file,
    ".jsonl": read_ndjson_file,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
_XLSX = ".xlsx"
_ZIP = ".zip"


def read_files(paths: Sequence[Path], encoding: str = "utf-8", progress: Progress = silent) -> Reading:
    """Rows of all files together, and what is wrong with their form."""
    whole = Reading()
    for path in paths:
        progress(f"reading {shown_path(path)[-40:]}", 0, 0)
        whole.add(_read_file(path, encoding))
    return whole


def _read_file(path: Path, encoding: str) -> Reading:
    ending = path.suffix.lower()
    reading = Reading()
    try:
        if ending == _XLSX:
            return read_xlsx(path)
        if path.is_dir():
            reading = read_folder(path, encoding)
        elif ending == _ZIP:
            reading = read_zip(path, encoding)
        elif ending in _READERS:
            reading = _READERS[ending](path, read_text(path, encoding))
        else:
            endings = ", ".join((*_READERS, _XLSX, _ZIP))
            reading.lose(Fault(shown_path(path), f"a folder, or a file ending in {endings}", show(path.suffix)))
            return reading
    except UnreadableError as error:
        reading.lose(error.fault)
        return reading
    if encoding != "utf-8":
        reading.notes.append(f"{shown_path(path)} was read as {encoding.upper()}")
    return reading
