"""`fengsui trap`: what devices said unasked."""

from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows

if TYPE_CHECKING:
    from fengsui.model.trap import LastTrap

app = typer.Typer(help="Traps and informs that devices sent.", no_args_is_help=True)

_COLUMNS = ("device", "at", "kind", "oid", "version")


@app.command("list")
def list_traps(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most that are listed.")] = 100,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List the last trap of each device that sent one, the newest first: a hint where to look, never a state."""
    from fengsui.commands.observed import trap_row

    found = run(_read(settings_from(database, data_dir).url, limit))
    print_rows([{"device": trap.device, **trap_row(trap)} for trap in found], _COLUMNS, output)


async def _read(url: str, limit: int) -> "list[LastTrap]":
    from fengsui.database.open import open_database
    from fengsui.history.traps import TrapStore

    async with open_database(url, create=False) as db:
        return await TrapStore(db).last(limit=limit)
