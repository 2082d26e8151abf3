"""`fengsui backup` and `fengsui restore`: the whole database in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.commands.progress import progress_bar

if TYPE_CHECKING:
    from fengsui.backup.manifest import Manifest, Sums
    from fengsui.backup.restore import Restored
    from fengsui.config import Settings
    from fengsui.inventory.rotation import SecretCheck

_COLUMNS = ("table", "rows", "sha256")
_DIGEST_SHOWN = 16


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; refused where there is one of that name.")],
    history: Annotated[
        bool, typer.Option("--history/--no-history", help="With what was seen (last states, changes), or without.")
    ] = True,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Put the key of the credentials inside: the file then opens them.")
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Save the whole database as of one moment, while the service goes on; any schema version that is known.

    Credentials stay encrypted, and their key is not in the file unless asked for.
    """
    from fengsui.backup.save import Saved, save
    from fengsui.database.engine import Database as Engine
    from fengsui.inventory.keyring import load_keyring

    settings = settings_from(database, data_dir)
    keys = load_keyring(settings, create=False).keys if with_key else ()

    async def work() -> Saved:
        async with Engine(settings.url) as db:
            with progress_bar() as progress:
                return await save(db, file, by=author(), history=history, keys=keys, progress=progress)

    saved = run(work())
    _print(saved.manifest, saved.sums, output, {"file": str(file), "bytes": file.stat().st_size})
    if with_key:
        typer.echo(
            f"{file} holds the key: whoever has the file has every community and pass-phrase in it. Keep it as a secret",
            err=True,
        )
    elif any(saved.sums.tables[name].rows for name in ("credentials",) if name in saved.sums.tables):
        typer.echo("the key of the credentials is not inside: keep it, apart from this file", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="File that `fengsui backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it into the place of what the database holds, its audit included.")
    ] = False,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only see whether the file is whole, and say what it holds.")
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Make the database what a backup holds, all of it or nothing, and show that it equals what was saved.

    Stop `fengsui serve` on this database before. A backup of an older schema version is moved forward.
    """
    from fengsui.backup.file import read_summary
    from fengsui.backup.restore import restore as restore_into
    from fengsui.database.engine import Database as Engine
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.rotation import check_secrets

    if check_only:
        with progress_bar() as progress:
            summary = read_summary(file, progress)
        _print(summary.manifest, summary.sums, output, {"file": str(file)})
        return
    settings = settings_from(database, data_dir)
    load_keyring(settings, create=True)  # one that cannot be used is found before anything is changed

    async def work() -> "tuple[Restored, list[SecretCheck]]":
        async with Engine(settings.url) as db:
            with progress_bar() as progress:
                restored = await restore_into(
                    db,
                    file,
                    by=author(),
                    replace=replace,
                    progress=progress,
                    before_commit=lambda manifest: _take_keys(settings, manifest),
                )
            return restored, await check_secrets(db, load_keyring(settings, create=True))

    restored, checks = run(work())
    closed = [check.credential for check in checks if check.closed]
    _print_restored(restored, closed, output)
    if closed:
        typer.echo(
            f"{len(closed)} of {len(checks)} credentials do not open with the key at hand: {', '.join(closed[:20])}. Put the "
            "key of that time back (docs/how-to/secrets.md)",
            err=True,
        )
        raise typer.Exit(1)


def _take_keys(settings: "Settings", manifest: "Manifest") -> None:
    from fengsui.backup.keys import take_keys

    if manifest.keys and settings.key is not None:
        typer.echo("the key inside the backup is not used: FENGSUI_KEY is set", err=True)
    elif path := take_keys(settings, manifest.keys):
        typer.echo(f"the key inside the backup was put into {path}", err=True)


def _print(manifest: "Manifest", sums: "Sums", output: OutputFormat, more: dict[str, Any]) -> None:
    if output is OutputFormat.JSON:
        print_json({**more, **_document(manifest, sums)})
        return
    _print_tables(sums, output)
    if output is OutputFormat.TABLE:
        left_out = "" if manifest.history else ", without history"
        typer.echo(f"{sums.rows} rows of schema version {manifest.schema_version}{left_out}; checksum {sums.sha256}")


def _print_restored(restored: "Restored", closed: list[str], output: OutputFormat) -> None:
    manifest, sums = restored.summary.manifest, restored.summary.sums
    if output is OutputFormat.JSON:
        also = {"equal": True, "moved_to": restored.schema, "rows_replaced": restored.replaced, "closed": closed}
        print_json({**_document(manifest, sums), **also})
        return
    _print_tables(sums, output)
    if output is OutputFormat.TABLE:
        moved = f", moved to {restored.schema}" if restored.schema != manifest.schema_version else ""
        typer.echo(f"restored {sums.rows} rows of schema version {manifest.schema_version}{moved}")
        typer.echo("each table was read back and equals the saved one")


def _print_tables(sums: "Sums", output: OutputFormat) -> None:
    width = _DIGEST_SHOWN if output is OutputFormat.TABLE else None
    rows = [{"table": name, "rows": each.rows, "sha256": each.sha256[:width]} for name, each in sums.tables.items()]
    print_rows(rows, _COLUMNS, output)


def _document(manifest: "Manifest", sums: "Sums") -> dict[str, Any]:
    return {
        "schema": manifest.schema_version,
        "fengsui": manifest.fengsui,
        "created_at": manifest.created_at,
        "history": manifest.history,
        "with_key": bool(manifest.keys),
        "sha256": sums.sha256,
        "tables": {name: {"rows": each.rows, "sha256": each.sha256} for name, each in sums.tables.items()},
    }
