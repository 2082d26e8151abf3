"""`fengsui carrier`: who builds and runs the equipment."""

from typing import Annotated

import typer

from fengsui.commands.inventory import add_record, add_remove, add_show, list_records, noun
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat

app = noun("Carriers: who builds and runs the equipment, and where it may be managed.")
add_show(app, "carriers")
add_remove(app, "carriers")


@app.command("list")
def list_carriers(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """List carriers by code."""
    list_records("carriers", database, data_dir, output, lambda store: store.carriers())


@app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="Lower-case letters, digits and '-'; becomes a label of metrics.")],
    name_zh: Annotated[str, typer.Option("--name-zh", help="Name in Chinese.")],
    name_en: Annotated[str, typer.Option("--name-en", help="Name in English.")],
    management_prefixes: Annotated[
        list[str] | None,
        typer.Option(
            "--management-prefix", help="Network its devices are managed in, as 10.20.0.0/16; may be repeated."
        ),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a carrier."""
    values = {"code": code, "name_zh": name_zh, "name_en": name_en, "management_prefixes": management_prefixes}
    add_record("carriers", database, data_dir, values)
