"""`fengsui incident`: what failed, what it took down, and who took it on."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.inventory import ask, check_filters, noun
from fengsui.commands.options import Database, DataDir, author
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.history.incidents import IncidentFilter
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.incident import CountyVictim, Element, Incident

app = noun("Incidents: one for each cause, with everything that it took down.")

_TABLE = ("opened", "id", "severity", "state", "kind", "cause", "carriers", "cost", "lasted", "flaps", "note")
_CSV = (
    "id", "state", "severity", "kind", "cause", "carriers", "counties", "opened", "seen", "up_since", "closed", "seconds", "reason",
    "households", "flaps", "maintenance", "merged_into", "acknowledged_at", "acknowledged_by", "note", "cover", "certainty",
    "redundancy", "devices", "links",
)  # fmt: skip
# Of a core that is dead thousands of devices are silent: JSON has them all.
_MOST_NAMED = 40


class Severity(StrEnum):
    """As incidents have it, worst first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@app.command("list")
def list_incidents(
    still_open: Annotated[
        bool | None, typer.Option("--open/--closed", help="Only those that are open, or closed.", show_default=False)
    ] = None,
    acknowledged: Annotated[
        bool | None,
        typer.Option("--acknowledged/--unacknowledged", help="Only those taken on, or not.", show_default=False),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE|TIME|DAYS", help="That lasted then or later; 7d for a week.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE|TIME", help="That opened before, a day included.")
    ] = None,
    county: Annotated[str | None, typer.Option("--county", help="That cost this county anything (GB/T 2260).")] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="Whose cause is this carrier's equipment.")] = None,
    severity: Annotated[Severity | None, typer.Option("--severity", help="Only of this severity.")] = None,
    merged: Annotated[bool, typer.Option("--merged", help="Those too that turned out to be part of another.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most that are listed.")] = 100,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List incidents, those that opened last first."""
    from fengsui.alerts.incident_document import incident_document
    from fengsui.history.incidents import IncidentFilter
    from fengsui.model.incident import IncidentSeverity

    begin, end = _period(since, until)
    wanted = IncidentFilter(
        open=still_open,
        acknowledged=acknowledged,
        since=begin,
        until=end,
        county=county,
        carrier=carrier,
        severity=None if severity is None else IncidentSeverity(severity.value),
        merged=merged,
    )
    found = ask(database, data_dir, lambda store: _listing(store, wanted, limit))
    if output is OutputFormat.JSON:
        print_json([incident_document(each) for each in found])
    elif output is OutputFormat.CSV:
        print_rows([_flat(each) for each in found], _CSV, output)
    else:
        print_rows([_row(each) for each in found], _TABLE, output)


@app.command("show")
def show_incident(
    incident: Annotated[str, typer.Argument(metavar="ID", help="Id of the incident, as the list gives it.")],
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show an incident with its cause, its evidence and its victims."""
    _print(ask(database, data_dir, lambda store: _get(store, incident)), output)


