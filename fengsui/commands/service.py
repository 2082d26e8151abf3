"""`fengsui service`: the portals and servers of the application networks that are probed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.inventory import CarrierOption, CountyOption, add_record, add_remove, add_show, ask, noun
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat, print_rows
from fengsui.model.service import DEFAULT_TIMEOUT_SECONDS, DnsRecord, ServiceKind
from fengsui.model.site import Sector

if TYPE_CHECKING:
    from fengsui.inventory.store import InventoryStore

app = noun("Services: portals and servers of the application networks, probed over HTTP, HTTPS, TCP or DNS.")
add_show(app, "services")
add_remove(app, "services")

# A terminal has no room for every column; -o json gives them all.
_COLUMNS = ("name", "sector", "county", "kind", "address", "port", "host", "carrier")
_OBSERVED = ("condition", "since", "last_outcome", "reason")


@app.command("list")
def list_services(
    carrier: CarrierOption = None,
    county: CountyOption = None,
    site: Annotated[str | None, typer.Option("--site", help="At this site alone, by code.")] = None,
    sector: Annotated[Sector | None, typer.Option("--sector", help="Of this application network alone.")] = None,
    kind: Annotated[ServiceKind | None, typer.Option("--kind", help="Asked in this way alone.")] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List services by name, with what the probes have shown of them."""

    async def question(store: "InventoryStore") -> list[dict[str, Any]]:
        from fengsui.commands.observed_service import service_rows

        for registered, wanted in (("carriers", carrier), ("divisions", county), ("sites", site)):
            if wanted is not None:
                await store.get(registered, wanted)
        found = await store.services(carrier=carrier, county=county, site=site, sector=sector, kind=kind)
        return await service_rows(store, found)

    print_rows(ask(database, data_dir, question), (*_COLUMNS, *_OBSERVED), output)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name, unique in the province.")],
    site: Annotated[str, typer.Option("--site", help="Code of the site; gives the county and the sector.")],
    kind: Annotated[ServiceKind, typer.Option("--kind", help="How it is asked.")],
    address: Annotated[str, typer.Option("--address", help="The only address that is connected to, IPv4 or IPv6.")],
    port: Annotated[
        int | None, typer.Option("--port", help="Its port; 80, 443 and 53 are usual.", show_default=False)
    ] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="Code of the carrier it is reached through.")] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Name for the Host header and TLS, or the name to ask a DNS service for."),
    ] = None,
    path: Annotated[
        str | None, typer.Option("--path", help="HTTP: path and query; / if not given.", show_default=False)
    ] = None,
    expected_status: Annotated[
        str | None,
        typer.Option("--expected-status", help="HTTP: statuses that are right; 200-399.", show_default=False),
    ] = None,
    expected_text: Annotated[
        str | None, typer.Option("--expected-text", help="HTTP: text that must stand in the first 64 KiB.")
    ] = None,
    check_dns: Annotated[
        str | None,
        typer.Option("--check-dns", help="HTTP: name of the DNS service that must give the host this address."),
    ] = None,
    record: Annotated[
        DnsRecord | None, typer.Option("--record", help="DNS: type of record; A if not given.", show_default=False)
    ] = None,
    expected_answer: Annotated[
        str | None, typer.Option("--expected-answer", help="DNS: what must be among the answers.")
    ] = None,
    timeout_seconds: Annotated[
        float, typer.Option("--timeout-seconds", help="Bound on a whole probe.")
    ] = DEFAULT_TIMEOUT_SECONDS,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a service."""
    values = {
        "name": name,
        "site": site,
        "kind": kind,
        "address": address,
        "port": port,
        "carrier": carrier,
        "host": host,
        "path": path,
        "expected_status": expected_status,
        "expected_text": expected_text,
        "check_dns": check_dns,
        "record": record,
        "expected_answer": expected_answer,
        "timeout_seconds": timeout_seconds,
    }
    add_record("services", database, data_dir, values)
