"""Whether a site is connected."""

from dataclasses import dataclass
from enum import StrEnum


class SiteState(StrEnum):
    """State of a site; three-valued, and a fourth for sites where nothing stands that could tell."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"
    UNEQUIPPED = "unequipped"


@dataclass(frozen=True, slots=True)
class SiteConnectivity:
    """One site.

    Attributes:
        site: Its code.
        reason: What keeps it from being up, for example `link lz-yd-1: port down at yd-1 eth1`; empty where it is.
        devices: Names of the devices that stand at it.
        links: Names of the links that lead from them to other sites.
        evidence_at: Time of the newest evidence; None where there is none.
    """

    site: str
    state: SiteState
    reason: str = ""
    devices: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    evidence_at: float | None = None
