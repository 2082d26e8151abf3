"""`fengsui ratios`: the ratios of the programme, each with its parts, its source, and what is not known."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.coverage.standing import Known

_COLUMNS = ("figure", "part", "value", "numerator", "denominator", "source", "month", "unknown")
_GAP_COLUMNS = ("county", "carrier", "month", "declared", "observed", "sessions_online", "difference", "ratio", "state")
_NAMED = 5


def ratios(
    month: Annotated[
        str | None,
        typer.Option("--month", help="Month of the declarations, YYYY-MM; the last that is over and reported."),
    ] = None,
    county: Annotated[
        list[str] | None,
        typer.Option("--county", help="Only these, by GB/T 2260 code; a prefecture means its counties."),
    ] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="Of this carrier alone, by code.")] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="List declared against observed instead, worst first.")] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show the ratios of the programme: numerator, denominator, source, month, and how much is unknown."""
    from fengsui.coverage.ratios import month_to_show
    from fengsui.coverage.standing import standing, standing_document
    from fengsui.errors import UsageError
    from fengsui.model.report import is_month, month_of

    if month is not None and not is_month(month):
        raise UsageError(f"--month: expected a month such as 2026-10, got {month[:40]!r}")
    settings = settings_from(database, data_dir)
    known = run(known_now(settings))
    month = month or month_to_show(known.reports, month_of(known.now))
    known = run(_with_month(settings, known, month))
    document = standing_document(standing(known, month, _extent(known, county, carrier)))
    if output is OutputFormat.JSON:
        print_json(document)
    elif gaps:
        worst = sorted(document["declared_observed"], key=lambda each: -abs(each["ratio"] or 0))
        print_rows([_rounded(each) for each in worst], (*_GAP_COLUMNS, "reason"), output)
    else:
        whole = output is OutputFormat.CSV
        print_rows([_row(each, whole=whole) for each in document["ratios"]], (*_COLUMNS, "unknowns"), output)


async def known_now(settings: "Settings") -> "Known":
    """What the database knows at this moment."""
    from fengsui.clock import SystemClock
    from fengsui.coverage.engine import assess
    from fengsui.coverage.standing import Known
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.reports import ReportStore
    from fengsui.inventory.store import open_inventory
    from fengsui.state.conditions import evaluate

    async with open_inventory(settings.url, create=False) as inventory:
        network = await inventory.network()
        history = HistoryStore(inventory.db)
        seen, pings = await history.observations(), await history.pings()
        reports = await ReportStore(inventory.db).reports()
    now = SystemClock().now()
    limit = settings.evidence_limit
    conditions = evaluate(
        network,
        seen,
        now,
        evidence_limit_seconds=limit,
        pings=pings,
        ping_limit_seconds=settings.ping_evidence_limit,
    )
    declared = [version.report for version in reports]
    coverage, tolerance = assess(network, conditions, now), settings.declared_gap_ratio
    return Known(network, conditions, coverage, seen, declared, now, limit, tolerance)


async def with_past(settings: "Settings", known: "Known") -> "Known":
    """The same with the days of the last two years, which forecasts of what is observed go by."""
    from dataclasses import replace

    from fengsui.database.open import open_database
    from fengsui.history.retrospect import Retrospection
    from fengsui.history.state_log import StateLog

    async with open_database(settings.url, create=False) as db:
        past = Retrospection(StateLog(db))
        await past.refresh(known.now)
    return replace(known, past=past.days)


async def _with_month(settings: "Settings", known: "Known", month: str) -> "Known":
    """The same with the days of a month that are over, which the availability of sectors goes by."""
    from dataclasses import replace

    from fengsui.coverage.moment import day_begins, month_period
    from fengsui.database.open import open_database
    from fengsui.errors import UsageError
    from fengsui.history.retrospect import read_days
    from fengsui.history.state_log import StateLog

    try:
        since, until = month_period(month, known.now, what="--month")
    except UsageError:  # a month that lies ahead may have been declared, and nothing is recorded of it
        return known
    period = (since, min(until, day_begins(known.now)))
    async with open_database(settings.url, create=False) as db:
        return replace(known, past=await read_days(StateLog(db), period))


def _extent(known: "Known", counties: list[str] | None, carrier: str | None) -> Any:
    from fengsui.coverage.ratio import Extent
    from fengsui.errors import NotFoundError

    if carrier is not None and carrier not in known.network.carriers:
        raise NotFoundError(f"there is no carrier {carrier[:40]!r}. `fengsui carrier list` shows what there is")
    if unknown := [code for code in counties or () if code not in known.network.divisions]:
        raise NotFoundError(f"there is no division {unknown[0][:40]!r}. `fengsui division list` shows what there is")
    if not counties:
        return Extent(carrier=carrier)
    units = {unit.code for unit in known.network.coverage_units if {unit.code, unit.prefecture_code} & set(counties)}
    return Extent(frozenset(units), carrier)


def _row(ratio: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    names = ratio["unknowns"]
    shown = names if whole or len(names) <= _NAMED else [*names[:_NAMED], "…"]
    return {**_rounded(ratio), "unknowns": " ".join(shown)}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
