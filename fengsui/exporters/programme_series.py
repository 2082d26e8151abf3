"""What `/metrics` says of the programme: its ratios, subscribers declared against observed, and targets."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fengsui.coverage.standing import standing
from fengsui.coverage.subscribers import Gap, GapState
from fengsui.coverage.targets import TargetStanding, TargetState, target_standings
from fengsui.exporters.snapshot import Snapshot, known_of
from fengsui.exporters.text import Number

_BEIJING_SECONDS = 8 * 3600
Samples = Sequence[tuple[tuple[str, ...], Number]]


def programme_samples(snapshot: Snapshot) -> dict[str, Samples]:
    """Samples of the families of the programme, by name of the family; bounded by figures, and by counties and carriers."""
    found = standing(known_of(snapshot))
    ratios = [((each.figure.value, each.part or "all", each.source.value), each) for each in found.ratios]
    gaps = [(_labels(snapshot, gap), gap) for gap in found.gaps if gap.county in snapshot.network.divisions]
    return {
        "fengsui_programme_ratio": _known((labels, each.value) for labels, each in ratios),
        "fengsui_programme_numerator": [(labels, each.numerator) for labels, each in ratios],
        "fengsui_programme_denominator": [(labels, each.denominator) for labels, each in ratios],
        "fengsui_programme_unknowns": [(labels, len(each.unknowns)) for labels, each in ratios],
        "fengsui_subscribers_declared": _known((labels, gap.declared) for labels, gap in gaps),
        "fengsui_subscribers_observed": _known(
            ((*labels, kind), count) for labels, gap in gaps for kind, count in _kinds(gap)
        ),
        "fengsui_subscribers_difference_ratio": _known((labels, gap.ratio) for labels, gap in gaps),
        "fengsui_subscribers_flagged": [
            (labels, int(gap.state is GapState.FLAGGED)) for labels, gap in gaps if gap.state is not GapState.UNKNOWN
        ],
        **_targets(snapshot),
    }


def standings_of(snapshot: Snapshot) -> tuple[TargetStanding, ...]:
    """Where the targets stand on the snapshot's day, in Beijing time."""
    today = date(1970, 1, 1) + timedelta(seconds=snapshot.now + _BEIJING_SECONDS)
    return target_standings(snapshot.targets, known_of(snapshot), snapshot.phases, today)


def _targets(snapshot: Snapshot) -> dict[str, Samples]:
    found = [
        ((each.target.name, each.target.figure.value, each.target.phase or "none"), each)
        for each in standings_of(snapshot)
    ]
    return {
        "fengsui_target_value": [(labels, each.target.value) for labels, each in found],
        "fengsui_target_current": _known((labels, each.current) for labels, each in found),
        "fengsui_target_due_timestamp_seconds": [(labels, _end_of(each.target.due)) for labels, each in found],
        "fengsui_target_forecast": _known(
            (labels, each.forecast.value if each.forecast else None) for labels, each in found
        ),
        "fengsui_target_state": [
            ((*labels, state.value), int(each.state is state)) for labels, each in found for state in TargetState
        ],
    }


def _end_of(day: date) -> float:
    return (day - date(1970, 1, 1)).days * 86_400.0 + 86_400.0 - _BEIJING_SECONDS


def _labels(snapshot: Snapshot, gap: Gap) -> tuple[str, ...]:
    return (gap.county, snapshot.network.prefecture_of(gap.county), gap.carrier)


def _kinds(gap: Gap) -> tuple[tuple[str, int | None], ...]:
    seen = gap.observed
    return (("sessions", seen.sessions), ("onus", seen.onus), ("cable_modems", seen.cable_modems))


def _known(samples: Iterable[tuple[tuple[str, ...], Number | None]]) -> Samples:
    return [(labels, value) for labels, value in samples if value is not None]
