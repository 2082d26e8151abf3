"""`fengsui export`: the inventory as files."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.errors import UsageError
from fengsui.inventory.formats import ExportFormat

if TYPE_CHECKING:
    from fengsui.inventory.exporter import Selection
    from fengsui.inventory.records import Records
    from fengsui.inventory.writers.geojson_writer import States

_STDOUT = "-"
_ENDINGS = {"": ExportFormat.CSV, ".zip": ExportFormat.CSV, ".yml": ExportFormat.YAML, ".jsonl": ExportFormat.NDJSON}


def export_command(
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="File to write, a folder or a .zip for CSV of several kinds, or - for standard output."
        ),
    ],
    made: Annotated[
        ExportFormat | None, typer.Option("--format", help="Else as the file's ending says.", show_default=False)
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Only these: carriers, sites, devices, links …; may be repeated."),
    ] = None,
    carrier: Annotated[
        str | None,
        typer.Option("--carrier", help="Only what belongs to this carrier, and the sites where its devices stand."),
    ] = None,
    state: Annotated[
        bool, typer.Option("--state", help="GeoJSON: with the last known state of devices and links.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Write the inventory to a file that `fengsui import` takes again; without secrets, formulas defused."""
    from fengsui.inventory.exporter import Selection, render
    from fengsui.inventory.scope import Scope

    made = _format_of(target, made)
    selection = Selection(_kinds(kinds or [], made), Scope(carrier))
    settings = settings_from(database, data_dir)
    records, states = run(_read(settings.url, selection, state=state and made is ExportFormat.GEOJSON))
    if target == _STDOUT:
        if made is ExportFormat.CSV and len(selection.kinds_of(made)) > 1:
            raise UsageError("standard output holds CSV of one kind: name it with --kind, or write a .zip or a folder")
        sys.stdout.buffer.write(render(records, selection, made, states, mark=False))
        return
    _write(Path(target), records, selection, made, states)
    counts = [f"{len(found)} {kind}" for kind, found in _counted(records, selection, made).items()]
    typer.echo(f"{', '.join(counts) or 'no records'} written to {target}")


async def _read(url: str, selection: "Selection", *, state: bool) -> tuple["Records", "States | None"]:
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.exporter import selected
    from fengsui.inventory.store import open_inventory

    async with open_inventory(url, create=False) as store:
        if selection.scope.carrier is not None:
            await store.get("carriers", selection.scope.carrier)
        async with store.db.session() as session:
            records = await selected(session, selection.scope)
        if not state:
            return records, None
        known = await HistoryStore(store.db).conditions()
    seen = {"devices": known.devices, "links": known.links} if known is not None else {}
    return records, {(kind, name): each.condition.value for kind, found in seen.items() for name, each in found.items()}


def _counted(records: "Records", selection: "Selection", made: ExportFormat) -> dict[str, list[object]]:
    from fengsui.inventory.exporter import chosen

    return {kind: list(found) for kind, found in chosen(records, selection, made).items()}


def _format_of(target: str, given: ExportFormat | None) -> ExportFormat:
    """The format that is asked for; a file is never given the ending of another one."""
    if target == _STDOUT:
        if given is None:
            raise UsageError("standard output has no ending that says the format: give --format")
        return given
    ending = Path(target).suffix.lower()
    named = _named_by(ending)
    if given is None and named is None:
        raise UsageError(f"a file ending in {ending!r} says no format: give --format {'|'.join(ExportFormat)}")
    # A folder is for CSV alone, but a file of any format may have no ending.
    if given is not None and named not in (None, given) and ending:
        raise UsageError(f"{target} ends in {ending}, and --format says {given}: take one of the two")
    return given or named or ExportFormat.CSV


def _named_by(ending: str) -> ExportFormat | None:
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    name = ending.removeprefix(".")
    return ExportFormat(name) if name in list(ExportFormat) else None


def _kinds(given: list[str], made: ExportFormat) -> tuple[str, ...]:
    from fengsui.inventory.kinds import KINDS
    from fengsui.inventory.suggest import did_you_mean
    from fengsui.inventory.writers.geojson_writer import GEOGRAPHIC

    known = GEOGRAPHIC if made is ExportFormat.GEOJSON else tuple(KINDS)
    for kind in given:
        if kind not in known:
            expected = f"--kind {kind!r}: expected one of {', '.join(known)} for {made}"
            raise UsageError(f"{expected}. {did_you_mean(kind, known)}".removesuffix(". "))
    return tuple(given)


def _write(path: Path, records: "Records", selection: "Selection", made: ExportFormat, states: "States | None") -> None:
    from fengsui.inventory.exporter import chosen, csv_files, render, zipped
    from fengsui.inventory.readers.kind_of import kind_of

    if made is not ExportFormat.CSV or path.suffix.lower() == ".csv":
        kinds = selection.kinds_of(made)
        if made is ExportFormat.CSV and len(kinds) > 1:
            raise UsageError(f"{path} holds CSV of one kind: name it with --kind, or write a .zip or a folder")
        write_file(path, render(records, selection, made, states))
        if made is ExportFormat.CSV and ((named := kind_of(path.stem)) is None or named.name != kinds[0]):
            typer.echo(f"note: an import takes the file when it is named {kinds[0]}.csv", err=True)
        return
    files = csv_files(chosen(records, selection, made))
    if path.suffix.lower() == ".zip":
        write_file(path, zipped(files))
        return
    for name, content in files.items():
        write_file(path / name, content)


def write_file(path: Path, content: bytes) -> None:
    """Writes a file whole.

    Raises:
        UsageError: where it cannot be written.
    """
    from fengsui.files import write_whole

    try:
        write_whole(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {str(error.strerror).lower()}") from error
