"""Patience from round trips: fast agents, slow ones, silence, and what is never measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp.patience import FLOOR_SECONDS, RoundTrips, jitter, total_patience, usable, waits

AGENT = ("127.0.0.1", 161)
seconds = st.floats(0, 60)


def known(*measured: float) -> RoundTrips:
    trips = RoundTrips()
    for each in measured:
        trips.measured(each)
    return trips


def test_an_agent_that_is_not_known_is_waited_for_as_configured() -> None:
    assert RoundTrips().timeout(2.0) == 2.0
    assert list(waits(2.0, 2.0, 2, AGENT, known=False)) == [3.0, 4.5]
    assert total_patience(2.0, 2) == 9.5


def test_the_averages_are_those_of_the_rfc() -> None:
    trips = known(0.4)
    assert (trips.smoothed, trips.variation) == (0.4, 0.2)
    trips.measured(0.8)
    assert (trips.smoothed, trips.variation) == pytest.approx((0.45, 0.25))


def test_a_lost_packet_of_a_fast_agent_is_noticed_after_a_fraction_of_a_second() -> None:
    assert known(0.001, 0.002, 0.001).timeout(2.0) == FLOOR_SECONDS


def test_a_steady_agent_of_three_hundred_milliseconds_is_never_asked_too_early() -> None:
    trips = known(*[0.3] * 20)
    assert 0.3 < trips.timeout(2.0) < 0.35


def test_an_agent_slower_than_the_configured_timeout_is_waited_for_up_to_twice_its_round_trip() -> None:
    assert known(3.0).timeout(2.0) == 6.0
    assert known(*[3.0] * 50).timeout(2.0) == pytest.approx(3.0, abs=0.01)


def test_silence_doubles_the_patience_up_to_the_configured_and_a_measurement_ends_it() -> None:
    trips = known(0.01)
    found = []
    for _ in range(5):
        trips.silent()
        found.append(trips.timeout(2.0))
    assert found == [0.4, 0.8, 1.6, 2.0, 2.0]
    trips.measured(0.01)
    assert trips.timeout(2.0) == FLOOR_SECONDS


def test_an_agent_that_only_answers_after_retransmissions_is_given_more_time_until_it_can_be_measured() -> None:
    trips = RoundTrips()
    found = []
    for _ in range(5):
        trips.silent()
        found.append(trips.timeout(0.1))
    assert found == [0.2, 0.4, 0.8, 0.8, 0.8]
    trips.measured(0.3)
    assert trips.timeout(0.1) == 0.6


def test_an_agent_that_is_dead_from_the_start_is_asked_the_same_way_each_time() -> None:
    trips = RoundTrips()
    trips.silent()
    trips.silent()
    trips.gave_up()
    assert trips.timeout(2.0) == 2.0


@given(st.lists(seconds, min_size=1, max_size=50), st.floats(0.05, 30))
def test_the_timeout_stays_within_its_bounds(measured: list[float], configured: float) -> None:
    trips = known(*measured)
    smoothed = trips.smoothed
    assert smoothed is not None
    assert min(FLOOR_SECONDS, configured) <= trips.timeout(configured) <= max(configured, 2 * smoothed)


@given(st.floats(0.05, 60), st.floats(0.05, 30), st.integers(0, 10), st.integers(1, 65535))
def test_a_request_gets_as_much_time_as_one_to_an_agent_that_is_not_known(
    first: float, configured: float, retries: int, port: int
) -> None:
    given_time = list(waits(first, configured, retries, ("127.0.0.1", port), known=True))
    assert len(given_time) <= retries + 2
    if retries:
        assert first + sum(given_time) >= total_patience(configured, retries) - 1e-9


def test_early_retransmissions_are_few_and_far_between() -> None:
    first, second, third, last = waits(0.2, 2.0, 2, AGENT, known=True)
    assert second == 2 * first
    assert third == 4 * first
    assert 0.2 + first + second + third + last == pytest.approx(9.5)


def test_a_slow_agent_is_asked_again_once_and_waited_for_three_times_as_long_as_at_first() -> None:
    assert list(waits(6.0, 2.0, 2, AGENT, known=True)) == [12.0]


def test_where_no_retransmission_is_wanted_there_is_none() -> None:
    assert list(waits(0.2, 2.0, 0, AGENT, known=True)) == []


def test_the_jitter_is_an_agents_own_and_small() -> None:
    found = {jitter((f"10.0.0.{number}", 161)) for number in range(100)}
    assert len(found) == 100
    assert all(0 <= share < 0.2 for share in found)
    assert jitter(AGENT) == jitter(("127.0.0.1", 161))


def test_what_another_process_left_is_looked_at_before_it_is_used() -> None:
    assert usable(0.5)
    assert not any(map(usable, [None, -1.0, float("nan"), float("inf"), "0.5", 1e9]))
