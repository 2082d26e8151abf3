"""`fengsui token`: who may ask over HTTP. The text of a token is shown once, when it is issued."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.durations import parse_duration
from fengsui.commands.inventory import ask, noun
from fengsui.commands.options import Database, DataDir, author
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.errors import UsageError
from fengsui.model.principal import Role

if TYPE_CHECKING:
    from fengsui.model.token import Token

app = noun("Tokens: who may ask over HTTP, and what; only a digest of each is stored.")

_COLUMNS = ("name", "role", "carrier", "state", "created", "expires", "used")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Name that the audit shows; never given twice.")],
    role: Annotated[Role, typer.Option("--role", help="What it is for; docs/how-to/tokens.md says what each may.")],
    carrier: Annotated[str | None, typer.Option("--carrier", help="For the role carrier: its code.")] = None,
    expires: Annotated[
        str, typer.Option("--expires", help="After a time (90d, 12h), on a date (2027-06-30, 0:00 UTC), or never.")
    ] = "365d",
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Issue a token and print it, this once: on standard output it stands alone, so that a pipe gets nothing else."""
    from fengsui.inventory.tokens import TokenStore

    by = author()
    until = _expiry(expires, by.at)
    token, text = ask(
        database,
        data_dir,
        lambda store: TokenStore(store.db).create(name, role, by=by, carrier=carrier, expires_at=until),
        create=True,
    )
    if output is OutputFormat.JSON:
        print_json({**_row(token, by.at), "token": text.reveal()})
        return
    typer.echo(text.reveal())
    ends = "does not expire" if until is None else f"expires {_time(until)}"
    typer.echo(f"token {name} ({role}) {ends}; it is not shown again", err=True)


@app.command("list")
def list_tokens(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """List tokens by name, those that expired or were revoked among them."""
    from fengsui.inventory.tokens import TokenStore

    now = author().at
    found = ask(database, data_dir, lambda store: TokenStore(store.db).tokens())
    print_rows([_row(token, now) for token in found], _COLUMNS, output)


@app.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(metavar="TOKEN")], database: Database = None, data_dir: DataDir = None
) -> None:
    """Make a token useless, from the next request on."""
    from fengsui.inventory.tokens import TokenStore

    ask(database, data_dir, lambda store: TokenStore(store.db).revoke(name, by=author()))
    typer.echo(f"token {name} is revoked")


def _row(token: "Token", now: float) -> dict[str, Any]:
    return {
        "name": token.name,
        "role": token.role.value,
        "carrier": token.carrier,
        "state": token.state(now).value,
        "created": _time(token.created_at),
        "expires": _time(token.expires_at),
        "used": _time(token.used_at),
    }


def _expiry(text: str, now: float) -> float | None:
    """Epoch seconds that `--expires` stands for; None for never."""
    if text == "never":
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        pass
    try:
        return now + parse_duration(text, option="--expires")
    except UsageError:
        expected = "a time such as 90d or 12h, a date such as 2027-06-30, or never"
        raise UsageError(f"--expires: expected {expected}, got {text[:40]!r}") from None


def _time(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
