"""`fengsui coverage`: which counties are connected now, on the evidence that polling has left in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.counties import carriers_of, named, row_of, worst_first
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.commands.what_if import what_if
from fengsui.coverage.result import CountyCoverage, Coverage, CoverageState

if TYPE_CHECKING:
    from fengsui.config import Settings

_COLUMNS = ("code", "county", "name_en", "state", "reason", "evidence", "carriers")
_REDUNDANCY_COLUMNS = ("paths", "single_points")
_CSV_COLUMNS = ("code", "name", "name_en", "state", "reason", "evidence_age_seconds", "carriers")

_AGE_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))

States = Annotated[
    list[CoverageState] | None, typer.Option("--state", help="Only counties in this state (may be repeated).")
]
Counties = Annotated[
    list[str] | None, typer.Option("--county", help="Only this county, by GB/T 2260 code (may be repeated).")
]
Wide = Annotated[
    bool, typer.Option("--wide", help="In the table also edge-disjoint paths, live/designed, and single points.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE|TIME",
        help="What was told then: at the end of a day by the province's time (2026-06-30), or at a time (2026-06-30T18:00+08:00).",
    ),
]


app = typer.Typer(invoke_without_command=True)
app.command("what-if")(what_if)


@dataclass(frozen=True, slots=True)
class _Report:
    coverage: Coverage
    devices: int
    polled: int


@app.callback()
def coverage(
    context: typer.Context,
    state: States = None,
    county: Counties = None,
    as_of: AsOf = None,
    wide: Wide = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show the coverage of every county: its state, the reason, and the age of the evidence.

    The counts are always of the whole province; --state and --county choose which counties are listed.
    """
    if context.invoked_subcommand is not None:
        return
    if as_of is not None:
        from fengsui.commands.coverage_then import coverage_then

        coverage_then(
            settings_from(database, data_dir), as_of, states=state or (), counties=county or (), output=output
        )
        return
    from fengsui.coverage.document import county_document, coverage_document

    report = run(_report(settings_from(database, data_dir)))
    chosen = [each for each in named(report.coverage, county or ()) if not state or each.state in state]
    if output is OutputFormat.JSON:
        print_json({**coverage_document(report.coverage), "counties": [county_document(each) for each in chosen]})
    elif output is OutputFormat.CSV:
        print_rows([_csv_row(each) for each in chosen], _CSV_COLUMNS, output)
    else:
        _print_table(report, chosen, wide=wide)


async def _report(settings: "Settings") -> _Report:
    from fengsui.clock import SystemClock
    from fengsui.coverage.engine import assess
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import open_inventory
    from fengsui.state.conditions import evaluate

    async with open_inventory(settings.url, create=False) as inventory:
        network = await inventory.network()
        history = HistoryStore(inventory.db)
        seen, pings = await history.observations(), await history.pings()
    now = SystemClock().now()
    conditions = evaluate(
        network,
        seen,
        now,
        evidence_limit_seconds=settings.evidence_limit,
        pings=pings,
        ping_limit_seconds=settings.ping_evidence_limit,
    )
    return _Report(assess(network, conditions, now), len(network.devices), len(seen.keys() & network.devices.keys()))


def _csv_row(county: CountyCoverage) -> dict[str, Any]:
    from fengsui.coverage.document import county_document

    return {**county_document(county), "name_en": county.name_en, "carriers": carriers_of(county)}


def _print_table(report: _Report, chosen: Sequence[CountyCoverage], *, wide: bool = False) -> None:
    from fengsui.coverage.document import summary

    typer.echo(summary(report.coverage))
    if not report.devices:
        typer.echo("No equipment registered yet: `fengsui import FILE` registers it.")
    elif not report.polled:
        typer.echo("Nothing polled yet: `fengsui serve` polls the registered equipment.")
    rows = [
        {
            **row_of(each),
            "evidence": age_words(each.evidence_age_seconds) if each.carriers else "",
            "paths": "" if each.paths.live is None else f"{each.paths.live}/{each.paths.designed}",
            "single_points": [*each.single_points.links, *each.single_points.devices, *each.single_points.ducts],
        }
        for each in worst_first(chosen)
    ]
    print_rows(rows, (*_COLUMNS, *_REDUNDANCY_COLUMNS) if wide else _COLUMNS, OutputFormat.TABLE)


def age_words(seconds: float | None) -> str:
    """An age in its largest whole unit: `40 s`, `5 min`, `3 h`, `2 d`; `never` where there is no evidence."""
    if seconds is None:
        return "never"
    for size, unit in _AGE_UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "0 s"