@app.command("acknowledge")
def acknowledge(
    incident: Annotated[str, typer.Argument(metavar="ID", help="Id of the incident, as the list gives it.")],
    note: Annotated[str, typer.Option("--note", help="What others should know, for example who is on the way.")] = "",
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Say that you take an open incident on; it closes by itself when its cause is up again."""
    from fengsui.errors import UsageError
    from fengsui.history.incident_codec import NOTE
    from fengsui.history.incidents import IncidentStore
    from fengsui.model.incident import Acknowledgement

    if len(note) > NOTE:
        raise UsageError(f"--note: expected at most {NOTE} characters, got {len(note)}")
    by = author()
    said = Acknowledgement(by.principal, by.at, note)
    _print(ask(database, data_dir, lambda store: IncidentStore(store.db).acknowledge(incident, said)), output)


async def _listing(store: "InventoryStore", wanted: "IncidentFilter", limit: int) -> "list[Incident]":
    from fengsui.history.incidents import IncidentStore

    await check_filters(store, carrier=wanted.carrier, county=wanted.county)
    return await IncidentStore(store.db).listing(wanted, limit=limit)


async def _get(store: "InventoryStore", incident_id: str) -> "Incident":
    from fengsui.errors import NotFoundError
    from fengsui.history.incidents import IncidentStore

    found = await IncidentStore(store.db).get(incident_id)
    if found is None:
        raise NotFoundError(f"no incident {incident_id[:60]!r}. Hint: fengsui incident list")
    return found


def _period(since: str | None, until: str | None) -> tuple[float | None, float | None]:
    """Beginning and end, None where not asked for."""
    from fengsui.clock import SystemClock
    from fengsui.coverage.moment import parse_period

    if since is None and until is None:
        return None, None
    now = SystemClock().now()
    begin, end = parse_period("1970-01-02" if since is None else since, until, now, prefix="--")
    return begin, None if until is None else end


def _print(found: "Incident", output: OutputFormat) -> None:
    from fengsui.alerts.incident_document import incident_document

    if output is OutputFormat.JSON:
        print_json(incident_document(found))
    elif output is OutputFormat.CSV:
        print_rows([_flat(found)], _CSV, output)
    else:
        for name, value in _lines(found):
            typer.echo(f"{name + ':':14} {plain(value)}" if name else f"  {plain(value)}")


def _row(each: "Incident") -> dict[str, Any]:
    document = _flat(each)
    state = f"{document['state']} (planned work)" if each.maintenance else document["state"]
    return {
        **document,
        "opened": _local(each.opened_at),
        "state": state,
        "cause": _either(each),
        "cost": _cost(each),
        "lasted": _lasted(each),
        "flaps": each.flaps or None,
    }


def _flat(each: "Incident") -> dict[str, Any]:
    from fengsui.alerts.incident_document import incident_document

    document = incident_document(each, full=False)
    said = each.acknowledged
    return {
        **document,
        **document["lost"],
        "seconds": None if each.closed_at is None else round(each.closed_at - each.opened_at, 3),
        "acknowledged_at": None if document["acknowledged"] is None else document["acknowledged"]["at"],
        "acknowledged_by": None if said is None else said.by,
        "note": None if said is None else said.note,
    }


def _cost(each: "Incident") -> str:
    """What it took down in a few words: `2 counties cut off, 3 without reserve, 4 devices`."""
    from fengsui.model.incident import Loss

    words = (
        (len(each.lost(Loss.COVER)), "county cut off", "counties cut off"),
        (len(each.lost(Loss.CERTAINTY)), "county unknown", "counties unknown"),
        (len(each.lost(Loss.REDUNDANCY)), "county without reserve", "counties without reserve"),
        (len(each.victims.named("device")), "device", "devices"),
        (len(each.victims.named("link")), "link", "links"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in words if count)


def _lasted(each: "Incident") -> str:
    from fengsui.clock import SystemClock
    from fengsui.commands.availability import span_words

    end = SystemClock().now() if each.closed_at is None else each.closed_at
    return span_words(max(end - each.opened_at, 0.0)) or "0 s"


def _lines(each: "Incident") -> list[tuple[str, Any]]:
    """Names and values of what is shown; a line without a name goes on with the one before."""
    cause, said = each.cause, each.acknowledged
    lines: list[tuple[str, Any]] = [
        ("incident", each.id),
        ("state", f"{each.state.value}, {each.severity.value}"),
        ("cause", f"{cause.kind.value} {', '.join(cause.names)}".strip()),
    ]
    if cause.duct is not None or len(cause.elements) > 1:
        lines += [("failed", _names(cause.elements))]
    if cause.together_with:
        lines += [("together with", f"{_names(cause.together_with)}, down before")]
    if cause.or_else:
        lines += [("or else", f"{_names(cause.or_else)}: no evidence tells them apart")]
    lines += [
        ("carriers", ", ".join(cause.carriers)),
        ("evidence", f"{each.reason}, last at {_local(each.evidence_at)}" if each.evidence_at else each.reason),
        ("opened", _local(each.opened_at)),
        ("last seen", _local(each.seen_at)),
        ("closed", _local(each.closed_at) if each.closed_at else _closing(each)),
        ("lasted", f"{_lasted(each)}, {each.flaps} flaps" if each.flaps else _lasted(each)),
        (
            "households",
            f"{each.households:,} in counties that no carrier covered" if each.households else "none cut off",
        ),
    ]
    if each.maintenance:
        lines += [("maintenance", "planned work is announced for the cause: nobody is called")]
    if each.merged_into:
        lines += [("merged into", each.merged_into)]
    if said is not None:
        lines += [("acknowledged", f"{_local(said.at)} by {said.by}" + (f": {said.note}" if said.note else ""))]
    return [*lines, *_victims(each)]


def _either(each: "Incident") -> str:
    """The cause, and what may be it as well."""
    return " or ".join([", ".join(each.cause.names), *(other.name for other in each.cause.or_else)])


def _closing(each: "Incident") -> str:
    return "" if each.up_since is None else f"not yet; up again since {_local(each.up_since)}"


def _victims(each: "Incident") -> list[tuple[str, Any]]:
    from fengsui.inventory.divisions import load_divisions

    names = {division.code: division.name_zh for division in load_divisions()}
    lines: list[tuple[str, Any]] = [("counties", f"{len(each.counties)}: {_cost(each)}" if each.counties else "none")]
    lines += [("", _county(victim, names.get(victim.county, ""))) for victim in each.victims.counties]
    for kind in ("device", "link"):
        victims = each.victims.named(kind)
        more = f" … and {len(victims) - _MOST_NAMED} more (-o json)" if len(victims) > _MOST_NAMED else ""
        lines += [(f"{kind}s", f"{len(victims)}: {', '.join(victims[:_MOST_NAMED])}{more}" if victims else "none")]
    return lines


def _county(victim: "CountyVictim", name: str) -> str:
    lost = {"cover": "cut off", "certainty": "unknown", "redundancy": "without reserve"}[victim.loss.value]
    whole = ", by every carrier" if victim.whole else ""
    end = f"to {_local(victim.until)}" if victim.until is not None else "still"
    return f"{victim.county} {name} {victim.carrier}: {lost}{whole}, {_local(victim.since)} {end}"


def _names(elements: "tuple[Element, ...]") -> str:
    return ", ".join(f"{each.kind} {each.name}" for each in elements)


def _local(at: float) -> str:
    from fengsui.coverage.moment import province_text

    return province_text(at)
