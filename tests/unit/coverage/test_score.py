"""Points of a value, what evidence grants of them, and parts added up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.score import Measured, granted, known_weight, part_score, points, score_of
from fengsui.model.criterion import Criterion, ScorePart

SHARES = st.floats(0, 1)
AMOUNTS = st.floats(0, 1e6)
HALVES = st.floats(0.1, 100)


def criterion(
    part: ScorePart = ScorePart.SILENCE, weight: float = 10, full: float = 0, nil: float = 0.2, half: float = 5
) -> Criterion:
    return Criterion(part, weight, full, nil, half)


@pytest.mark.parametrize(
    ("value", "full", "nil", "expected"),
    [
        (0.0, 0, 0.2, 100),
        (0.1, 0, 0.2, 50),
        (0.2, 0, 0.2, 0),
        (0.9, 0, 0.2, 0),
        (0.999, 1, 0.99, 90),
        (0.98, 1, 0.99, 0),
    ],
)
def test_points_lie_on_a_line_between_the_best_value_and_the_worst(
    value: float, full: float, nil: float, expected: float
) -> None:
    assert points(value, criterion(full=full, nil=nil)) == pytest.approx(expected)


def test_a_perfect_value_with_half_the_evidence_gives_three_quarters() -> None:
    assert granted(100, evidence=5, half=5) == 75
    assert granted(100, evidence=95, half=5) == 97.5
    assert granted(100, evidence=0, half=5) == 50


def test_what_is_bad_stays_as_bad_however_little_there_is() -> None:
    assert granted(20, evidence=1, half=5) == granted(20, evidence=1000, half=5) == 20


@given(SHARES, AMOUNTS, AMOUNTS, HALVES)
def test_with_the_same_value_less_evidence_never_scores_higher(
    value: float, one: float, other: float, half: float
) -> None:
    less, more = sorted((one, other))
    limits = criterion(half=half)
    a, b = (part_score(limits, Measured(value, evidence)).score for evidence in (less, more))
    assert a is not None
    assert b is not None
    assert 0 <= a <= b <= 100


@given(SHARES, SHARES, AMOUNTS, HALVES)
def test_with_the_same_evidence_a_better_value_never_scores_lower(
    one: float, other: float, evidence: float, half: float
) -> None:
    better, worse = sorted((one, other))
    limits = criterion(half=half)
    a, b = (part_score(limits, Measured(value, evidence)).score for value in (better, worse))
    assert a is not None
    assert b is not None
    assert a >= b


def test_what_is_not_known_has_neither_points_nor_weight() -> None:
    known = part_score(criterion(weight=30), Measured(0.0, 5))
    unknown = part_score(criterion(ScorePart.REPAIR, weight=10), Measured(None, reason="no outage"))
    assert (known.score, unknown.score) == (75, None)
    assert (score_of([known, unknown]), known_weight([known, unknown])) == (75, 0.75)


def test_too_little_of_the_weight_gives_no_score() -> None:
    known = part_score(criterion(weight=49), Measured(0.0, 5))
    unknown = part_score(criterion(ScorePart.REPAIR, weight=51), Measured(None))
    assert score_of([known, unknown]) is None
    assert (score_of([]), known_weight([])) == (None, 0.0)


@given(st.lists(st.tuples(st.floats(1, 100), st.none() | SHARES, AMOUNTS), min_size=1, max_size=6))
def test_a_score_lies_between_its_worst_and_its_best_part(rows: list[tuple[float, float | None, float]]) -> None:
    parts = [part_score(criterion(weight=weight), Measured(value, evidence)) for weight, value, evidence in rows]
    found, known = score_of(parts), [each.score for each in parts if each.score is not None]
    if found is not None:
        assert min(known) - 1e-9 <= found <= max(known) + 1e-9
