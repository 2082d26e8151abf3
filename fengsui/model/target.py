"""Targets: what the province wants to have reached by when, and in which phase of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fengsui.model.site import Sector, SiteKind


class TargetFigure(StrEnum):
    """What a target is about; the ratios of the same names say how it is worked out."""

    COUNTY_COVERAGE = "county_coverage"
    HOUSEHOLD_PENETRATION = "household_penetration"
    INTERNET_USERS = "internet_users"
    PON_10G_SHARE = "pon_10g_share"
    USERS_500MBPS_SHARE = "users_500mbps_share"
    FIBRE_SITES = "fibre_sites"
    SECTOR_COVERAGE = "sector_coverage"


# What the policy of 2011 wants fibre to reach.
FIBRE_KINDS = (SiteKind.ENTERPRISE, SiteKind.COMMUNITY, SiteKind.BUILDING, SiteKind.SCHOOL)

PARTS: Mapping[TargetFigure, tuple[str, ...]] = {
    TargetFigure.FIBRE_SITES: tuple(kind.value for kind in FIBRE_KINDS),
    TargetFigure.SECTOR_COVERAGE: tuple(sector.value for sector in Sector),
}
"""Parts of the figures that have some: kinds of sites, sectors."""


class Measure(StrEnum):
    """Which side of a figure a target bounds."""

    RATIO = "ratio"  # the share, 0 to 1
    COUNT = "count"  # the numerator: people, households, counties


@dataclass(frozen=True, slots=True)
class Target:
    """One target.

    Attributes:
        name: Natural key.
        value: What is to be reached or exceeded.
        due: The last day.
        division: Code of the prefecture or coverage unit that it is for; None for the whole province.
        carrier: Code of the carrier that it is for; None for all together.
        phase: Name of the phase whose divisions it is for; None for no phase.
        origin: Where it comes from: a plan, a decree.
        part: Kind of the sites of `fibre_sites`, sector of `sector_coverage`; None for every other figure.
    """

    name: str
    figure: TargetFigure
    value: float
    due: date
    measure: Measure = Measure.RATIO
    division: str | None = None
    carrier: str | None = None
    phase: str | None = None
    origin: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the programme.

    Attributes:
        order: The first phase is 1.
        divisions: Codes of the prefectures or units that it is about; empty for all.
    """

    name: str
    order: int
    name_zh: str
    name_en: str
    divisions: tuple[str, ...] = ()
