"""What `/metrics` says of coverage summed up: by prefecture, by network and by sector."""

from collections.abc import Mapping, Sequence

from fengsui.coverage.result import Rollup
from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import Number

Samples = Sequence[tuple[tuple[str, ...], Number]]


def rollup_samples(snapshot: Snapshot) -> Mapping[str, Samples]:
    """Samples by name of the family; bounded by prefectures, and by the three networks and nine sectors that there are."""
    coverage = snapshot.coverage
    return {
        "fengsui_prefecture_coverage_ratio": _ratios(coverage.prefectures),
        "fengsui_prefecture_state_units": _parts(coverage.prefectures),
        "fengsui_network_coverage_ratio": _ratios(coverage.networks),
        "fengsui_network_state_units": _parts(coverage.networks),
        "fengsui_sector_coverage_ratio": _ratios(coverage.sectors),
        "fengsui_sector_state_sites": _parts(coverage.sectors),
    }


def _ratios(rollups: Sequence[Rollup]) -> Samples:
    return [((each.key,), each.ratio) for each in rollups if each.ratio is not None]


def _parts(rollups: Sequence[Rollup]) -> Samples:
    return [((each.key, state.value), count) for each in rollups for state, count in each.by_state.items()]
