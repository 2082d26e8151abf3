"""How a part of a scorecard becomes points, and parts a score: pure.

Points lie on a straight line between the value that gives 100 and the one that gives none. What lies above 50 has to be earned by
evidence: with evidence `n`, `n ÷ (n + half)` of it is granted. So of two with the same value the one with less behind it never scores
higher, and what is bad stays as bad however little there is of it. A part of which nothing is known gets no points and no weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.model.criterion import Criterion, ScorePart

# What nobody can tell apart from chance: points above it are earned by evidence, points below it stand.
MIDDLE = 50.0
# With less of the weight known, the parts that are say too little of the whole.
LEAST_KNOWN = 0.5

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of one part.

    Attributes:
        value: In the unit of the criterion; None where it is not known.
        evidence: How much it rests on; 0 or more.
        facts: The counts behind it, by name.
        reason: Why the value is not known; empty where it is.
    """

    value: float | None
    evidence: float = 0.0
    facts: Facts = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part with its points.

    Attributes:
        score: 0–100; None where the part is not known and left out.
    """

    part: ScorePart
    weight: float
    score: float | None
    measured: Measured


def points(value: float, criterion: Criterion) -> float:
    """Points of a value, 0–100, before evidence is asked for."""
    share = (value - criterion.nil) / (criterion.full - criterion.nil)
    return 100.0 * min(max(share, 0.0), 1.0)


def granted(raw: float, evidence: float, half: float) -> float:
    """What is granted of points: those above the middle as far as evidence goes."""
    if raw <= MIDDLE:
        return raw
    earned = evidence / (evidence + half) if evidence > 0 else 0.0
    return MIDDLE + (raw - MIDDLE) * earned


def part_score(criterion: Criterion, measured: Measured) -> PartScore:
    """Scores one part."""
    if measured.value is None:
        return PartScore(criterion.part, criterion.weight, None, measured)
    score = granted(points(measured.value, criterion), measured.evidence, criterion.half)
    return PartScore(criterion.part, criterion.weight, score, measured)


def known_weight(parts: Iterable[PartScore]) -> float:
    """Share of the weight that is known, 0–1."""
    found = list(parts)
    whole = sum(each.weight for each in found)
    return sum(each.weight for each in found if each.score is not None) / whole if whole else 0.0


def score_of(parts: Iterable[PartScore]) -> float | None:
    """The mean of the known parts by weight; None where less than `LEAST_KNOWN` of the weight is known."""
    found = list(parts)
    known = [(each.weight, each.score) for each in found if each.score is not None]
    if known_weight(found) < LEAST_KNOWN:
        return None
    return sum(weight * score for weight, score in known) / sum(weight for weight, _ in known)
