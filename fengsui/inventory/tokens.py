"""Tokens in the database: issued, listed, revoked, and found by what a caller shows."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.errors import ConflictError, Fault, InputError, NotFoundError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.fields import Unfit, show
from fengsui.inventory.fields import name as name_parser
from fengsui.inventory.suggest import did_you_mean
from fengsui.inventory.tables import TABLES, TokenRow
from fengsui.inventory.token_text import digest_of, mint, well_formed
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author, Role
from fengsui.model.secret import Secret
from fengsui.model.token import Token

_TOKENS = table_of(TokenRow)
_COLUMNS = tuple(field.name for field in fields(Token))
_NAME = name_parser(80)  # the audit shows it behind `token:`


class TokenStore:
    """The tokens of an installation.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database, *, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._db = db
        self._random = random

    async def create(
        self, name: str, role: Role, *, by: Author, carrier: str | None = None, expires_at: float | None = None
    ) -> tuple[Token, Secret]:
        """Issues a token; its text is given this once, and cannot be had again.

        Args:
            name: Natural key.
            role: What it is for.
            by: In whose name, and when.
            carrier: Code of a registered carrier for the role carrier; None for every other.
            expires_at: Epoch seconds in the future; None for never.

        Raises:
            InputError: with all faults.
            ConflictError: where the name was given before, also to a token that is revoked.
        """
        token = Token(name, role, carrier, by.at, expires_at)
        async with self._db.begin() as session:
            await self._db.lock(session)
            if faults := [*_faults(token), *await _carrier_faults(session, token)]:
                raise InputError(f"token {show(name)}", faults)
            if await _read(session, name) is not None:
                raise ConflictError(
                    f"the name {name!r} was given to a token before. Choose another: the audit tells them apart by name"
                )
            text = mint(self._random)
            row = {**asdict(token), "role": role.value, "digest": digest_of(text.reveal())}
            await session.execute(insert(_TOKENS).values(**row))
            await write_audit(session, [_entry(token, AuditAction.ADDED, by, after=_audited(token))])
        return token, text

    async def tokens(self) -> list[Token]:
        """Every token that was ever issued, by name."""
        async with self._db.session() as session:
            rows = await session.execute(select(_TOKENS).order_by(_TOKENS.c.name))
            return [_token(dict(row)) for row in rows.mappings()]

    async def revoke(self, name: str, *, by: Author) -> Token:
        """Makes a token useless, from the next request on; it stays listed.

        Raises:
            NotFoundError: where there is none of that name.
            ConflictError: where it was revoked before.
        """
        async with self._db.begin() as session:
            await self._db.lock(session)
            token = await _read(session, name)
            if token is None:
                known = (await session.execute(select(_TOKENS.c.name))).scalars().all()
                hint = did_you_mean(name, known) or "`fengsui token list` shows what there is"
                raise NotFoundError(f"there is no token {name!r}. {hint}")
            if token.revoked_at is not None:
                raise ConflictError(f"token {name!r} was revoked before")
            await session.execute(update(_TOKENS).where(_TOKENS.c.name == name).values(revoked_at=by.at))
            before, after = {"revoked_at": None}, {"revoked_at": by.at}
            await write_audit(session, [_entry(token, AuditAction.CHANGED, by, before, after)])
        return token

    async def find(self, text: str) -> Token | None:
        """The token whose text this is, valid or not; None where it is nobody's. What cannot be a token costs no query."""
        if not well_formed(text):
            return None
        digest = digest_of(text)
        async with self._db.session() as session:
            row = (await session.execute(select(_TOKENS).where(_TOKENS.c.digest == digest))).mappings().first()
        # The index found it by its digest, whose bytes nobody can choose; the comparison that decides takes constant time.
        return _token(dict(row)) if row is not None and hmac.compare_digest(bytes(row["digest"]), digest) else None

    async def note_use(self, used: Mapping[str, float]) -> None:
        """Writes down when tokens were last used, in epoch seconds by name."""
        if not used:
            return
        noted = update(_TOKENS).where(_TOKENS.c.name == bindparam("which")).values(used_at=bindparam("at"))
        async with self._db.begin() as session:
            await session.execute(noted, [{"which": name, "at": at} for name, at in sorted(used.items())])


def _faults(token: Token) -> list[Fault]:
    faults = []
    try:
        _NAME(token.name)
    except Unfit as unfit:
        faults.append(Fault("NAME", unfit.expected, show(token.name), unfit.hint))
    if token.role is Role.CARRIER and token.carrier is None:
        faults.append(Fault("--carrier", "the code of the carrier that the token is for", "nothing"))
    if token.role is not Role.CARRIER and token.carrier is not None:
        hint = "A token for one carrier has --role carrier"
        faults.append(Fault("--carrier", f"no carrier for the role {token.role}", show(token.carrier), hint))
    if token.expires_at is not None and token.expires_at <= token.created_at:
        faults.append(Fault("--expires", "a moment in the future", "one that has passed"))
    return faults


async def _carrier_faults(session: AsyncSession, token: Token) -> list[Fault]:
    carriers = TABLES["carriers"]
    known = (await session.execute(select(carriers.c.code).order_by(carriers.c.code))).scalars().all()
    if token.carrier is None or token.carrier in known:
        return []
    hint = did_you_mean(token.carrier, known) or "`fengsui carrier list` shows them"
    return [Fault("--carrier", "a carrier that is registered", show(token.carrier), hint)]


async def _read(session: AsyncSession, name: str) -> Token | None:
    row = (await session.execute(select(_TOKENS).where(_TOKENS.c.name == name))).mappings().first()
    return None if row is None else _token(dict(row))


def _token(row: Mapping[str, Any]) -> Token:
    values = {column: row[column] for column in _COLUMNS}
    return Token(**{**values, "role": Role(values["role"])})


def _audited(token: Token) -> dict[str, Any]:
    return {"role": token.role.value, "carrier": token.carrier, "expires_at": token.expires_at}


def _entry(
    token: Token, action: AuditAction, by: Author, before: Any = None, after: Mapping[str, Any] | None = None
) -> AuditEntry:
    return AuditEntry(by.at, by.principal, "tokens", token.name, action, token.carrier, before, after)
