"""Where each target stands: reached, on track, at risk, late or unknown, with the forecast for its last day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fengsui.coverage.forecast import MOST_POINTS, Forecast, Point, forecast
from fengsui.coverage.ratio import Extent, Figure, Ratio, Source
from fengsui.coverage.ratios import (
    carriers_by_unit,
    county_ratio,
    declared_ratios,
    fibre_ratio,
    month_to_show,
    sector_ratio,
)
from fengsui.coverage.retrospect import ALL, county_series, month_number, sector_series
from fengsui.coverage.standing import Known
from fengsui.model.division import Division
from fengsui.model.report import SubscriberReport, month_of
from fengsui.model.site import SiteKind
from fengsui.model.target import Measure, Phase, Target, TargetFigure

RECORDED = frozenset({TargetFigure.COUNTY_COVERAGE, TargetFigure.SECTOR_COVERAGE})
"""Figures whose forecast goes by the record of what was observed."""

_NO_FORECAST = {Figure.FIBRE_SITES: "no forecast: what it was is not recorded"}


class TargetState(StrEnum):
    """State of a target; the reason of each stands beside it."""

    REACHED = "reached"  # what is known now is enough
    ON_TRACK = "on_track"  # even the low end of the forecast reaches it by the last day
    AT_RISK = "at_risk"  # the low end of the forecast does not
    LATE = "late"  # the last day is over, and what is known is not enough
    UNKNOWN = "unknown"  # nothing to count, too few months for a forecast, or unknown counties that may decide it


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """Where one target stands.

    Attributes:
        ratio: The figure now, over the target's extent.
        current: The side of it that the target bounds; None without a denominator.
        forecast: For the last day; None where it is over, or nothing can be said.
        reason: Why the state is what it is, one English phrase.
    """

    target: Target
    state: TargetState
    ratio: Ratio
    current: float | None
    forecast: Forecast | None
    reason: str


def target_standings(
    targets: Iterable[Target], known: Known, phases: Mapping[str, Phase], today: date
) -> tuple[TargetStanding, ...]:
    """Where the targets stand, by last day and name."""
    ordered = sorted(targets, key=lambda each: (each.due, each.name))
    return tuple(_standing(target, known, phases, today) for target in ordered)


def extent_of(target: Target, units: Sequence[Division], phases: Mapping[str, Phase]) -> Extent:
    """The coverage units of a target's division and phase, and its carrier."""
    wanted = [{target.division}] if target.division else []
    phase = phases.get(target.phase or "")
    if phase is not None and phase.divisions:
        wanted.append(set(phase.divisions))
    if not wanted:
        return Extent(carrier=target.carrier)
    chosen = {unit.code for unit in units if all({unit.code, unit.prefecture_code} & each for each in wanted)}
    return Extent(frozenset(chosen), target.carrier)


def _standing(target: Target, known: Known, phases: Mapping[str, Phase], today: date) -> TargetStanding:
    extent = extent_of(target, known.network.coverage_units, phases)
    ratio, series = _measured(target, known, extent)
    current = measured(ratio, target.measure)
    expected = None if target.due < today else forecast(series, month_number(target.due))
    state, reason = judge(target, ratio, expected, today)
    return TargetStanding(target, state, ratio, current, expected, reason)


def _measured(target: Target, known: Known, extent: Extent) -> tuple[Ratio, list[Point]]:
    """A target's figure now, and what it was month by month, as the side that the target bounds."""
    figure = Figure(target.figure.value)
    if figure is Figure.COUNTY_COVERAGE:
        ratio = county_ratio(known.coverage, extent)
        units = [unit.code for unit in known.network.coverage_units if extent.holds(unit.code)]
        return ratio, _of_now(county_series(known.past, units, extent.carrier or ALL), ratio, target.measure)
    if figure is Figure.FIBRE_SITES:
        # Which sites had a live fibre is worked out when it is asked, and not recorded.
        return fibre_ratio(known.network, known.conditions, SiteKind(target.part or ""), extent), []
    if figure is Figure.SECTOR_COVERAGE:
        return _sector(target, known, extent)
    return _declared(figure, known, extent, target.measure)


def _of_now(counts: list[Point], ratio: Ratio, measure: Measure) -> list[Point]:
    """Counts of units as shares of those that there are now, where the share is asked for."""
    if measure is Measure.COUNT or not ratio.denominator:
        return counts
    return [(month, count / ratio.denominator) for month, count in counts]


