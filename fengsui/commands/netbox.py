"""`fengsui netbox`: the inventory of a NetBox instance."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.imports import print_report
from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, plain
from fengsui.errors import UsageError

if TYPE_CHECKING:
    from fengsui.inventory.importer import ImportReport

app = typer.Typer(help="The inventory of a NetBox instance, read through its REST API.", no_args_is_help=True)

_VARIABLE = "NETBOX_TOKEN"
Url = Annotated[str, typer.Option("--url", help="Of the instance, for example https://netbox.example.cn.")]
TokenEnv = Annotated[str, typer.Option("--token-env", help="Environment variable that holds the API token.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Tag = Annotated[str, typer.Option("--tag", help="Only sites, devices and cables with this tag (slug).")]
PrefixRole = Annotated[
    str, typer.Option("--prefix-role", help="Role (slug) of the prefixes that equipment is managed in.")
]
Role = Annotated[
    list[str] | None,
    typer.Option("--role", help="Our role for one of NetBox's, as border-router=core; may be repeated."),
]
Field = Annotated[
    list[str] | None,
    typer.Option("--field", help="Custom field for one of our columns, as division=gb2260; may be repeated."),
]


@app.command("import")
def import_netbox(
    url: Url,
    token_env: TokenEnv = _VARIABLE,
    dry_run: DryRun = False,
    tag: Tag = "",
    prefix_role: PrefixRole = "management",
    role: Role = None,
    field: Field = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Import tenants, sites, devices and cables: all faults at once, then the difference, then all or nothing."""
    _work(url, token_env, dry_run, tag, prefix_role, role, field, output, database, data_dir, sync=False, prune=False)


@app.command("sync")
def sync_netbox(
    url: Url,
    token_env: TokenEnv = _VARIABLE,
    dry_run: DryRun = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what came from this instance and is not there any more.")
    ] = False,
    tag: Tag = "",
    prefix_role: PrefixRole = "management",
    role: Role = None,
    field: Field = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Import, and show what came from this instance before and has vanished there; it stays unless --prune is given."""
    _work(url, token_env, dry_run, tag, prefix_role, role, field, output, database, data_dir, sync=True, prune=prune)


def _work(
    url: str,
    token_env: str,
    dry_run: bool,
    tag: str,
    prefix_role: str,
    role: list[str] | None,
    field: list[str] | None,
    output: OutputFormat,
    database: str | None,
    data_dir: Path | None,
    *,
    sync: bool,
    prune: bool,
) -> None:
    from dataclasses import replace

    from fengsui.inventory.importer import import_reading
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.netbox.client import read_netbox
    from fengsui.inventory.netbox.mapping import Choices, map_netbox
    from fengsui.inventory.netbox.vanished import principal_of, vanished
    from fengsui.inventory.registration import remove
    from fengsui.inventory.store import open_inventory

    token = os.environ.get(token_env, "")
    if not token:
        raise UsageError(
            f"the environment variable {token_env} holds no token of NetBox: set it, or name another with --token-env"
        )
    fields = _pairs("--field", field)
    known = {name for name in Choices.__dataclass_fields__ if name not in ("roles", "default_kind", "default_network")}
    if unknown := sorted(fields.keys() - known):
        raise UsageError(f"--field {unknown[0]}: expected one of {', '.join(sorted(known))}")
    choices = replace(Choices(), roles=_pairs("--role", role), **fields)
    reading = map_netbox(read_netbox(url, token, prefix_role=prefix_role, tag=tag), choices)
    settings = settings_from(database, data_dir)
    by = replace(author(), principal=principal_of(url, author().principal))
    keyring = load_keyring(settings, create=True)

    async def work() -> tuple["ImportReport", Mapping[str, tuple[str, ...]]]:
        report = await import_reading(
            settings.url, reading, keyring, by=by, dry_run=dry_run, allow_loopback=settings.allow_loopback
        )
        if not sync:
            return report, {}
        async with open_inventory(settings.url, create=False) as store:
            gone = await vanished(store.db, url, reading)
            for kind, names in gone.items() if prune and not dry_run else ():
                await remove(store.db, kind, names, by=by)
        return report, gone

    report, gone = run(work())
    print_report(report, output)
    for kind, names in gone.items():
        what = "removed" if prune and not dry_run else "vanished from NetBox, and still here"
        for name in names:
            typer.echo(f"{kind} {plain(name)}: {what}", err=output is not OutputFormat.TABLE)


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in given or []:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise UsageError(f"{option} {text!r}: expected NAME=VALUE")
        pairs[name] = value
    return pairs
