"""The figures of the programme: ratios, declared against observed, and targets, as they stood at the end of the month. Pure."""

from collections.abc import Iterator
from typing import Any

from fengsui.coverage.ratio import Figure, Ratio, Source
from fengsui.coverage.ratios import carriers_by_unit, county_ratio, declared_ratios, sector_ratios
from fengsui.coverage.retrospect import sector_month
from fengsui.coverage.subscribers import Gap, gaps
from fengsui.coverage.targets import TargetStanding, TargetState, judge, measured, target_standings
from fengsui.model.report import SubscriberReport
from fengsui.model.target import FIBRE_KINDS, TargetFigure
from fengsui.reports.material import Material
from fengsui.reports.values import MOST_NAMES, moment, number


def ratio_figures(material: Material) -> list[dict[str, Any]]:
    """Every ratio with its parts, its source, its month and what is not known."""
    coverage, month = material.then.coverage, material.month.text
    declared = declared_ratios(
        material.network.coverage_units, _reports(material), month, expected=carriers_by_unit(coverage)
    )
    at = material.observed.at
    return [
        _ratio(county_ratio(coverage), moment(coverage.as_of)),
        *(_ratio(each, None) for each in declared),
        *(_fibre(kind.value, material, at) for kind in FIBRE_KINDS),
        *(_ratio(each, moment(coverage.as_of)) for each in sector_ratios(material.network, coverage)),
        *_sector_times(material),
    ]


def _sector_times(material: Material) -> Iterator[dict[str, Any]]:
    """Time in which the sites of each sector reached a core, of the time of which that is known, in seconds added up over the sites."""
    for sector, of in sector_month(material.past, material.month.text):
        up, known, unknown = round(of.up_seconds), round(of.up_seconds + of.down_seconds), round(of.unknown_seconds)
        if known or unknown:
            ratio = Ratio(Figure.SECTOR_AVAILABILITY, sector, up, known, Source.OBSERVED, material.month.text)
            yield _ratio(ratio, None, unknown)


def _reports(material: Material) -> list[SubscriberReport]:
    return [version.report for version in material.reports]


def _ratio(ratio: Ratio, at: str | None, unknown: int | None = None) -> dict[str, Any]:
    # Reports that did not come are all named: whoever is to send them must find himself.
    most = len(ratio.unknowns) if ratio.source is Source.DECLARED else MOST_NAMES
    return {
        "figure": ratio.figure.value,
        "part": ratio.part or None,
        "value": None if ratio.value is None else number(ratio.value),
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "source": ratio.source.value,
        "month": ratio.month,
        "at": at,
        "unknown": len(ratio.unknowns) if unknown is None else unknown,
        "unknowns": list(ratio.unknowns[:most]),
    }


def _fibre(kind: str, material: Material, at: float | None) -> dict[str, Any]:
    found = material.observed.fibre.get(kind)
    if found is None:
        nothing: dict[str, Any] = {
            "value": None,
            "numerator": None,
            "denominator": None,
            "unknown": None,
            "unknowns": [],
        }
        return {"figure": "fibre_sites", "part": kind, **nothing, "source": "observed", "month": None, "at": None}
    return _ratio(found.ratio(kind), moment(at), found.unknown)


def gap_figures(material: Material) -> dict[str, Any]:
    """Declared against observed, by county and carrier; what was observed is what was kept at the end of the month."""
    found = gaps(_reports(material), material.month.text, material.observed.subscribers, material.tolerance)
    return {
        "tolerance": material.tolerance,
        "observed_at": moment(material.observed.at),
        "items": [_gap(each) for each in found],
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "county": gap.county,
        "carrier": gap.carrier,
        "declared": gap.declared,
        "observed": gap.observed.lines,
        "sessions": gap.observed.sessions,
        "difference": gap.difference,
        "ratio": number(gap.ratio),
        "state": gap.state.value,
        "silent": list(gap.observed.silent[:MOST_NAMES]),
    }


def target_figures(material: Material) -> list[dict[str, Any]]:
    """Where each target stood on the last day of the month, from what was declared and recorded by then."""
    today = material.month.last_day
    found = target_standings(material.targets, material.known, material.phases, today)
    return [
        _target(_of_sites(each, material) if each.target.figure is TargetFigure.FIBRE_SITES else each) for each in found
    ]


def _of_sites(found: TargetStanding, material: Material) -> TargetStanding:
    """A target on sites by what was kept of them at the end of the month; of a part of the province nothing was."""
    target, kept = found.target, material.observed.fibre.get(found.target.part or "")
    if kept is None or target.division or target.carrier or target.phase:
        nothing = Ratio(Figure.FIBRE_SITES, target.part or "", 0, 0, Source.OBSERVED)
        return TargetStanding(target, TargetState.UNKNOWN, nothing, None, None, "not kept")
    ratio = kept.ratio(target.part or "")
    state, reason = judge(target, ratio, None, material.month.last_day)
    return TargetStanding(target, state, ratio, measured(ratio, target.measure), None, reason)


def _target(found: TargetStanding) -> dict[str, Any]:
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
        "current": number(found.current),
        "numerator": found.ratio.numerator,
        "denominator": found.ratio.denominator,
        "month": found.ratio.month,
        "unknown": len(found.ratio.unknowns),
        "forecast": None if expected is None else number(expected.value),
        "forecast_low": None if expected is None else number(expected.low),
        "forecast_high": None if expected is None else number(expected.high),
        "forecast_months": None if expected is None else expected.points,
    }
