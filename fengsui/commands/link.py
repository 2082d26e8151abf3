"""`fengsui link`: what joins two devices."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.inventory import CarrierOption, CountyOption, add_record, add_remove, add_show, list_records, noun
from fengsui.commands.link_check import check_links, list_with_lldp
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat
from fengsui.model.adjacency import LinkVerdict
from fengsui.model.link import LinkMedium, LinkTier

if TYPE_CHECKING:
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.link import Link

app = noun("Links: what joins two interfaces of two devices.")
add_show(app, "links")
add_remove(app, "links")


@app.command("list")
def list_links(
    carrier: CarrierOption = None,
    county: CountyOption = None,
    device: Annotated[str | None, typer.Option("--device", help="Ending at this device alone.")] = None,
    tier: Annotated[LinkTier | None, typer.Option("--tier", help="Of this tier alone.")] = None,
    lldp: Annotated[
        bool, typer.Option("--lldp", help="With what LLDP says of each; takes longer, for all devices are looked at.")
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List links by name; of a county, those with an end in it."""

    def question(store: "InventoryStore") -> "Awaitable[list[Link]]":
        return store.links(carrier=carrier, county=county, device=device, tier=tier)

    if lldp:
        list_with_lldp(database, data_dir, output, question, carrier=carrier, county=county)
    else:
        list_records("links", database, data_dir, output, question, carrier=carrier, county=county)


@app.command("check")
def check(
    carrier: CarrierOption = None,
    verdict: Annotated[LinkVerdict | None, typer.Option("--verdict", help="With this verdict alone.")] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Hold what devices hear by LLDP against the registered links, and list what is heard beside them.

    Exit code 1 where a link is missing or contradicted.
    """
    check_links(database, data_dir, output, carrier=carrier, verdict=verdict)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name, unique in the province.")],
    carrier: Annotated[str, typer.Option("--carrier", help="Code of the carrier that runs it.")],
    a: Annotated[tuple[str, str], typer.Option("--a", metavar="DEVICE INTERFACE", help="One end.")],
    b: Annotated[tuple[str, str], typer.Option("--b", metavar="DEVICE INTERFACE", help="The other end.")],
    capacity: Annotated[
        int | None, typer.Option("--capacity-bits-per-second", help="Contracted capacity; 10 Gbit/s is 10000000000.")
    ] = None,
    medium: Annotated[LinkMedium, typer.Option("--medium", help="What it runs over.")] = LinkMedium.FIBRE,
    tier: Annotated[LinkTier, typer.Option("--tier", help="Its place in the network.")] = LinkTier.ACCESS,
    duct: Annotated[
        str | None,
        typer.Option("--duct", help="Duct or cable route that it shares with other links, whoever runs them."),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a link."""
    values = {
        "name": name,
        "carrier": carrier,
        "a_device": a[0],
        "a_interface": a[1],
        "b_device": b[0],
        "b_interface": b[1],
        "capacity_bits_per_second": capacity,
        "medium": medium,
        "tier": tier,
        "duct": duct,
    }
    add_record("links", database, data_dir, values)
