"""Sites: the buildings and rooms where equipment stands."""

from dataclasses import dataclass
from enum import StrEnum


class SiteKind(StrEnum):
    """What a site is."""

    POP = "pop"
    EXCHANGE = "exchange"
    BUILDING = "building"
    SCHOOL = "school"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    VILLAGE = "village"
    GOVERNMENT = "government"


class Sector(StrEnum):
    """The nine application networks of the policy of 2011."""

    GOVERNMENT = "government"
    COMMERCE = "commerce"
    ENTERPRISE = "enterprise"
    CAMPUS = "campus"
    COMMUNITY = "community"
    LOGISTICS = "logistics"
    TOURISM = "tourism"
    PUBLIC_SERVICE = "public-service"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Site:
    """One site.

    Attributes:
        code: Natural key.
        division: GB/T 2260 code of the division it lies in.
        longitude, latitude: WGS-84 degrees, None where unknown.
        carrier: Code of the carrier that registered it for itself; None for one that all may use.
    """

    code: str
    name: str
    division: str
    kind: SiteKind
    sector: Sector | None = None
    longitude: float | None = None
    latitude: float | None = None
    carrier: str | None = None
