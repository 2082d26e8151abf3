"""One record at a time, as the command line and forms give it: added through the validation of the import, or removed.

Whatever others refer to stays until they no longer do.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.errors import ConflictError, InputError
from fengsui.inventory.audit import removed, write_audit
from fengsui.inventory.difference import difference
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.importer import apply, existing_records
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.records import Record
from fengsui.inventory.rows import Row
from fengsui.inventory.store import not_found
from fengsui.inventory.tables import TABLES, SubscriberReportRow, TokenRow
from fengsui.inventory.validation import validate
from fengsui.inventory.writer import ends_of, prune_interfaces
from fengsui.model.principal import Author

# By kind, the columns of other tables that name it.
_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "divisions": (("sites", "division"), ("divisions", "parent_code"), ("subscriber_reports", "division")),
    "carriers": (
        ("devices", "carrier"),
        ("links", "carrier"),
        ("services", "carrier"),
        ("tokens", "carrier"),
        ("sites", "carrier"),
        ("credentials", "carrier"),
        ("subscriber_reports", "carrier"),
    ),
    "credentials": (("devices", "credential"),),
    "sites": (("devices", "site"), ("services", "site")),
    "devices": (("links", "a_device"), ("links", "b_device")),
    "links": (),
    "services": (("services", "check_dns"),),
}
_NAMED = 3


class FormRow(Row):
    """A record given by hand; its places are the options of the command."""

    __slots__ = ()

    @property
    def source(self) -> str:
        """Not a file."""
        return ""

    def where(self, column: str = "") -> str:
        """`--address`; the key is an argument."""
        return column.upper() if column in ("", self.kind.key) else f"--{column.replace('_', '-')}"


async def add(
    db: Database,
    kind_name: str,
    values: Mapping[str, Raw],
    keyring: Keyring,
    *,
    by: Author,
    allow_loopback: bool,
    overwrite: bool = False,
) -> tuple[Record, tuple[str, ...]]:
    """Registers one record; gives it, and notes on what was read otherwise than given.

    Args:
        db: An open database.
        kind_name: Plural, as in `KINDS`.
        values: Texts by column; a column that is not there gets its default.
        keyring: Encrypts what is secret.
        by: In whose name.
        allow_loopback: True where a loopback address may be registered.
        overwrite: True to put the record in the place of one with the same key, whole.

    Raises:
        ConflictError: where the key is taken and `overwrite` is False.
        InputError: with all faults.
        SecretError: where the key is not the one of the credentials that are there.
    """
    kind = KINDS[kind_name]
    row = FormRow(kind, {column: value for column, value in values.items() if value is not None})
    async with db.begin() as session:
        await db.lock(session)
        # A credential under another key than its neighbours would be found out at the next poll: better now.
        existing = await existing_records(session, keyring, with_secrets=kind_name == "credentials" and not overwrite)
        if existing.of(kind_name).get(row.key) is not None and not overwrite:
            raise ConflictError(
                f"{kind.singular} {row.key!r} is registered already. `fengsui import` changes what is registered"
            )
        verdict = validate([row], existing, allow_loopback=allow_loopback)
        if verdict.faults:
            raise InputError(f"{kind.singular} {show(row.key)}", verdict.faults)
        await apply(session, verdict.proposed, difference(existing, verdict.proposed), keyring, by)
    return next(iter(verdict.proposed.of(kind_name).values())), tuple(verdict.notes)


async def remove(db: Database, kind_name: str, keys: Sequence[str], *, by: Author) -> None:
    """Removes records, all or none.

    Raises:
        NotFoundError: where one is not there.
        ConflictError: where others refer to one; the text names them.
    """
    kind, table = KINDS[kind_name], TABLES[kind_name]
    async with db.begin() as session:
        await db.lock(session)
        for key in keys:
            await refuse_while_named(session, kind, key)
            if not await remove_one(session, kind, key, by):
                raise not_found(kind_name, key, (await session.execute(select(table.c[kind.key]))).scalars().all())


async def remove_one(session: AsyncSession, kind: Kind, key: str, by: Author) -> bool:
    """Takes one record away, and says in whose name; False where it is not there."""
    table = TABLES[kind.name]
    found = await session.execute(delete(table).where(table.c[kind.key] == key).returning(*table.c))
    gone = found.mappings().first()
    if gone is None:
        return False
    await write_audit(session, [removed(kind, key, dict(gone), by)])
    if kind.name == "links":
        await prune_interfaces(session, ends_of(dict(gone)))
    return True


async def refuse_while_named(session: AsyncSession, kind: Kind, key: str) -> None:
    """Sees that nothing refers to a record.

    Raises:
        ConflictError: where something does; the text names it.
    """
    for other, column in _REFERENCES[kind.name]:
        table, other_key, singular = _naming(other)
        here = table.c[column] == key
        count = (await session.execute(select(func.count()).select_from(table).where(here))).scalar_one()
        if count:
            names = (
                await session.execute(select(table.c[other_key]).where(here).order_by(other_key).limit(_NAMED))
            ).scalars()
            listed = ", ".join(names) + (", …" if count > _NAMED else "")
            what = singular if count == 1 else other.replace("_", " ")
            raise ConflictError(
                f"{kind.singular} {key!r} is still referred to by {count} {what} ({listed}). "
                f"Remove or change these first; nothing was changed"
            )


def _naming(other: str) -> tuple[Table, str, str]:
    """Table, key column and singular of what names a record; a carrier's tokens and reports hold it for good."""
    if other == "tokens":
        return table_of(TokenRow), "name", "token"
    if other == "subscriber_reports":
        return table_of(SubscriberReportRow), "month", "subscriber report"
    return TABLES[other], KINDS[other].key, KINDS[other].singular
