"""`fengsui database`: the schema's version, and moving it forward."""

import typer

from fengsui.commands.inventory import noun
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows

app = noun("The database: where it is, and the version of its schema.")


@app.command("status")
def status(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """Say which database is used and whether its schema is this version's; exit code 1 where it is not."""
    from fengsui.database.engine import Database as Engine
    from fengsui.database.migrate import current, head

    settings = settings_from(database, data_dir)

    async def work() -> tuple[str, str | None]:
        async with Engine(settings.url) as db:
            return db.url_shown, await current(db)

    url, revision = run(work())
    row = {"database": url, "schema": revision, "expected": head(), "usable": revision == head()}
    print_rows([row], list(row), output)
    if revision != head():
        raise typer.Exit(1)


@app.command("upgrade")
def upgrade(database: Database = None, data_dir: DataDir = None) -> None:
    """Create the schema of an empty database, or move an older one forward; make a backup before."""
    from fengsui.database.migrate import head
    from fengsui.inventory.store import open_inventory

    settings = settings_from(database, data_dir)

    async def work() -> str:
        async with open_inventory(settings.url, create=True) as store:
            return store.db.url_shown

    typer.echo(f"database {run(work())} is at schema version {head()}")
