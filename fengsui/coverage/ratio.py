"""What a ratio of the programme is: never a bare number, but its parts, where they come from, and what is not known."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Figure(StrEnum):
    """What the province wants to know of itself."""

    COUNTY_COVERAGE = "county_coverage"  # coverage units with a live path, of all
    HOUSEHOLD_PENETRATION = "household_penetration"  # households with fixed broadband, of all
    INTERNET_USERS = "internet_users"  # people who use the internet, of all residents
    PON_10G_SHARE = "pon_10g_share"  # PON ports with 10 Gbit/s, of all PON ports
    USERS_500MBPS_SHARE = "users_500mbps_share"  # fixed lines of 500 Mbit/s and above, of all broadband households
    FIBRE_SITES = "fibre_sites"  # sites with a live fibre, of all registered of their kind
    SECTOR_COVERAGE = "sector_coverage"  # sites that reach a core, of all of their sector
    SECTOR_AVAILABILITY = (
        "sector_availability"  # time in which sites of a sector reached a core, of the time that is known
    )


class Source(StrEnum):
    """Who says so."""

    DECLARED = "declared"  # carriers, in their subscriber reports
    OBSERVED = "observed"  # equipment, when it was polled


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio.

    Attributes:
        part: Kind of site or sector that it is about; empty for a figure without parts.
        numerator: What is known to count; what is unknown is not in it, so that it is a lower bound.
        denominator: What it is counted among.
        month: Month of the declarations, `YYYY-MM`; None for what is observed now.
        unknowns: What is missing, sorted: `620121/telecom` for a report that did not come, `620121` for a county that nobody
            reports, codes of counties and sites whose state is unknown.
    """

    figure: Figure
    part: str
    numerator: int
    denominator: int
    source: Source
    month: str | None = None
    unknowns: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where there is nothing to count among."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Extent:
    """What figures are worked out over.

    Attributes:
        units: Codes of coverage units; None for all of the province.
        carrier: Code of a carrier; None for all together.
    """

    units: Collection[str] | None = None
    carrier: str | None = None

    def holds(self, unit: str, carrier: str | None = None) -> bool:
        """Whether something in a unit, of a carrier where it is one's, counts."""
        return (self.units is None or unit in self.units) and (carrier is None or self.carrier in (None, carrier))


WHOLE = Extent()


def ratio_document(ratio: Ratio) -> dict[str, Any]:
    """A ratio as plain values, fit for JSON."""
    return {
        "figure": ratio.figure.value,
        "part": ratio.part or None,
        "value": ratio.value,
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "source": ratio.source.value,
        "month": ratio.month,
        "unknown": len(ratio.unknowns),
        "unknowns": list(ratio.unknowns),
    }
