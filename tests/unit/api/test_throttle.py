"""A caller may ask in bursts, and in the long run no more than the rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.api.throttle import BURST_SECONDS, Throttle


def test_a_burst_goes_through_and_then_the_rate_counts() -> None:
    throttle = Throttle(2.0)
    assert [throttle.wait("a", 0.0) for _ in range(20)] == [0.0] * 20
    assert throttle.wait("a", 0.0) == pytest.approx(0.5)
    assert throttle.wait("a", 0.5) == 0.0
    assert throttle.wait("a", 0.5) > 0.0


def test_callers_do_not_share_a_bucket() -> None:
    throttle = Throttle(0.1)
    assert throttle.wait("a", 0.0) == 0.0
    assert throttle.wait("a", 0.0) == pytest.approx(10.0)
    assert throttle.wait("b", 0.0) == 0.0


def test_no_rate_is_no_limit() -> None:
    throttle = Throttle(0.0)
    assert sum(throttle.wait("a", 0.0) for _ in range(10_000)) == 0.0


def test_memory_is_bounded_and_who_came_last_is_remembered() -> None:
    throttle = Throttle(0.1, most=3)
    for caller in "abcd":
        throttle.wait(caller, 0.0)
    assert throttle.wait("d", 0.0) > 0.0
    assert throttle.wait("a", 0.0) == 0.0  # forgotten, and so a newcomer


@given(st.lists(st.floats(0.0, 2.0), max_size=200), st.floats(0.5, 50.0))
def test_nobody_gets_more_than_the_burst_and_the_rate(pauses: list[float], rate: float) -> None:
    throttle, now, served = Throttle(rate), 0.0, 0
    for pause in pauses:
        now += pause
        served += throttle.wait("a", now) == 0.0
    assert served <= max(rate * BURST_SECONDS, 1.0) + rate * now + 1e-6
