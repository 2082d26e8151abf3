"""Coverage as a document of plain values, the same for the command line and the API, and its states in words."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fengsui.coverage.result import (
    STATE_ORDER,
    CarrierCoverage,
    CountyCoverage,
    Coverage,
    CoverageState,
    Paths,
    Rollup,
    SinglePoints,
)
from fengsui.coverage.whatif import WhatIf

Document = dict[str, Any]


def coverage_document(coverage: Coverage) -> Document:
    """The whole province: time, units by state, ratio, and every county with its carriers; fit for JSON."""
    return {
        "as_of": utc_text(coverage.as_of),
        "units": coverage.units,
        **{state.value: coverage.by_state[state] for state in STATE_ORDER},
        "ratio": coverage.ratio,
        "prefectures": [rollup_document(each, "units") for each in coverage.prefectures],
        "networks": [rollup_document(each, "units") for each in coverage.networks],
        "sectors": [rollup_document(each, "sites") for each in coverage.sectors],
        "counties": [county_document(county) for county in coverage.counties],
    }


def rollup_document(rollup: Rollup, parts: str) -> Document:
    """A prefecture, network or sector, counted in `parts`."""
    return {
        "key": rollup.key,
        "state": rollup.state.value,
        parts: rollup.parts,
        **{state.value: rollup.by_state[state] for state in STATE_ORDER},
        "ratio": rollup.ratio,
        "reason": list(rollup.reason),
        "evidence_age_seconds": _seconds(rollup.evidence_age_seconds),
        "maintenance": rollup.maintenance,
    }


def county_document(county: CountyCoverage) -> Document:
    """One county and the carriers that serve it."""
    return {
        "code": county.code,
        "name": county.name,
        "state": county.state.value,
        "reason": list(county.reason),
        "evidence_age_seconds": _seconds(county.evidence_age_seconds),
        "maintenance": county.maintenance,
        "paths": paths_document(county.paths),
        "single_points": single_points_document(county.single_points),
        "carriers": [carrier_document(carrier) for carrier in county.carriers],
    }


def carrier_document(carrier: CarrierCoverage) -> Document:
    """One carrier in one county."""
    return {
        "carrier": carrier.carrier,
        "state": carrier.state.value,
        "reason": list(carrier.reason),
        "evidence_age_seconds": _seconds(carrier.evidence_age_seconds),
        "maintenance": carrier.maintenance,
        "devices": carrier.devices,
        "paths": paths_document(carrier.paths),
        "single_points": single_points_document(carrier.single_points),
    }


def paths_document(paths: Paths) -> Document:
    """Disjoint paths, live and designed; null where there is nothing to count."""
    return {
        "live": {"edge_disjoint": paths.live, "node_disjoint": paths.live_node_disjoint},
        "designed": {"edge_disjoint": paths.designed, "node_disjoint": paths.designed_node_disjoint},
    }


def single_points_document(points: SinglePoints) -> Document:
    """Names of the links, of the devices and of the ducts that a county hangs on."""
    return {"links": list(points.links), "devices": list(points.devices), "ducts": list(points.ducts)}


def what_if_document(found: WhatIf, *, assumed_up: bool, worst: int = 0) -> Document:
    """Coverage as an outage would leave it, with what it takes away.

    Args:
        found: What was worked out.
        assumed_up: True where everything else was taken as up.
        worst: How many of the worst single cuts to name.
    """
    return {
        **coverage_document(found.after),
        "assumed_up": assumed_up,
        "down": {
            "links": list(found.outage.links),
            "devices": list(found.outage.devices),
            "ducts": list(found.outage.ducts),
        },
        "lost": list(found.lost),
        "lost_by_carrier": [{"county": county, "carrier": carrier} for county, carrier in found.lost_by_carrier],
        "degraded_by_it": list(found.degraded),
        "households_lost": found.households_lost,
        "carriers": [asdict(cuts) for cuts in found.cuts],
        **({"worst": [asdict(burden) for burden in found.burdens[:worst]]} if worst else {}),
    }


def summary(coverage: Coverage) -> str:
    """One line: the ratio with its denominator and everything that is not a yes."""
    count = coverage.by_state
    degraded = count[CoverageState.DEGRADED]
    others = (CoverageState.UNKNOWN, CoverageState.UNCOVERED, CoverageState.UNSERVED)
    return ", ".join(
        [
            f"{coverage.connected} of {coverage.units} units covered" + (f" ({degraded} degraded)" if degraded else ""),
            *(f"{count[state]} {state.value}" for state in others),
        ]
    )


def reason_words(county: CountyCoverage) -> str:
    """Why a county has its state, for people: the elements, or what the inventory lacks; planned work is named."""
    if county.state is CoverageState.UNSERVED:
        return "no equipment registered"
    words = ", ".join(county.reason)
    if county.state is CoverageState.UNCOVERED and not words:
        words = "no way to a core registered"
    best = (carrier for carrier in county.carriers if carrier.state is county.state)
    planned = county.state is not CoverageState.COVERED and any(carrier.maintenance for carrier in best)
    return f"{words} (planned work)" if planned else words


def utc_text(epoch_seconds: float) -> str:
    """A moment as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(epoch_seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(age: float | None) -> float | None:
    return None if age is None else round(age, 3)
