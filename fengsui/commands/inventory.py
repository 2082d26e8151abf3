"""What the nouns of the inventory share on the command line: asking the store, and printing records."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.inventory.fields import Raw
    from fengsui.inventory.records import Record
    from fengsui.inventory.store import InventoryStore

T = TypeVar("T")

CarrierOption = Annotated[str | None, typer.Option("--carrier", help="Of this carrier alone, by code.")]
CountyOption = Annotated[
    str | None,
    typer.Option("--county", help="Of this division alone, by GB/T 2260 code; a prefecture means all of its counties."),
]
Longitude = Annotated[float | None, typer.Option("--longitude", help="WGS-84 degrees.")]
Latitude = Annotated[float | None, typer.Option("--latitude", help="WGS-84 degrees.")]


def noun(help_text: str) -> typer.Typer:
    """An empty group of commands for a noun."""
    return typer.Typer(help=help_text, no_args_is_help=True)


def ask(
    database: str | None,
    data_dir: Path | None,
    question: Callable[["InventoryStore"], Awaitable[T]],
    *,
    create: bool = False,
) -> T:
    """Puts one question to the inventory; makes no database unless told to."""
    from fengsui.inventory.store import open_inventory

    settings = settings_from(database, data_dir)

    async def work() -> T:
        async with open_inventory(settings.url, create=create) as store:
            return await question(store)

    return run(work())


def list_records(
    kind: str,
    database: str | None,
    data_dir: Path | None,
    output: OutputFormat,
    question: Callable[["InventoryStore"], Awaitable[Sequence["Record"]]],
    *,
    carrier: str | None = None,
    county: str | None = None,
) -> None:
    """Prints the records that `question` gives; a filter that names nothing registered is an error, not an empty list."""
    from fengsui.inventory.kinds import KINDS

    async def checked(store: "InventoryStore") -> Sequence["Record"]:
        await check_filters(store, carrier=carrier, county=county)
        return await question(store)

    plan = KINDS[kind]
    rows = [printable(plan.flat(record)) for record in ask(database, data_dir, checked)]
    print_rows(rows, plan.columns, output)


def columns_of(kind: str, output: OutputFormat, *seen: str) -> tuple[str, ...]:
    """Columns of a listing that also says what was seen; in CSV, which can be imported again, the registered ones alone."""
    from fengsui.inventory.kinds import KINDS

    return (*KINDS[kind].columns, *(() if output is OutputFormat.CSV else seen))


async def check_filters(store: "InventoryStore", *, carrier: str | None, county: str | None) -> None:
    """Sees that what a list is filtered by is registered.

    Raises:
        NotFoundError: where it is not.
    """
    if carrier is not None:
        await store.get("carriers", carrier)
    if county is not None:
        await store.get("divisions", county)


def print_record(row: Mapping[str, Any], output: OutputFormat, seen: Mapping[str, Any] | None = None) -> None:
    """Prints one record: a line a column, one JSON object, or CSV; `seen` is what polling has shown of it."""
    if seen is not None:
        row = {**row, "observed": seen} if output is OutputFormat.JSON else {**row, **seen}
    if output is OutputFormat.JSON:
        print_json(printable(row))
    elif output is OutputFormat.CSV:
        print_rows([row], list(row), output)
    else:
        print_rows(
            [line for column, value in row.items() for line in _lines(column, value)], ["column", "value"], output
        )


def _lines(column: str, value: Any) -> list[dict[str, Any]]:
    """A line for each sentence of a list that polling gave (readings, problems), and else a line for the column."""
    if column in ("readings", "neighbours", "problems", "verification") and isinstance(value, list) and value:
        return [{"column": "" if place else column, "value": each} for place, each in enumerate(value)]
    return [{"column": column, "value": value}]


def add_record(
    kind: str, database: str | None, data_dir: Path | None, values: Mapping[str, Any], *, overwrite: bool = False
) -> None:
    """Registers one record from options, in a database that is made where there is none."""
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.kinds import KINDS
    from fengsui.inventory.registration import add
    from fengsui.inventory.store import open_inventory

    settings = settings_from(database, data_dir)
    keyring = load_keyring(settings, create=True)
    texts = {column: _text(value) for column, value in values.items()}

    async def work() -> tuple[str, ...]:
        async with open_inventory(settings.url, create=True) as store:
            allowed = settings.allow_loopback
            added = await add(store.db, kind, texts, keyring, by=author(), allow_loopback=allowed, overwrite=overwrite)
            return added[1]

    for note in run(work()):
        typer.echo(f"note: {note}", err=True)
    plan = KINDS[kind]
    typer.echo(f"{plan.singular} {texts[plan.key]} is registered")


def add_show(group: typer.Typer, kind: str) -> None:
    """Gives a noun its `show`; of what is polled it also says what is known."""
    singular = kind.removesuffix("s")
    seen_by = {"devices": "polling has", "links": "polling has", "sites": "polling has", "services": "probes have"}
    polled = kind in seen_by
    also = f", and what {seen_by[kind]} shown of it" if polled else ""

    @group.command("show", help=f"Print one {singular} as it is registered{also}.")
    def show(
        key: Annotated[str, typer.Argument(metavar=singular.upper())],
        output: Output = OutputFormat.TABLE,
        database: Database = None,
        data_dir: DataDir = None,
    ) -> None:
        from fengsui.commands.observed import observed
        from fengsui.inventory.kinds import KINDS

        async def question(store: "InventoryStore") -> tuple["Record", dict[str, Any] | None]:
            record = await store.get(kind, key)
            return record, await observed(store.db, kind, key) if polled else None

        record, seen = ask(database, data_dir, question)
        print_record(KINDS[kind].flat(record), output, seen)


def add_remove(group: typer.Typer, kind: str) -> None:
    """Gives a noun its `remove`."""
    singular = kind.removesuffix("s")

    @group.command("remove", help=f"Remove one or more {kind}, all or none; refused while others refer to them.")
    def remove(
        keys: Annotated[list[str], typer.Argument(metavar=f"{singular.upper()}…")],
        database: Database = None,
        data_dir: DataDir = None,
    ) -> None:
        from fengsui.inventory.registration import remove as remove_records

        ask(database, data_dir, lambda store: remove_records(store.db, kind, keys, by=author()))
        typer.echo(f"{', '.join(keys)} removed")


def printable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A record's columns as JSON and tables have them: a tuple as a list."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _text(value: Any) -> "Raw":
    """An option as the text that a file would hold, so that both are judged alike."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, list):
        return tuple(map(str, value))
    if isinstance(value, float):
        return f"{value:f}"
    return str(value).lower() if isinstance(value, bool) else str(value)
