"""Links: a cable or wavelength between two interfaces of two devices."""

from dataclasses import dataclass
from enum import StrEnum


class LinkMedium(StrEnum):
    """What a link runs over."""

    FIBRE = "fibre"
    COAX = "coax"
    COPPER = "copper"
    RADIO = "radio"


class LinkTier(StrEnum):
    """Place of a link in the network."""

    BACKBONE = "backbone"
    METRO = "metro"
    COUNTY = "county"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One end of a link.

    Attributes:
        device: Name of the device.
        interface: Name of the interface as registered; held against ifName, then ifDescr, then ifAlias.
    """

    device: str
    interface: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link; parallel links between the same devices each count.

    Attributes:
        name: Natural key.
        capacity_bits_per_second: Contracted capacity, None where unknown.
        duct: Name of the duct or cable route that it shares with other links, of other carriers too; None where unknown.
    """

    name: str
    carrier: str
    a: LinkEnd
    b: LinkEnd
    capacity_bits_per_second: int | None = None
    medium: LinkMedium = LinkMedium.FIBRE
    tier: LinkTier = LinkTier.ACCESS
    duct: str | None = None
