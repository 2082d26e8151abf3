"""The file of a backup: written beside its place and put there whole, read line by line within bounds."""

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fengsui.backup.manifest import Manifest, Sums, read_manifest, read_sums
from fengsui.errors import BackupError
from fengsui.inventory.progress import Progress

# The longest rows are answers to bulk requests, some megabytes; a line without an end must not fill the memory.
LONGEST_LINE = 64 * 1024 * 1024
# Our lines shrink five- to twentyfold; gzip's best is 1,030-fold, on one byte repeated. Small files may do as they like.
_MOST_SHRUNK = 200
_SMALL = 64 * 1024 * 1024
_LEVEL = 6


class BackupWriter:
    """Writes lines and sums them up."""

    def __init__(self, target: gzip.GzipFile) -> None:
        self._target = target
        self._sum = hashlib.sha256()

    def write(self, line: bytes) -> None:
        """Adds a line."""
        self._sum.update(line)
        self._target.write(line)

    @property
    def sha256(self) -> str:
        """Over everything written so far."""
        return self._sum.hexdigest()


@contextmanager
def writing(path: Path) -> Iterator[BackupWriter]:
    """A new backup, which is there only when the block has ended well; readable for its owner alone.

    Raises:
        BackupError: where there is a file of that name, or it cannot be written.
    """
    _refuse_existing(path)
    temporary = None
    try:
        # Beside its place: a link cannot cross to another disk. mkstemp makes it 0600.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as raw:
            with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as target:
                yield BackupWriter(target)
            raw.flush()
            os.fsync(raw.fileno())
        _place(temporary, path)
    except FileExistsError:
        _refuse_existing(path)
    except OSError as error:
        raise BackupError(
            f"backup {path} cannot be written: {error.strerror or error}. Check the folder, the rights on it and its disk"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _refuse_existing(path: Path) -> None:
    if path.is_dir():
        raise BackupError(f"backup {path}: there is a folder of that name. Name a file in it")
    if os.path.lexists(path):
        raise BackupError(f"backup {path}: there is a file of that name. Choose another, or remove it")


def _place(temporary: Path, path: Path) -> None:
    """Gives the file its name; where two programs want the same, the later one fails."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here, as on FAT and some shares. Renaming would replace what came meanwhile, so look once more.
        _refuse_existing(path)
        temporary.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Summary:
    """A backup that was read to its end and found whole."""

    manifest: Manifest
    sums: Sums


def read_summary(path: Path, progress: Progress) -> Summary:
    """Reads a backup to its end and holds it against its checksum; no row is looked at.

    Raises:
        BackupError: where it is no backup, is damaged, or cannot be read.
    """
    whole = hashlib.sha256()
    manifest, last = None, b""
    for line in lines(path, progress, "reading the file, bytes"):
        if manifest is None:
            manifest = read_manifest(line, str(path))
        whole.update(last)
        last = line
    if manifest is None:
        raise BackupError(f"{path} is not a backup that Fengsui wrote: it is empty")
    sums = read_sums(last, str(path))
    if sums.sha256 != whole.hexdigest():
        raise BackupError(
            f"backup {path} is damaged: expected the checksum {sums.sha256[:16]}…, got {whole.hexdigest()[:16]}…. "
            "Take another copy of it"
        )
    if list(sums.tables) != list(manifest.tables):
        raise BackupError(f"backup {path} is damaged: its manifest and its sums name different tables")
    return Summary(manifest, sums)


def lines(path: Path, progress: Progress, doing: str) -> Iterator[bytes]:
    """Lines of a backup.

    Raises:
        BackupError: where it cannot be read, is not gzip, or swells beyond what Fengsui writes.
    """
    try:
        if not path.is_file():
            raise BackupError(f"backup {path}: expected a file, got {'something else' if path.exists() else 'nothing'}")
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as source:
            yield from _lines(path, source, lambda: progress(doing, raw.tell(), path.stat().st_size))
    except gzip.BadGzipFile as error:
        raise BackupError(f"{path} is not a backup that Fengsui wrote, or is damaged: {error}") from None
    except (EOFError, zlib.error) as error:
        raise BackupError(f"backup {path} is damaged or was cut off: {error}. Take another copy of it") from None
    except OSError as error:
        raise BackupError(f"backup {path} cannot be read: {error.strerror}") from None


def _lines(path: Path, source: gzip.GzipFile, told: Callable[[], None]) -> Iterator[bytes]:
    swollen, size = 0, path.stat().st_size
    for number in range(1, 2**63):
        line = source.readline(LONGEST_LINE + 1)
        swollen += len(line)
        if len(line) > LONGEST_LINE:
            raise BackupError(f"backup {path} line {number}: expected at most {LONGEST_LINE} bytes, got more")
        if swollen > max(_SMALL, _MOST_SHRUNK * size):
            raise BackupError(
                f"backup {path}: expected at most {_MOST_SHRUNK} bytes for each compressed one, got more: Fengsui writes no such file"
            )
        if not line:
            return
        if number % 1000 == 1:
            told()
        yield line
