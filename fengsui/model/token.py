"""Tokens: what is known of one that was issued; its text is shown once, and nobody keeps it."""

from dataclasses import dataclass
from enum import StrEnum

from fengsui.model.principal import Principal, Role


class TokenState(StrEnum):
    """Whether a token still opens anything."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Token:
    """One issued token. Moments are seconds since the epoch.

    Attributes:
        name: Natural key; the name of a revoked token is not given again, so that the audit stays clear.
        carrier: Code of the carrier it is bound to; None for every role but carrier.
        expires_at: None where it does not expire.
        used_at: When it last opened something, to the minute; None where it never did.
    """

    name: str
    role: Role
    carrier: str | None
    created_at: float
    expires_at: float | None = None
    revoked_at: float | None = None
    used_at: float | None = None

    def state(self, now: float) -> TokenState:
        """Whether it opens anything at `now`."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at is not None and now >= self.expires_at else TokenState.VALID

    @property
    def principal(self) -> Principal:
        """Who asks with it."""
        return Principal(f"token:{self.name}", self.role, self.carrier)
