"""`fengsui target`: the dated targets of the programme, and where each stands."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.inventory import ask, noun, print_record
from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows
from fengsui.model.target import Measure, TargetFigure

if TYPE_CHECKING:
    from fengsui.inventory.rows import Reading

app = noun("Targets: what is to be reached by when, and whether it will be.")

_COLUMNS = ("name", "figure", "part", "phase", "value", "due", "state", "current", "forecast", "reason")


@app.command("list")
def list_targets(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """List targets by last day: state, current value, and the forecast for the last day."""
    rows = _standings(database, data_dir)
    columns = tuple(rows[0]) if rows and output is OutputFormat.CSV else _COLUMNS
    print_rows([_rounded(row) if output is OutputFormat.TABLE else row for row in rows], columns, output)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="TARGET")],
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Print one target with everything that its state rests on."""
    from fengsui.inventory.targets import missing_target

    rows = {row["name"]: row for row in _standings(database, data_dir)}
    if name not in rows:
        raise missing_target(name, rows)
    print_record(rows[name], output)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name of the target.")],
    figure: Annotated[TargetFigure, typer.Option("--figure", help="What is measured.")],
    value: Annotated[str, typer.Option("--value", help="What is to be reached: a share (0.3 is 30 %), or a count.")],
    due: Annotated[str, typer.Option("--due", help="Last day, YYYY-MM-DD.")],
    measure: Annotated[
        Measure, typer.Option("--measure", help="A share, or the count above the line.")
    ] = Measure.RATIO,
    division: Annotated[str | None, typer.Option("--division", help="For this prefecture or unit alone.")] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="For this carrier alone.")] = None,
    phase: Annotated[
        str | None, typer.Option("--phase", help="For the divisions of this phase: pilot, province.")
    ] = None,
    origin: Annotated[str | None, typer.Option("--origin", help="Plan or decree that it comes from.")] = None,
    part: Annotated[
        str | None, typer.Option("--part", help="Kind of site of fibre_sites, sector of sector_coverage.")
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Set a target; one of the same name is replaced."""
    from fengsui.inventory.registration import FormRow
    from fengsui.inventory.rows import Reading
    from fengsui.inventory.targets import TARGETS

    given = {
        "name": name,
        "figure": figure.value,
        "value": value,
        "due": due,
        "measure": measure.value,
        "division": division,
        "carrier": carrier,
        "phase": phase,
        "origin": origin,
        "part": part,
    }
    texts = {column: text for column, text in given.items() if text is not None}
    _put(Reading(rows=[FormRow(TARGETS, dict(texts))]), database, data_dir)


@app.command("load")
def load(
    source: Annotated[str, typer.Argument(metavar="SET|FILE", help="policy-2011, template, or a CSV file.")],
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Load targets from a shipped set (the policy of 2011; a template for a plan of today) or a CSV file."""
    import csv
    import io

    from fengsui.errors import InputError
    from fengsui.inventory.readers.table import read_table
    from fengsui.inventory.readers.text import UnreadableError, read_text
    from fengsui.inventory.rows import Reading
    from fengsui.inventory.targets import SHIPPED, TARGETS, shipped_targets

    try:
        text = shipped_targets(source) if source in SHIPPED else read_text(Path(source), "utf-8")
    except UnreadableError as error:
        raise InputError("targets", [error.fault]) from None
    reading = Reading()
    read_table(enumerate(csv.reader(io.StringIO(text, newline="")), 1), TARGETS, source, reading)
    _put(reading, database, data_dir)


@app.command("remove")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="TARGET…")],
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Remove one or more targets, all or none."""
    from fengsui.inventory.targets import TargetStore

    ask(database, data_dir, lambda store: TargetStore(store.db).remove(names, by=author()))
    typer.echo(f"{', '.join(names)} removed")


def _put(reading: "Reading", database: str | None, data_dir: Path | None) -> None:
    from fengsui.inventory.targets import TargetStore

    changed = ask(
        database,
        data_dir,
        lambda store: TargetStore(store.db).put(reading.rows, reading.faults, by=author()),
        create=True,
    )
    typer.echo(f"{', '.join(changed)} set" if changed else "nothing changed")


def _standings(database: str | None, data_dir: Path | None) -> list[dict[str, Any]]:
    from fengsui.commands.ratios import known_now, with_past
    from fengsui.coverage.targets import RECORDED, target_document, target_standings
    from fengsui.inventory.targets import TargetStore, load_phases

    targets = ask(database, data_dir, lambda store: TargetStore(store.db).targets())
    settings = settings_from(database, data_dir)
    known = run(known_now(settings))
    if any(target.figure in RECORDED for target in targets):
        known = run(with_past(settings, known))
    today = date(1970, 1, 1) + timedelta(seconds=known.now + 8 * 3600)
    return [target_document(each) for each in target_standings(targets, known, load_phases(), today)]


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
