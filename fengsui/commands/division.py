"""`fengsui division`: administrative divisions, and which of them coverage is counted over."""

from typing import Annotated

import typer

from fengsui.commands.inventory import Latitude, Longitude, add_record, add_remove, add_show, list_records, noun
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat
from fengsui.model.division import DivisionLevel

app = noun("Divisions: GB/T 2260, and which of them county coverage is counted over.")
add_show(app, "divisions")
add_remove(app, "divisions")


@app.command("list")
def list_divisions(
    prefecture: Annotated[
        str | None, typer.Option("--prefecture", help="Of this prefecture alone, by GB/T 2260 code.")
    ] = None,
    coverage_unit: Annotated[
        bool | None,
        typer.Option(
            "--coverage-units/--no-coverage-units", help="Those that coverage is counted over, or the others."
        ),
    ] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List divisions by code."""
    list_records(
        "divisions",
        database,
        data_dir,
        output,
        lambda store: store.divisions(prefecture=prefecture, coverage_unit=coverage_unit),
        county=prefecture,
    )


@app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="GB/T 2260 code, six digits.")],
    name_zh: Annotated[str, typer.Option("--name-zh", help="Name in Chinese.")],
    name_en: Annotated[str, typer.Option("--name-en", help="Name in English.")],
    level: Annotated[DivisionLevel, typer.Option("--level", help="Prefecture or county level.")],
    parent: Annotated[str, typer.Option("--parent-code", help="Code of the prefecture; of the province for one.")],
    coverage_unit: Annotated[
        bool, typer.Option("--coverage-unit/--no-coverage-unit", help="Whether coverage is counted over it.")
    ] = True,
    pinyin: Annotated[str | None, typer.Option("--pinyin", help="Name in pinyin.")] = None,
    population: Annotated[int | None, typer.Option("--population", help="Residents.")] = None,
    households: Annotated[int | None, typer.Option("--households", help="Households.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Year of both figures.")] = None,
    longitude: Longitude = None,
    latitude: Latitude = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a division: a new one, or one that coverage is to be counted over."""
    values = {
        "code": code,
        "name_zh": name_zh,
        "name_en": name_en,
        "level": level,
        "parent_code": parent,
        "coverage_unit": coverage_unit,
        "pinyin": pinyin,
        "population": population,
        "households": households,
        "year": year,
        "longitude": longitude,
        "latitude": latitude,
    }
    add_record("divisions", database, data_dir, values)
