"""From the database to files: what is selected, in a format that the import takes again (but GeoJSON, which is for maps).

The secrets of credentials are in no export: importing one leaves what is stored.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.inventory.formats import ExportFormat
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record, Records
from fengsui.inventory.scope import EVERYTHING, Scope
from fengsui.inventory.store import read_credential_names, read_records
from fengsui.inventory.writers.csv_writer import csv_text
from fengsui.inventory.writers.geojson_writer import GEOGRAPHIC, States, geojson_text
from fengsui.inventory.writers.json_writer import json_text, ndjson_text
from fengsui.inventory.writers.xlsx_writer import xlsx_bytes
from fengsui.inventory.writers.yaml_writer import yaml_text


@dataclass(frozen=True, slots=True)
class Selection:
    """What is exported.

    Attributes:
        kinds: Of `KINDS`; empty for all that the format can hold (of a carrier: all but the divisions).
        scope: Whose records: a carrier's own, and the sites where its devices stand.
    """

    kinds: tuple[str, ...] = ()
    scope: Scope = EVERYTHING

    def kinds_of(self, made: ExportFormat) -> tuple[str, ...]:
        """The kinds, in the order in which they refer to each other."""
        possible = GEOGRAPHIC if made is ExportFormat.GEOJSON else tuple(KINDS)
        default = [kind for kind in possible if kind != "divisions" or self.scope.carrier is None]
        return tuple(kind for kind in possible if kind in (self.kinds or default))


async def selected(session: AsyncSession, scope: Scope = EVERYTHING) -> Records:
    """Records of the scope, credentials without their secrets, beside those that a map of them needs."""
    records = await read_records(session)
    records.credentials.update(await read_credential_names(session))
    return records if scope.carrier is None else scope.view(records)


def render(
    records: Records, selection: Selection, made: ExportFormat, states: States | None = None, *, mark: bool = True
) -> bytes:
    """The content of the file: a zip of one file a kind for CSV of several kinds.

    Args:
        records: As `selected` gives them.
        selection: What of them.
        made: The format.
        states: For GeoJSON: condition of devices and links.
        mark: True to begin CSV with a byte order mark, without which spreadsheets take UTF-8 for another encoding.
    """
    found = chosen(records, selection, made)
    if made is ExportFormat.CSV:
        files = csv_files(found, mark=mark)
        return zipped(files) if len(selection.kinds_of(made)) > 1 else next(iter(files.values()))
    if made is ExportFormat.XLSX:
        return xlsx_bytes(found)
    texts: Mapping[ExportFormat, Callable[[], str]] = {
        ExportFormat.JSON: lambda: json_text(found),
        ExportFormat.NDJSON: lambda: ndjson_text(found),
        ExportFormat.YAML: lambda: yaml_text(found),
        ExportFormat.GEOJSON: lambda: geojson_text(found, records, states),
    }
    return texts[made]().encode()


def chosen(records: Records, selection: Selection, made: ExportFormat) -> dict[str, list[Record]]:
    """What is exported, by kind; a kind without any is there only where it was asked for."""
    found = {kind: list(_own(records, kind, selection.scope)) for kind in selection.kinds_of(made)}
    return {kind: each for kind, each in found.items() if each or kind in selection.kinds}


def csv_files(found: Mapping[str, Iterable[Record]], *, mark: bool = True) -> dict[str, bytes]:
    """Contents by name of file, one a kind."""
    encoding = "utf-8-sig" if mark else "utf-8"
    return {f"{kind}.csv": csv_text(KINDS[kind], each).encode(encoding) for kind, each in found.items()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files; the same files give the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _own(records: Records, kind: str, scope: Scope) -> Iterator[Record]:
    """Records that are the caller's own; of sites, those too where its devices stand."""
    standing = {device.site for device in records.devices.values() if scope.owns(device)} if kind == "sites" else ()
    for key, record in records.of(kind).items():
        if kind == "divisions" or scope.owns(record) or key in standing:
            yield record
