"""`fengsui secrets`: the key that credentials are encrypted with; no key and no secret is ever printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.inventory import noun
from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.errors import UsageError

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.inventory.rotation import Rotation, SecretCheck

app = noun("The key that credentials are encrypted with: whether it opens them all, and changing it.")

_COLUMNS = ("credential", "opens", "closed", "key", "current")
# Beyond this a file is no key; a key has 44 characters, a pass-phrase seldom a hundred.
_LARGEST_KEY_TEXT = 4096


@app.command("check")
def check(output: Output = OutputFormat.TABLE, database: Database = None, data_dir: DataDir = None) -> None:
    """Try every secret of every credential, and say which do not open; exit code 1 where one does not."""
    from fengsui.database.open import open_database
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.rotation import check_secrets

    settings = settings_from(database, data_dir)

    async def work() -> "list[SecretCheck]":
        async with open_database(settings.url, create=False) as db:
            return await check_secrets(db, load_keyring(settings, create=True))

    found = run(work())
    rows = [
        {
            "credential": each.credential,
            "opens": not each.closed,
            "closed": list(each.closed),
            "key": list(each.keys),
            "current": each.current,
        }
        for each in found
    ]
    print_rows(rows, _COLUMNS, output)
    if any(each.closed for each in found):
        raise typer.Exit(1)


@app.command("rotate")
def rotate(
    new_key_file: Annotated[
        Path | None,
        typer.Option("--new-key-file", help="File that holds the new key; else FENGSUI_NEW_KEY, else one is made."),
    ] = None,
    keep_old: Annotated[
        bool,
        typer.Option("--keep-old", help="Leave the old key in the key file, to decrypt: older backups still open."),
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Encrypt every credential with a new key, all or none, and put it into the key file.

    A running `fengsui serve` that reads the same key file goes on without a restart. Where the key is in FENGSUI_KEY, give
    the new one in FENGSUI_NEW_KEY, to the service too, before this is run; docs/how-to/secrets.md has the order.
    """
    from fengsui.database.open import open_database
    from fengsui.inventory import rotation
    from fengsui.inventory.keyring import key_file, load_keyring

    settings = settings_from(database, data_dir)
    keyring = load_keyring(settings, create=False)
    new = _new_key(settings, new_key_file)
    file = key_file(settings) if settings.key is None else None

    async def work() -> "Rotation":
        async with open_database(settings.url, create=False) as db:
            return await rotation.rotate(db, keyring, new, by=author(), file=file, keep_old=keep_old)

    _print(run(work()), output, from_environment=file is None)


def _new_key(settings: "Settings", path: Path | None) -> bytes:
    from fengsui.inventory.keys import key_from_text, new_key

    if path is not None:
        return key_from_text(_text_of(path), f"--new-key-file {path}")
    if settings.new_key is not None:
        return key_from_text(settings.new_key.get_secret_value(), "FENGSUI_NEW_KEY")
    if settings.key is not None:
        raise UsageError(
            "the key comes from FENGSUI_KEY, so a new one cannot be made here: expected it in FENGSUI_NEW_KEY or in "
            "--new-key-file, got neither"
        )
    return new_key()


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LARGEST_KEY_TEXT + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not text"
        raise UsageError(f"--new-key-file {path}: cannot be read: {said}") from None
    if len(text) > _LARGEST_KEY_TEXT:
        raise UsageError(f"--new-key-file {path}: expected a key, got more than {_LARGEST_KEY_TEXT} characters")
    return text


def _print(done: "Rotation", output: OutputFormat, *, from_environment: bool) -> None:
    row = {"credentials": done.credentials, "before": list(done.before), "after": done.after, "older_kept": done.kept}
    if output is OutputFormat.JSON:
        print_json(row)
    elif output is OutputFormat.CSV:
        print_rows([row], list(row), output)
    else:
        typer.echo(f"{done.credentials} credential(s) are encrypted with key {done.after}")
    if from_environment:
        advice = "now set FENGSUI_KEY to the new key everywhere, remove FENGSUI_NEW_KEY, and restart `fengsui serve`"
    elif done.kept:
        advice = f"{done.kept} older key(s) stay in the key file, to decrypt"
    else:
        advice = "the old key is no longer in the key file: backups made before need it to open their credentials"
    typer.echo(advice, err=True)
