"""Where the programme stands: all ratios and gaps of a moment, as the command line, the API and the metrics show them alike. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.coverage.ratio import WHOLE, Extent, Ratio, ratio_document
from fengsui.coverage.ratios import all_ratios, month_to_show
from fengsui.coverage.result import Coverage
from fengsui.coverage.retrospect import Retrospect
from fengsui.coverage.subscribers import DEFAULT_TOLERANCE, Gap, gap_document, gaps, observed_subscribers
from fengsui.model.network import Network
from fengsui.model.observation import Conditions, DeviceObservation
from fengsui.model.report import SubscriberReport, month_of


@dataclass(frozen=True, slots=True)
class Known:
    """What figures are worked out from.

    Attributes:
        reports: Subscriber reports that count, of any months.
        now: Epoch seconds.
        fresh_seconds: Age at which what a device said of its subscribers no longer counts.
        tolerance: Share by which declared and observed may differ.
        past: Days that were, as they are recorded; empty where nothing is to be worked out from them.
    """

    network: Network
    conditions: Conditions
    coverage: Coverage
    observations: Mapping[str, DeviceObservation]
    reports: Sequence[SubscriberReport]
    now: float
    fresh_seconds: float
    tolerance: float = DEFAULT_TOLERANCE
    past: Retrospect = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """All ratios, and declared against observed."""

    month: str
    ratios: tuple[Ratio, ...]
    gaps: tuple[Gap, ...]


def standing(known: Known, month: str | None = None, extent: Extent = WHOLE) -> Standing:
    """Works everything out for a month of declarations, or for the last that is over and reported of."""
    shown = month or month_to_show(known.reports, month_of(known.now))
    ratios = all_ratios(known.network, known.conditions, known.coverage, known.reports, shown, extent, known.past)
    observed = observed_subscribers(known.network, known.observations, known.now, fresh_seconds=known.fresh_seconds)
    found = gaps(known.reports, shown, observed, known.tolerance)
    return Standing(shown, ratios, tuple(each for each in found if extent.holds(each.county, each.carrier)))


def standing_document(found: Standing) -> dict[str, Any]:
    """Plain values, fit for JSON."""
    return {
        "month": found.month,
        "ratios": [ratio_document(each) for each in found.ratios],
        "declared_observed": [gap_document(each) for each in found.gaps],
    }
