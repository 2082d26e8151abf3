"""The figures at the head of a report: how many units were covered at the end of the month, and how many a month before. Pure."""

from typing import Any

from fengsui.coverage.availability import Availability
from fengsui.coverage.result import STATE_ORDER, Coverage, Rollup
from fengsui.history.state_log import CoverageThen
from fengsui.reports.material import Material
from fengsui.reports.values import moment, share, some, times


def summary_figures(material: Material, whole: Availability) -> dict[str, Any]:
    """Units by state at the end of the month and a month before, and the availability of all counties together."""
    now, before = material.then.coverage, material.before
    return {
        "end": _standing(material.then),
        "before": None if before is None else _standing(before),
        "change": None if before is None else now.connected - before.coverage.connected,
        "availability": times(whole),
    }


def _standing(then: CoverageThen) -> dict[str, Any]:
    coverage = then.coverage
    return {"at": moment(coverage.as_of), **_states(coverage)}


def _states(coverage: Coverage) -> dict[str, Any]:
    return {
        "units": coverage.units,
        "connected": coverage.connected,
        "ratio": share(coverage.ratio),
        **{state.value: coverage.by_state[state] for state in STATE_ORDER},
    }


def rollup_figures(rollup: Rollup, parts: str) -> dict[str, Any]:
    """A network or sector at the end of the month, counted in `parts`."""
    return {
        "key": rollup.key,
        "state": rollup.state.value,
        parts: rollup.parts,
        **{state.value: rollup.by_state[state] for state in STATE_ORDER},
        "ratio": None if rollup.ratio is None else share(rollup.ratio),
        "maintenance": rollup.maintenance,
        "reason": some(rollup.reason),
    }
