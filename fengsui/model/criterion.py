"""What carriers are scored by: the parts of the scorecard, and how a part's value becomes points."""

from dataclasses import dataclass
from enum import StrEnum


class ScorePart(StrEnum):
    """Parts of a carrier's scorecard, in the order in which they are told."""

    AVAILABILITY = "availability"  # of the counties that it serves
    REPAIR = "repair"  # how long counties stay cut off
    TARGETS = "targets"  # targets of its own that are late
    SILENCE = "silence"  # devices that nothing is known of
    VERIFICATION = "verification"  # devices that it registered and that do not pass
    DECLARATION = "declaration"  # counties where it declares what its equipment does not show


@dataclass(frozen=True, slots=True)
class Criterion:
    """How one part is scored.

    Attributes:
        weight: Of the part in the whole; only its proportion to the others counts.
        full: Value that gives 100 points.
        nil: Value that gives none; greater or smaller than `full`. Between the two the points lie on a straight line.
        half: How much evidence grants half of the points above 50; in the unit of the part's evidence.
    """

    part: ScorePart
    weight: float
    full: float
    nil: float
    half: float
