"""`fengsui site`: the places where equipment stands."""

from typing import Annotated

import typer

from fengsui.commands.inventory import (
    CountyOption,
    Latitude,
    Longitude,
    add_record,
    add_remove,
    add_show,
    noun,
)
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat
from fengsui.commands.site_connectivity import list_with_connectivity
from fengsui.model.site import Sector, SiteKind

app = noun("Sites: the places where equipment stands.")
add_show(app, "sites")
add_remove(app, "sites")


@app.command("list")
def list_sites(
    county: CountyOption = None,
    kind: Annotated[SiteKind | None, typer.Option("--kind", help="Of this kind alone.")] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List sites by code, with whether they are connected."""
    list_with_connectivity(
        database, data_dir, output, lambda store: store.sites(county=county, kind=kind), county=county
    )


@app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="Short name, unique in the province.")],
    name: Annotated[str, typer.Option("--name", help="Name as people know it.")],
    division: Annotated[str, typer.Option("--division", help="GB/T 2260 code of the county it lies in.")],
    kind: Annotated[SiteKind, typer.Option("--kind", help="What it is.")],
    sector: Annotated[Sector | None, typer.Option("--sector", help="Application network that it serves.")] = None,
    longitude: Longitude = None,
    latitude: Latitude = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a site."""
    values = {
        "code": code,
        "name": name,
        "division": division,
        "kind": kind,
        "sector": sector,
        "longitude": longitude,
        "latitude": latitude,
    }
    add_record("sites", database, data_dir, values)
