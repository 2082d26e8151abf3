"""What devices hear of each other by LLDP, held against the registered links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LinkVerdict(StrEnum):
    """What LLDP says of a registered link."""

    CONFIRMED = "confirmed"
    MISSING = "missing"
    CONTRADICTING = "contradicting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One registered link.

    Attributes:
        reason: One short English phrase, for example `lz-core-1 eth1 hears yd-2`.
    """

    link: str
    carrier: str
    verdict: LinkVerdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StrayNeighbour:
    """Something heard that no registered link accounts for.

    Attributes:
        device, interface: Who hears it, and where.
        carrier: Of the device that hears it.
        name, chassis, port: What the other end says of itself; empty where it does not.
        registered_as: Name of the registered device that it is; empty where it is none.
    """

    device: str
    interface: str
    carrier: str
    name: str
    chassis: str
    port: str
    registered_as: str = ""


@dataclass(frozen=True, slots=True)
class Adjacency:
    """All links by name, and what else is heard."""

    links: Mapping[str, LinkCheck] = field(default_factory=dict)
    strays: tuple[StrayNeighbour, ...] = ()

    def counts(self) -> dict[LinkVerdict, int]:
        """Links by verdict, each verdict there."""
        counted = dict.fromkeys(LinkVerdict, 0)
        for check in self.links.values():
            counted[check.verdict] += 1
        return counted
