"""Time up, down and unknown, and outages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.availability import Availability, Standing, Turn, WatchedTime, measure, spans_of, together, unseen
from fengsui.coverage.result import CoverageState
from fengsui.model.observation import Condition

ALWAYS = [(0.0, 1000.0)]
PERIOD = (0.0, 1000.0)


def of(*turns: Turn, watches: list[tuple[float, float]] = ALWAYS, period: tuple[float, float] = PERIOD) -> Availability:
    return measure(spans_of(turns, watches, period))


def test_an_outage_is_the_time_from_down_to_up() -> None:
    found = of(Turn(0, "up"), Turn(100, "down"), Turn(150, "up"))
    assert (found.up_seconds, found.down_seconds, found.ratio) == (950, 50, 0.95)
    assert (found.outages, found.repaired, found.mean_time_to_repair_seconds, found.longest_outage_seconds) == (
        1,
        1,
        50,
        50,
    )


def test_unknown_time_counts_as_neither_and_does_not_end_an_outage() -> None:
    found = of(Turn(0, "up"), Turn(100, "down"), Turn(150, "unknown"), Turn(300, "down"), Turn(350, "up"))
    assert (found.up_seconds, found.down_seconds, found.unknown_seconds) == (750, 100, 150)
    assert (found.ratio, found.outages, found.mean_time_to_repair_seconds) == (750 / 850, 1, 100)


def test_what_nobody_watched_is_unknown() -> None:
    found = of(Turn(0, "up"), watches=[(0, 200), (500, 900)])
    assert (found.up_seconds, found.unknown_seconds, found.ratio) == (600, 400, 1.0)


def test_what_was_not_registered_is_no_time_of_it() -> None:
    found = of(Turn(400, "up"), Turn(600, None))
    assert (found.up_seconds, found.unknown_seconds) == (200, 0)
    found = of(Turn(400, "up"), watches=[(0, 100), (300, 1000)])
    assert (found.up_seconds, found.unknown_seconds) == (600, 0)
    found = of(Turn(400, "up"), watches=[(300, 1000)])
    assert (found.up_seconds, found.unknown_seconds) == (600, 300)


def test_announced_work_is_apart_while_it_is_not_up() -> None:
    found = of(
        Turn(0, "up", True), Turn(100, "down", True), Turn(200, "unknown", True), Turn(300, "down"), Turn(350, "up")
    )
    assert (found.up_seconds, found.maintenance_seconds, found.down_seconds, found.outages) == (750, 200, 50, 1)


def test_an_outage_that_is_not_over_or_was_taken_away_is_not_repaired() -> None:
    found = of(Turn(0, "up"), Turn(900, "down"))
    assert (found.outages, found.repaired, found.mean_time_to_repair_seconds, found.longest_outage_seconds) == (
        1,
        0,
        None,
        100,
    )
    found = of(Turn(0, "down"), Turn(100, None))
    assert (found.outages, found.repaired, found.down_seconds) == (1, 0, 100)


def test_an_outage_counts_with_its_part_in_the_period() -> None:
    found = of(Turn(0, "down"), Turn(500, "up"), period=(400.0, 600.0))
    assert (found.down_seconds, found.up_seconds, found.repaired) == (100, 100, 1)


def test_without_evidence_there_is_no_ratio() -> None:
    assert of(Turn(0, "unknown")).ratio is None
    assert spans_of((), ALWAYS, (5.0, 5.0)) == []


@pytest.mark.parametrize("state", [*Condition, *CoverageState])
def test_every_state_counts_as_something(state: str) -> None:
    assert Turn(0, str(state)).standing in Standing


def test_several_are_added_up() -> None:
    found = together([of(Turn(0, "up"), Turn(500, "down"), Turn(600, "up")), of(Turn(0, "up"), Turn(800, "down"))])
    assert (found.up_seconds, found.down_seconds, found.outages, found.repaired) == (1700, 300, 2, 1)
    assert (found.mean_time_to_repair_seconds, found.longest_outage_seconds) == (100, 200)
    assert together([]) == Availability()


MOMENTS = st.integers(0, 40).map(float)
STATES = st.sampled_from(["up", "down", "unknown", None, "covered", "unserved"])


@given(
    turns=st.lists(st.builds(Turn, MOMENTS, STATES, st.booleans()), max_size=12).map(
        lambda drawn: sorted(drawn, key=lambda turn: turn.at)
    ),
    watches=st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=4),
    period=st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))),
)
def test_any_period_is_divided_without_a_gap_and_agrees_with_a_look_at_every_instant(
    turns: list[Turn], watches: list[tuple[float, float]], period: tuple[float, float]
) -> None:
    spans = spans_of(turns, watches, period)
    assert sum(span.seconds for span in spans) == period[1] - period[0]
    for before, after in pairwise(spans):
        assert (before.ends, before.standing is after.standing) == (after.begins, False)
    first = min((begins for begins, _ in watches), default=period[1])
    for second in range(int(period[0]), int(period[1])):
        instant = second + 0.5
        last = [turn for turn in turns if turn.at <= instant]
        standing = last[-1].standing if last else Standing.ABSENT
        watched = any(begins <= instant <= ends for begins, ends in watches)
        if not watched and not (standing is Standing.ABSENT and instant >= first):
            standing = Standing.UNKNOWN
        assert next(span.standing for span in spans if span.begins <= instant < span.ends) is standing
    found = measure(spans)
    total = found.up_seconds + found.down_seconds + found.unknown_seconds + found.maintenance_seconds
    assert total <= period[1] - period[0]
    assert found.repair_seconds <= found.down_seconds
    assert found.repaired <= found.outages
    assert found.longest_outage_seconds * max(found.outages, 1) >= found.down_seconds


@given(
    turns=st.lists(st.builds(Turn, MOMENTS, STATES, st.booleans()), max_size=12).map(
        lambda drawn: sorted(drawn, key=lambda turn: turn.at)
    ),
    watches=st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=4),
    period=st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))),
)
def test_what_was_not_seen_of_something_is_what_was_watched_and_unknown(
    turns: list[Turn], watches: list[tuple[float, float]], period: tuple[float, float]
) -> None:
    silent = registered = 0
    for second in range(int(period[0]), int(period[1])):
        instant = second + 0.5
        last = [turn for turn in turns if turn.at <= instant]
        standing = last[-1].standing if last else Standing.ABSENT
        if any(begins <= instant <= ends for begins, ends in watches):
            registered += standing in (Standing.UP, Standing.DOWN, Standing.UNKNOWN)
            silent += standing is Standing.UNKNOWN
    assert unseen(turns, WatchedTime(watches), period) == (silent, registered)
