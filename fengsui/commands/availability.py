"""`fengsui availability`: how long counties, links, devices or carriers were up, from the record of their changes."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.commands.units import scaled
from fengsui.coverage.availability import AvailabilityKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fengsui.coverage.availability import Period
    from fengsui.history.availability import Available
    from fengsui.state.load import LoadHistogram

_TABLE = ("name", "title", "carrier", "availability", "down", "unknown", "maintenance", "outages", "repair", "longest")
_CSV = (
    "name", "title", "carrier", "parts", "availability_ratio", "up_seconds", "down_seconds", "unknown_seconds",
    "maintenance_seconds", "outages", "repaired", "mean_time_to_repair_seconds", "longest_outage_seconds",
)  # fmt: skip
_LOAD_TABLE = ("load 95 %", "peak")
_LOAD_CSV = ("load_95th_percentile_bits_per_second", "load_peak_bits_per_second", "load_samples")


def availability(
    kind: Annotated[AvailabilityKind, typer.Option("--kind", help="Of what.")] = AvailabilityKind.COUNTY,
    name: Annotated[
        str | None, typer.Option("--name", help="Only of the one with this name or code; of all where not given.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE|TIME|DAYS",
            help="Where the period begins: a day by the province's time, a time, or 7d before its end. [default: 30d]",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE|TIME", help="Where it ends, a day included. [default: now]")
    ] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show availability, outages and times to repair over a period, the least available first.

    Availability is up ÷ (up + down). Unknown time and announced work are counted as neither, and stand beside it.
    """
    from fengsui.coverage.moment import province_text
    from fengsui.history.availability import availability_document

    period, found, loads = run(_read(settings_from(database, data_dir).url, kind, name, since, until))
    document = availability_document(kind, period, found, loads)
    if output is OutputFormat.JSON:
        print_json(document)
        return
    if output is OutputFormat.CSV:
        print_rows(document["items"], _CSV if loads is None else (*_CSV, *_LOAD_CSV), output)
        return
    typer.echo(f"{province_text(period[0])} to {province_text(period[1])}")
    rows = [_row(each) | _load_row(each.name, loads) for each in sorted(found, key=_worst_first)]
    print_rows(rows, _TABLE if loads is None else (*_TABLE, *_LOAD_TABLE), output)


async def _read(
    url: str, kind: AvailabilityKind, name: str | None, since: str | None, until: str | None
) -> "tuple[Period, list[Available], Mapping[str, LoadHistogram] | None]":
    from fengsui.clock import SystemClock
    from fengsui.coverage.moment import parse_period
    from fengsui.database.open import open_database
    from fengsui.errors import NotFoundError
    from fengsui.history.availability import availability_of
    from fengsui.history.state_log import StateLog

    period = parse_period(since, until, SystemClock().now(), prefix="--")
    of_carrier = name if kind is AvailabilityKind.CARRIER else None
    async with open_database(url, create=False) as db:
        log = StateLog(db)
        timelines = await log.timelines(kind.recorded, *period, name=None if of_carrier else name)
        loads = await log.loads(*period, name=name) if kind is AvailabilityKind.LINK else None
    found = availability_of(kind, timelines, period, carrier=of_carrier)
    if name is not None and not found:
        raise NotFoundError(f"nothing is recorded of a {kind.value} {name[:60]!r} in that period")
    return period, found, loads


def _worst_first(each: "Available") -> tuple[float, str]:
    ratio = each.availability.ratio
    return (1.0 if ratio is None else ratio, each.name)


def _row(each: "Available") -> dict[str, Any]:
    of = each.availability
    mean = of.mean_time_to_repair_seconds
    return {
        "name": each.name,
        "title": each.title,
        "carrier": each.carrier,
        "availability": "" if of.ratio is None else percent(of.ratio),
        "down": span_words(of.down_seconds),
        "unknown": span_words(of.unknown_seconds),
        "maintenance": span_words(of.maintenance_seconds),
        "outages": of.outages,
        "repair": "" if mean is None else span_words(mean),
        "longest": span_words(of.longest_outage_seconds),
    }


def _load_row(name: str, loads: "Mapping[str, LoadHistogram] | None") -> dict[str, str]:
    load = (loads or {}).get(name)
    percentile = load.percentile(0.95) if load is not None else None
    return {"load 95 %": scaled(percentile, "bit/s"), "peak": scaled(load.peak if load is not None else None, "bit/s")}


def percent(ratio: float) -> str:
    """A ratio with three decimals of a percent, never rounded up to 100 %: `99.996 %` is 20 minutes of a year."""
    shown = int(ratio * 100_000) / 1000
    return f"{shown:.3f} %"


def span_words(seconds: float) -> str:
    """A length of time in its two largest units: `2 h 28 min`; empty for none."""
    whole = round(seconds)
    for size, unit, smaller, minor in ((86_400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {minor}" if rest else "")
    return f"{whole} s" if whole else ""
