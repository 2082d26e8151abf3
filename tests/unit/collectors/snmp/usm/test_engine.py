import pytest

from fengsui.collectors.snmp.usm.engine import TIME_WINDOW_SECONDS, EngineClock
from fengsui.collectors.snmp.usm.message import LARGEST_NUMBER


def heard(boots: int = 5, time: int = 1_000, now: float = 0.0) -> EngineClock:
    """A clock that an authenticated message set."""
    clock = EngineClock(0, 0, now)
    assert clock.accepts(boots, time, now)
    return clock


def test_a_guess_is_asked_with_and_vouches_for_nothing() -> None:
    clock = EngineClock(9, 5_000, 100.0)

    assert clock.estimate(160.5) == (9, 5_060)
    assert clock.accepts(3, 20, 160.5)
    assert clock.estimate(160.5) == (3, 20)


def test_time_goes_on_between_messages() -> None:
    assert heard(5, 1_000).estimate(86_400.9) == (5, 87_400)


def test_a_restart_shows_as_more_boots_and_a_small_time() -> None:
    clock = heard(5, 1_000_000)

    assert clock.accepts(6, 3, 10.0)
    assert clock.estimate(11.0) == (6, 4)
    assert not clock.accepts(5, 1_000_010, 12.0), "a message from before the restart"


@pytest.mark.parametrize(
    ("behind", "fresh"), [(0, True), (TIME_WINDOW_SECONDS, True), (TIME_WINDOW_SECONDS + 1, False), (1_000, False)]
)
def test_a_message_is_fresh_for_150_seconds(behind: int, fresh: bool) -> None:
    clock = heard(5, 1_000)

    assert clock.accepts(5, 1_000 + 2_000 - behind, 2_000.0) or behind < 2_000
    later = heard(5, 10_000)
    assert later.accepts(5, 10_000 - behind, 0.0) is fresh


def test_a_replayed_message_gets_old() -> None:
    clock = heard(5, 1_000)

    assert clock.accepts(5, 1_000, 150.0)
    assert not clock.accepts(5, 1_000, 151.0)


def test_an_engine_whose_clock_is_slow_stays_in_the_window() -> None:
    clock = heard(5, 0)

    assert all(clock.accepts(5, int(0.5 * now), now) for now in (60.0 * minute for minute in range(1, 600)))


def test_an_older_message_does_not_set_the_clock_back() -> None:
    clock = heard(5, 1_000)

    assert clock.accepts(5, 900, 1.0)
    assert clock.estimate(1.0) == (5, 1_001)


def test_boots_at_their_largest_mean_that_the_engine_must_be_configured_anew() -> None:
    assert not EngineClock(0, 0, 0.0).accepts(LARGEST_NUMBER, 1, 0.0)


def test_time_ends_at_the_largest_number() -> None:
    assert heard(1, LARGEST_NUMBER - 1).estimate(60.0) == (1, LARGEST_NUMBER)
