"""Principals: in whose name something is asked or changed, and the roles that say what they may."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a token is for."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    CARRIER = "carrier"
    READER = "reader"
    PROMETHEUS = "prometheus"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking.

    Attributes:
        name: As the audit shows it, for example `token:telecom-noc`, `cli:root` or `anonymous`.
        role: None for a caller without a token, who sees what is open and nothing else.
        carrier: Code of the carrier whose records alone are seen; set for the role carrier, None for every other.
    """

    name: str
    role: Role | None
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name, and when, the inventory is changed.

    Attributes:
        principal: Name of the principal.
        at: Seconds since the epoch.
    """

    principal: str
    at: float


ANONYMOUS = Principal("anonymous", None)
