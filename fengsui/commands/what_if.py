"""`fengsui coverage what-if`: what planned work, or the worst single cut, would take away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.coverage.burden import Burden
    from fengsui.coverage.whatif import Outage, WhatIf

_WORST_SHOWN = 20
_COUNTY_COLUMNS = ("code", "county", "name_en", "state", "lost_carriers")
_WORST_COLUMNS = ("kind", "name", "carrier", "counties_lost", "households_lost", "counties_of_carrier", "households")


def what_if(
    down_link: Annotated[
        list[str] | None, typer.Option("--down-link", help="Take this link as down (may be repeated).")
    ] = None,
    down_device: Annotated[
        list[str] | None, typer.Option("--down-device", help="Take this device as down (may be repeated).")
    ] = None,
    down_duct: Annotated[
        list[str] | None, typer.Option("--down-duct", help="Take every link in this duct as down (may be repeated).")
    ] = None,
    assume_up: Annotated[
        bool, typer.Option("--assume-up", help="Take everything else that is registered as up: no evidence is needed.")
    ] = False,
    worst: Annotated[
        bool, typer.Option("--worst", help="Rank what is left by what its loss alone would take away.")
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show what planned work would take away: counties lost, degraded, and what the rest would hang on.

    Without --assume-up it starts from the conditions as they are known now.
    """
    from fengsui.coverage.document import what_if_document
    from fengsui.coverage.whatif import Outage

    outage = Outage(tuple(down_link or ()), tuple(down_device or ()), tuple(down_duct or ()))
    found = run(_what_if(settings_from(database, data_dir), outage, assume_up=assume_up))
    if output is OutputFormat.JSON:
        print_json(what_if_document(found, assumed_up=assume_up, worst=_WORST_SHOWN if worst else 0))
    elif worst:
        if output is OutputFormat.TABLE:
            _print_summary(found)
        print_rows([_worst_row(each) for each in found.burdens[:_WORST_SHOWN]], _WORST_COLUMNS, output)
    else:
        if output is OutputFormat.TABLE:
            _print_summary(found)
        print_rows(_county_rows(found), _COUNTY_COLUMNS, output)


async def _what_if(settings: "Settings", outage: "Outage", *, assume_up: bool) -> "WhatIf":
    from fengsui.clock import SystemClock
    from fengsui.coverage.whatif import everything_up, what_if
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import open_inventory
    from fengsui.state.conditions import evaluate

    now = SystemClock().now()
    async with open_inventory(settings.url, create=False) as inventory:
        network = await inventory.network()
        if assume_up:
            return what_if(network, everything_up(network, now), now, outage)
        seen = await HistoryStore(inventory.db).observations()
    return what_if(network, evaluate(network, seen, now, evidence_limit_seconds=settings.evidence_limit), now, outage)


def _print_summary(found: "WhatIf") -> None:
    from fengsui.coverage.document import summary

    typer.echo(summary(found.after))
    typer.echo(
        f"lost: {len(found.lost)} counties ({found.households_lost} households), "
        f"{len(found.lost_by_carrier)} counties of single carriers; {len(found.degraded)} degraded by it"
    )


def _county_rows(found: "WhatIf") -> Sequence[dict[str, Any]]:
    """The counties that the outage touches."""
    carriers: dict[str, list[str]] = {}
    for county, carrier in found.lost_by_carrier:
        carriers.setdefault(county, []).append(carrier)
    touched = {*found.lost, *found.degraded, *carriers}
    return [
        {
            "code": county.code,
            "county": county.name,
            "name_en": county.name_en,
            "state": county.state.value,
            "lost_carriers": carriers.get(county.code, []),
        }
        for county in found.after.counties
        if county.code in touched
    ]


def _worst_row(burden: "Burden") -> dict[str, Any]:
    return {
        "kind": burden.kind,
        "name": burden.name,
        "carrier": burden.carrier,
        "counties_lost": len(burden.lost),
        "households_lost": burden.households_lost,
        "counties_of_carrier": len(burden.counties),
        "households": burden.households,
    }
