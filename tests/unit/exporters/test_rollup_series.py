"""Snapshot in, exposition text out: coverage by prefecture, network and sector."""

from dataclasses import replace

from fengsui.coverage.result import Rollup
from fengsui.exporters.province import render_province
from tests.support.builders import province, rollup
from tests.support.exposition import parse, samples


def told(**given: tuple[Rollup, ...]) -> dict[tuple[str, ...], float]:
    """Values by name of the family and its labels' values."""
    snapshot = province()
    snapshot = replace(snapshot, coverage=replace(snapshot.coverage, **given))  # type: ignore[arg-type]  # names of fields
    found = samples(parse(render_province(snapshot)))
    return {(name, *[value for _, value in sorted(labels)]): value for (name, labels), value in found.items()}


def test_parts_are_counted_by_state_and_degraded_ones_are_covered() -> None:
    found = told(prefectures=(rollup("621200", covered=5, degraded=1, unknown=2),))
    assert found["fengsui_prefecture_coverage_ratio", "621200"] == 0.75
    assert found["fengsui_prefecture_state_units", "621200", "unknown"] == 2
    assert found["fengsui_prefecture_state_units", "621200", "unserved"] == 0


def test_a_sector_is_counted_in_sites_and_one_without_any_has_no_ratio() -> None:
    found = told(
        sectors=(rollup("emergency", uncovered=1), rollup("tourism")), networks=(rollup("telecom", covered=1),)
    )
    assert found["fengsui_sector_coverage_ratio", "emergency"] == 0
    assert ("fengsui_sector_coverage_ratio", "tourism") not in found
    assert found["fengsui_sector_state_sites", "tourism", "covered"] == 0
    assert found["fengsui_network_coverage_ratio", "telecom"] == 1
