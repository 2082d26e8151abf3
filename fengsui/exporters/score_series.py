"""What `/metrics` says of the carriers' scorecard; bounded by carriers and parts."""

from collections.abc import Sequence

from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import Number

Samples = Sequence[tuple[tuple[str, ...], Number]]


def score_samples(snapshot: Snapshot) -> dict[str, Samples]:
    """Samples of the families of the scorecard, by name of the family; of carriers that are registered."""
    carriers = snapshot.scorecard.carriers if snapshot.scorecard is not None else ()
    found = [(each.carrier.code, each) for each in carriers if each.carrier.code in snapshot.network.carriers]
    return {
        "fengsui_carrier_score_points": [((code,), each.score) for code, each in found if each.score is not None],
        "fengsui_carrier_score_known_ratio": [((code,), each.known) for code, each in found],
        "fengsui_carrier_part_points": [
            ((code, part.part.value), part.score)
            for code, each in found
            for part in each.parts
            if part.score is not None
        ],
    }
