"""The first and the last line of a backup: what it holds and how it was made, and the sums that it is checked by. Pure.

A backup is gzip over lines of JSON: the manifest, then for each table a line that names it and a line a row, then the sums. It
holds no names of files, so there is none that could lead elsewhere.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fengsui.backup.cells import parsed
from fengsui.errors import BackupError

FORMAT = 1

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}=$")]
_FAULTS_SHOWN = 5


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def line(self) -> bytes:
        """As it stands in the file."""
        return self.model_dump_json().encode() + b"\n"


class Manifest(_Line):
    """What a backup says of itself.

    Attributes:
        fengsui_backup: Version of the file's form.
        fengsui: Version of the program that wrote it.
        schema_version: Revision of the database it was made from.
        created_at: Seconds since the epoch.
        history: True where what was seen is in it, beside what is registered.
        tables: Columns by table, in the order in which they follow.
        keys: Keys of the credentials, as a key file has them; empty unless asked for.
    """

    fengsui_backup: int
    fengsui: Annotated[str, Field(max_length=40)]
    schema_version: Annotated[str, Field(pattern=r"^\d{4}$")]
    created_at: float
    history: bool
    tables: Annotated[dict[_Name, Annotated[list[_Name], Field(min_length=1, max_length=500)]], Field(max_length=500)]
    keys: Annotated[list[_Key], Field(max_length=20)] = []


class TableSum(_Line):
    """What a table holds: the number of its rows, and SHA-256 over their lines in the order of the primary key."""

    rows: Annotated[int, Field(ge=0)]
    sha256: _Digest


class Sums(_Line):
    """The last line.

    Attributes:
        tables: Sum by table.
        sha256: Over all bytes before this line, uncompressed.
    """

    tables: dict[_Name, TableSum]
    sha256: _Digest

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(each.rows for each in self.tables.values())


L = TypeVar("L", bound=_Line)


def read_manifest(line: bytes, file: str) -> Manifest:
    """The manifest in the first line.

    Raises:
        BackupError: where it is none, or of a form that this version does not know.
    """
    found = parsed(line, f"backup {file} line 1")
    form = found.get("fengsui_backup") if isinstance(found, Mapping) else None
    if not isinstance(form, int):
        raise BackupError(f"{file} is not a backup that Fengsui wrote: its first line is no manifest")
    if form != FORMAT:
        raise BackupError(f"backup {file} has form {form}, and this Fengsui knows {FORMAT}. Upgrade Fengsui")
    return _validated(Manifest, found, f"backup {file}: its manifest")


def read_sums(line: bytes, file: str) -> Sums:
    """The sums in the last line.

    Raises:
        BackupError: where there are none: the file was cut off.
    """
    found = parsed(line, f"backup {file}, last line")
    if not isinstance(found, Mapping) or "sha256" not in found:
        raise BackupError(f"backup {file} was cut off: its last line holds no sums. Take another copy of it")
    return _validated(Sums, found, f"backup {file}: its last line")


def _validated(model: type[L], found: Any, what: str) -> L:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(
            f"{'.'.join(map(str, fault['loc']))[:80]}: {fault['msg'].lower()}" for fault in faults[:_FAULTS_SHOWN]
        )
        raise BackupError(f"{what} is not as Fengsui writes it: {said}") from None