def _sector(target: Target, known: Known, extent: Extent) -> tuple[Ratio, list[Point]]:
    ratio = sector_ratio(known.network, known.coverage, target.part or "", extent)
    if extent.units is not None:
        # Of sectors the record holds the sums of the province alone.
        return ratio, []
    series = sector_series(known.past, target.part or "", most_unknown=len(ratio.unknowns))
    if target.measure is Measure.COUNT:
        series = [(month, share * ratio.denominator) for month, share in series]
    return ratio, series


def measured(ratio: Ratio, measure: Measure) -> float | None:
    """The side of a ratio that a target bounds."""
    if measure is Measure.RATIO or not ratio.denominator:
        return ratio.value
    return float(ratio.numerator)


def _declared(figure: Figure, known: Known, extent: Extent, measure: Measure) -> tuple[Ratio, list[Point]]:
    """The figure of the month that is shown, and of those months before it that lack nothing which it has."""
    units = known.network.coverage_units
    month = month_to_show(known.reports, month_of(known.now))
    by_month: dict[str, list[SubscriberReport]] = {}
    expected = carriers_by_unit(known.coverage)
    for report in known.reports:
        if report.month <= month and extent.holds(report.division, report.carrier):
            by_month.setdefault(report.month, []).append(report)
            expected.setdefault(report.division, set()).add(report.carrier)

    def of(each: str) -> Ratio:
        (ratio,) = declared_ratios(units, by_month.get(each, ()), each, extent, expected=expected, figures=(figure,))
        return ratio

    newest = of(month)
    series: list[Point] = []
    # A month in which a carrier was missing would be read as a fall, and the next as a rise.
    for each in sorted(by_month)[-MOST_POINTS:]:
        ratio = of(each)
        value = measured(ratio, measure)
        if value is not None and set(ratio.unknowns) <= set(newest.unknowns):
            series.append((month_number(date(int(each[:4]), int(each[5:]), 28)), value))
    return newest, series


def judge(target: Target, ratio: Ratio, expected: Forecast | None, today: date) -> tuple[TargetState, str]:
    """The state of a target and its reason."""
    current = measured(ratio, target.measure)
    if current is None:
        return TargetState.UNKNOWN, "nothing to count among"
    if current >= target.value:
        return TargetState.REACHED, f"{len(ratio.unknowns)} unknown would only add" if ratio.unknowns else ""
    if _may_be_more(target, ratio):
        return TargetState.UNKNOWN, f"{len(ratio.unknowns)} unknown may decide it"
    if target.due < today:
        missing = f"; {len(ratio.unknowns)} report(s) are missing" if ratio.unknowns else ""
        return TargetState.LATE, f"due {target.due.isoformat()}{missing}"
    if expected is None:
        return TargetState.UNKNOWN, _NO_FORECAST.get(ratio.figure, "too few months for a forecast")
    if expected.low >= target.value:
        return TargetState.ON_TRACK, f"forecast from {expected.points} months"
    return TargetState.AT_RISK, f"forecast from {expected.points} months"


def _may_be_more(target: Target, ratio: Ratio) -> bool:
    """Whether what could not be observed may decide; that carriers are silent never helps them."""
    if ratio.source is Source.DECLARED or not ratio.unknowns:
        return False
    best = ratio.numerator + len(ratio.unknowns)
    return (best if target.measure is Measure.COUNT else best / ratio.denominator) >= target.value


def target_document(found: TargetStanding) -> dict[str, Any]:
    """A target and where it stands as plain values, fit for JSON."""
    target, expected = found.target, found.forecast
    return {
        "name": target.name,
        "figure": target.figure.value,
        "part": target.part,
        "measure": target.measure.value,
        "value": target.value,
        "due": target.due.isoformat(),
        "division": target.division,
        "carrier": target.carrier,
        "phase": target.phase,
        "origin": target.origin,
        "state": found.state.value,
        "reason": found.reason,
        "current": found.current,
        "numerator": found.ratio.numerator,
        "denominator": found.ratio.denominator,
        "source": found.ratio.source.value,
        "month": found.ratio.month,
        "unknown": len(found.ratio.unknowns),
        "forecast": None if expected is None else expected.value,
        "forecast_low": None if expected is None else expected.low,
        "forecast_high": None if expected is None else expected.high,
    }
