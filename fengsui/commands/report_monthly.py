"""`fengsui report monthly`: the province's report of a month."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.exports import write_file
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.errors import UsageError
from fengsui.reports.form import Form
from fengsui.reports.words import Language

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.reports.figures import Figures

_STDOUT = "-"


def monthly(
    month: Annotated[str, typer.Option("--month", help="The month, YYYY-MM; one that is over.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="Else as the file's ending says, and HTML without.")
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Chinese or English.")] = Language.ZH,
    output: Annotated[
        str, typer.Option("--output", metavar="FILE", help="File to write, or - for standard output.")
    ] = _STDOUT,
    equipment: Annotated[
        bool, typer.Option("--equipment/--no-equipment", help="Name links, devices and sites, or only count them.")
    ] = True,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="GeoJSON with the boundaries to draw; else FENGSUI_MAP_FILE.", show_default=False),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Make the report of a month: coverage, availability, ratios, targets and what they rest on.

    The same month gives the same bytes, unless figures were corrected since. A checksum over the figures stands in it;
    `fengsui report verify` holds it against the database.
    """
    from fengsui.reports.boundaries import load_boundaries
    from fengsui.reports.forms import Report
    from fengsui.reports.names import without_equipment

    made = form or _form_of(output)
    if output == _STDOUT and made.binary and sys.stdout.isatty():
        raise UsageError(f"--output: expected a file for {made.value}, got a terminal")
    settings = settings_from(database, data_dir, map_file=map_file)
    boundaries = load_boundaries(settings.map_file)
    figures = run(read_figures(settings, month))
    report = Report(figures if equipment else without_equipment(figures), boundaries)
    content = report.made(made, language)
    if output == _STDOUT:
        sys.stdout.buffer.write(content)
        return
    write_file(Path(output), content)
    typer.echo(f"report of {figures['month']} written to {output}, SHA-256 of its figures {report.checksum}")


async def read_figures(settings: "Settings", month: str) -> "Figures":
    """The figures of a month as the database has them now.

    Raises:
        UsageError: where it is no month that is over.
        NotKeptError: where nobody watched in it.
    """
    from fengsui.clock import SystemClock
    from fengsui.database.open import open_database
    from fengsui.inventory.criteria import load_criteria
    from fengsui.reports.figures import figures_of
    from fengsui.reports.gather import ReportSource
    from fengsui.reports.month import parse_month

    wanted = parse_month(month, SystemClock().now())
    async with open_database(settings.url, create=False) as db:
        source = ReportSource(db, settings.declared_gap_ratio, load_criteria(settings.scorecard_file))
        return figures_of(await source.gather(wanted))


def _form_of(output: str) -> Form:
    ending = Path(output).suffix.lower().removeprefix(".")
    if output == _STDOUT:
        return Form.HTML
    if ending in list(Form):
        return Form(ending)
    raise UsageError(f"--output: a file ending in {ending[:20]!r} says no format: give --format {'|'.join(Form)}")
