"""`fengsui credential`: how agents are asked. Secrets go in and never come out."""

import os
import sys
from typing import Annotated

import typer

from fengsui.commands.inventory import add_record, add_remove, ask, noun, print_record
from fengsui.commands.options import Database, DataDir
from fengsui.commands.output import Output, OutputFormat, print_rows
from fengsui.errors import UsageError
from fengsui.model.credential import AuthProtocol, PrivProtocol, SnmpVersion

app = noun("Credentials: how agents are asked; their secrets are encrypted, and never printed.")
add_remove(app, "credentials")


@app.command("list")
def list_credentials(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """List credentials by name; a secret that is there shows as stars."""
    from fengsui.inventory.kinds import CREDENTIALS

    rows = ask(database, data_dir, lambda store: store.credential_rows())
    print_rows([{column: row[column] for column in CREDENTIALS.columns} for row in rows], CREDENTIALS.columns, output)


@app.command("show")
def show(
    key: Annotated[str, typer.Argument(metavar="CREDENTIAL")],
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Print one credential; a secret that is there shows as stars."""
    print_record(ask(database, data_dir, lambda store: store.credential_row(key)), output)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name that devices refer to.")],
    version: Annotated[SnmpVersion, typer.Option("--version", help="SNMP version.")],
    community: Annotated[
        str | None,
        typer.Option("--community", help="For v1 and v2c; seen by every user of the machine. Else see below."),
    ] = None,
    user: Annotated[str | None, typer.Option("--user", help="For v3.")] = None,
    auth_protocol: Annotated[AuthProtocol | None, typer.Option("--auth-protocol", help="For v3.")] = None,
    auth_key: Annotated[str | None, typer.Option("--auth-key", help="Pass-phrase for v3; as --community.")] = None,
    priv_protocol: Annotated[PrivProtocol | None, typer.Option("--priv-protocol", help="For v3.")] = None,
    priv_key: Annotated[str | None, typer.Option("--priv-key", help="Pass-phrase for v3; as --community.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of one of that name, even if the old key is lost.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a credential.

    A secret that is needed and not given is taken from FENGSUI_COMMUNITY, FENGSUI_AUTH_KEY or FENGSUI_PRIV_KEY; else it is
    asked for at the terminal, or read from standard input, one line a secret in the order community, auth key, priv key.
    """
    given = {"community": community, "auth_key": auth_key, "priv_key": priv_key}
    needed = {
        "community": version is not SnmpVersion.V3,
        "auth_key": auth_protocol is not None,
        "priv_key": priv_protocol is not None,
    }
    secrets = {field: value or (_secret(field) if needed[field] else None) for field, value in given.items()}
    values = {
        "name": name,
        "version": version,
        "user": user,
        "auth_protocol": auth_protocol,
        "priv_protocol": priv_protocol,
        **secrets,
    }
    add_record("credentials", database, data_dir, values, overwrite=replace)


def _secret(field: str) -> str:
    """A secret from the environment, the terminal or standard input."""
    variable = f"FENGSUI_{field.upper()}"
    if value := os.environ.get(variable):
        return value
    if sys.stdin.isatty():
        text: str = typer.prompt(field.replace("_", " "), hide_input=True, err=True)
        return text
    if line := sys.stdin.readline().rstrip("\r\n"):
        return line
    raise UsageError(f"{field}: expected a secret in {variable}, or a line of standard input, got none")
