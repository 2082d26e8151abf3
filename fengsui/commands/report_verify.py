"""`fengsui report verify`: whether a monthly report is what the database says now."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows
from fengsui.commands.report_monthly import read_figures
from fengsui.errors import UsageError

if TYPE_CHECKING:
    from fengsui.reports.verify import Verdict

_SHOWN = 20
_LONGEST_VALUE = 60


def verify_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A monthly report as HTML, PDF, CSV, XLSX or JSON.")],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="GeoJSON that its map was drawn from; else FENGSUI_MAP_FILE.", show_default=False),
    ] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Hold a monthly report against the database: equal, or which figures differ, and whether the file was altered.

    Exit code 0 means that the file is what this version makes of the database now.
    """
    from fengsui.reports.boundaries import load_boundaries
    from fengsui.reports.read import LARGEST_FILE, read_report
    from fengsui.reports.verify import verify

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {str(error.strerror).lower()}") from None
    found = read_report(content, file.name)
    settings = settings_from(database, data_dir, map_file=map_file)
    boundaries = load_boundaries(settings.map_file)
    verdict = verify(content, found, run(read_figures(settings, found.month)), boundaries)
    if output is OutputFormat.JSON:
        print_json(_document(verdict))
    else:
        _print(file, verdict, output)
    if not verdict.good:
        raise typer.Exit(1)


def _document(verdict: "Verdict") -> dict[str, Any]:
    found = verdict.found
    return {
        "month": found.month,
        "format": found.form.value,
        "language": None if found.language is None else found.language.value,
        "checksum": found.checksum,
        "checksum_of_own_figures": verdict.own,
        "checksum_of_database": verdict.database,
        "good": verdict.good,
        "equal": verdict.equal,
        "altered": verdict.altered,
        "exact": verdict.exact,
        "differences": [
            {"place": each.place, "file": each.file, "database": each.database} for each in verdict.differences
        ],
    }


def _print(file: Path, verdict: "Verdict", output: OutputFormat) -> None:
    if output is OutputFormat.TABLE:
        for line in _lines(file.name, verdict):
            typer.echo(plain(line))
    rows = [
        {"figure": each.place, "file": _value(each.file), "database": _value(each.database)}
        for each in verdict.differences
    ]
    shown = rows[:_SHOWN] if output is OutputFormat.TABLE else rows
    if rows or output is OutputFormat.CSV:
        print_rows(shown, ("figure", "file", "database"), output)
    if len(shown) < len(rows):
        typer.echo(f"… and {len(rows) - len(shown)} more: -o json lists them all")


def _value(value: Any) -> str:
    text = plain(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _lines(name: str, verdict: "Verdict") -> list[str]:
    found = verdict.found
    lines = [f"{name}: report of {found.month}, SHA-256 {found.checksum}"]
    if verdict.altered:
        lines.append("altered: the figures in the file are not those that its checksum is over")
    if verdict.equal:
        lines.append("equal: the database gives the same checksum now")
    else:
        lines.append(f"different: the database gives {verdict.database} now")
        if found.figures is None:
            lines.append(f"{found.form.value} carries no figures to compare: the JSON, HTML or XLSX of that time would")
    if verdict.declared:
        lines.append("all of it is what carriers declare: subscriber reports were submitted or corrected since")
    if verdict.equal and not verdict.altered and not verdict.exact:
        lines.append(
            "not exact: the file is not, byte for byte, what this version makes of these figures. It was altered, saved by another "
            "program, or made by another version or with another map (--map). Make it anew and compare"
        )
    return lines
