"""Changing the key: every secret is encrypted anew in one transaction, and at no moment is there one that no key opens.

With a key file the order is: the new key in front of the old ones, then the transaction, then the old ones away, each step under
the database's writer lock. A program killed in between leaves a file with all keys that any secret may need; doing it again
ends what was begun. Writers take the lock before they encrypt, and look at the file after that, so none uses an old key late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.engine import Database
from fengsui.errors import SecretError, UsageError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.keyring import Keyring, id_within
from fengsui.inventory.keys import KeyFile, key_id
from fengsui.inventory.store import SECRET_COLUMNS
from fengsui.inventory.tables import TABLES
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author
from fengsui.model.secret import Secret

_CREDENTIALS = TABLES["credentials"]
_NAMED_AT_MOST = 20

Opened = dict[str, dict[str, Secret]]


@dataclass(frozen=True, slots=True)
class SecretCheck:
    """Whether a credential's secrets open.

    Attributes:
        credential: Its name.
        fields: Columns that hold a secret.
        closed: Those of them that no key at hand opens.
        keys: Ids of the keys they were encrypted with, in hex; empty for those that are not marked with one.
        current: True where all of them are encrypted with the first key.
    """

    credential: str
    fields: tuple[str, ...]
    closed: tuple[str, ...]
    keys: tuple[str, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a change of keys did.

    Attributes:
        credentials: Number of credentials that were encrypted anew.
        before: Ids of the keys that opened them, in hex.
        after: Id of the key that opens them now.
        kept: Number of older keys that stay in the key file.
    """

    credentials: int
    before: tuple[str, ...]
    after: str
    kept: int = 0


async def check_secrets(db: Database, keyring: Keyring) -> list[SecretCheck]:
    """Tries every secret of every credential, by name.

    Raises:
        DatabaseError: where the database fails.
    """
    async with db.session() as session:
        return [_checked(row, keyring) for row in await _rows(session)]


async def rotate(
    db: Database, keyring: Keyring, new: bytes, *, by: Author, file: KeyFile | None = None, keep_old: bool = False
) -> Rotation:
    """Encrypts every secret with a new key; all or none.

    Args:
        db: An open database.
        keyring: Opens what is there.
        new: The key to change to.
        by: In whose name.
        file: The key file to put it into; None where keys come from the environment.
        keep_old: True to leave the old keys in the file, so that older backups still open.

    Raises:
        SecretError: where a secret does not open, all of these named, or the key file cannot be written; nothing was changed.
        UsageError: where the key is in use already and there is nothing left to do.
        DatabaseError: where the database fails; nothing was changed.
    """
    async with db.begin() as session:
        await db.lock(session)
        held = keyring.keys if file is None else file.read()
        ring = Keyring(new, keyring.source, older=[key for key in held if key != new])
        rows = await _rows(session)
        _refuse_idle(held, new, [_checked(row, ring) for row in rows])
        secrets = _open_all(rows, ring)
        if file is not None:
            file.write(ring.keys)
        await _reencrypt(session, secrets, ring)
        rotation = Rotation(len(secrets), _ids(rows, held), key_id(new).hex())
        await write_audit(session, [_entry(rotation, by)])
    kept = len(ring.keys) - 1 if file is not None and keep_old else await _forget_unused(db, file)
    return Rotation(rotation.credentials, rotation.before, rotation.after, kept)


async def _forget_unused(db: Database, file: KeyFile | None) -> int:
    """Takes keys out of the file that no secret needs; gives the number of those that stay beside the first."""
    if file is None:
        return 0
    async with db.begin() as session:
        # Under the lock again: whoever changes keys at the same time has not written, or has put all of them in the file.
        await db.lock(session)
        used = {id_within(text) for row in await _rows(session) for text in _ciphertexts(row).values()}
        first, *older = file.read()
        kept = [key for key in older if key_id(key) in used or None in used]
        file.write([first, *kept])
        return len(kept)


async def _rows(session: AsyncSession) -> list[dict[str, Any]]:
    wanted = select(_CREDENTIALS.c.name, *(_CREDENTIALS.c[column] for column in SECRET_COLUMNS))
    return [dict(row) for row in (await session.execute(wanted.order_by(_CREDENTIALS.c.name))).mappings()]


def _ciphertexts(row: Mapping[str, Any]) -> dict[str, bytes]:
    return {column: bytes(row[column]) for column in SECRET_COLUMNS if row[column] is not None}


def _checked(row: Mapping[str, Any], keyring: Keyring) -> SecretCheck:
    texts = _ciphertexts(row)
    closed = []
    for column, text in texts.items():
        try:
            keyring.decrypt(text, row["name"], column)
        except SecretError:
            closed.append(column)
    ids = {id_within(text) for text in texts.values()}
    current = not closed and ids <= {key_id(key) for key in keyring.keys[:1]}
    keys = tuple(sorted("" if found is None else found.hex() for found in ids))
    return SecretCheck(row["name"], tuple(texts), tuple(closed), keys, current)


def _refuse_idle(held: Sequence[bytes], new: bytes, checks: Sequence[SecretCheck]) -> None:
    if list(held) == [new] and all(check.current for check in checks):
        raise UsageError("the new key is the one in use already, and every credential is encrypted with it")


def _open_all(rows: Sequence[Mapping[str, Any]], ring: Keyring) -> Opened:
    closed = [check.credential for row in rows if (check := _checked(row, ring)).closed]
    if closed:
        more = f" and {len(closed) - _NAMED_AT_MOST} more" if len(closed) > _NAMED_AT_MOST else ""
        raise SecretError(
            f"{len(closed)} of {len(rows)} credentials do not open with the key at hand ({ring.source}): "
            f"{', '.join(closed[:_NAMED_AT_MOST])}{more}; nothing was changed. Put their key back, or put new secrets in "
            "their place (`fengsui credential add NAME --replace …`), then change the key"
        )
    return {
        row["name"]: {column: ring.decrypt(text, row["name"], column) for column, text in _ciphertexts(row).items()}
        for row in rows
    }


async def _reencrypt(session: AsyncSession, secrets: Opened, ring: Keyring) -> None:
    statement = update(_CREDENTIALS).where(_CREDENTIALS.c.name == bindparam("which"))
    statement = statement.values({column: bindparam(f"new_{column}") for column in SECRET_COLUMNS})
    rows = [
        {"which": name, **{f"new_{column}": None for column in SECRET_COLUMNS}}
        | {f"new_{column}": ring.encrypt(secret, name, column) for column, secret in fields.items()}
        for name, fields in secrets.items()
    ]
    if rows:
        await session.execute(statement, rows)


def _ids(rows: Sequence[Mapping[str, Any]], held: Sequence[bytes]) -> tuple[str, ...]:
    marked = {found for row in rows for text in _ciphertexts(row).values() if (found := id_within(text))}
    return tuple(sorted(found.hex() for found in marked or {key_id(key) for key in held[:1]}))


def _entry(rotation: Rotation, by: Author) -> AuditEntry:
    before, after = {"key_id": " ".join(rotation.before)}, {"key_id": rotation.after}
    return AuditEntry(by.at, by.principal, "secrets", "key", AuditAction.CHANGED, None, before, after)
