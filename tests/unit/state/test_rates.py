"""Counters become rates where they can be trusted, and gaps with a reason where not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.poll import InterfaceTable, SystemFacts
from fengsui.state.identity import match_rows
from fengsui.state.rates import (
    LINE_RATE_SHARE,
    LINE_RATE_SLACK_BITS_PER_SECOND,
    Interval,
    rates_between,
    seconds_between,
)
from fengsui.state.reboot import UPTIME_WRAP_SECONDS
from tests.support.builders import interfaces

MINUTE = Interval(60.0)
GIGABIT = 10**9


def counters(*octets: int | None, bits: int = 64, speed: int | None = GIGABIT, **columns: Any) -> InterfaceTable:
    """A table whose received and sent octets are the same."""
    count = len(octets)
    given: dict[str, Any] = {
        "in_octets": octets,
        "out_octets": octets,
        "counter_bits": [bits] * count,
        "speed_bits_per_second": [speed] * count,
    }
    return interfaces(count, **{**given, **columns})


def received(
    old: InterfaceTable, new: InterfaceTable, interval: Interval = MINUTE
) -> tuple[list[float | None], dict[str, int]]:
    """Received rates and refusals; what is sent is as what is received."""
    rates, refusals = rates_between(old, new, match_rows(old, new), interval)
    assert rates.in_bits_per_second == rates.out_bits_per_second
    assert all(count % 2 == 0 for count in refusals.values())
    return list(rates.in_bits_per_second), {reason: count // 2 for reason, count in refusals.items()}


def test_octets_become_bits_per_second() -> None:
    assert received(counters(1000, 500), counters(1000 + 7500, 500)) == ([1000.0, 0.0], {})


def test_received_and_sent_octets_are_kept_apart() -> None:
    old, new = interfaces(1, in_octets=[0], out_octets=[0]), interfaces(1, in_octets=[60], out_octets=[120])
    rates, _ = rates_between(old, new, match_rows(old, new), MINUTE)
    assert (rates.in_bits_per_second, rates.out_bits_per_second) == ((8.0,), (16.0,))


def test_rates_follow_an_interface_whose_row_moved() -> None:
    old = counters(1000, 500_000, name=["eth1", "eth2"], index=[1, 5])
    new = counters(7, 507_500, name=["new", "eth2"], descr=[None, "Ethernet port 2"], index=[3, 5])
    assert received(old, new) == ([None, 1000.0], {})


def test_another_ifindex_is_a_gap_since_its_counters_may_be_others() -> None:
    old = counters(1000, 500_000, name=["eth1", "eth2"])
    new = counters(507_500, 8_500, name=["eth2", "eth1"], descr=[None, None], alias=[None, None], index=[7, 8])
    assert received(old, new) == ([None, None], {"moved": 2})


@pytest.mark.parametrize(
    ("column", "was", "now", "refused"),
    [
        ("physical_address", "00:e0:fc:00:00:01", "00:e0:fc:00:00:02", True),
        ("physical_address", None, "00:e0:fc:00:00:02", False),
        ("type", 6, 117, True),
        ("alias", "old", "new", False),
    ],
)
def test_other_hardware_under_the_same_name_is_a_gap(column: str, was: Any, now: Any, refused: bool) -> None:
    before: dict[str, Any] = {column: [was]}
    after: dict[str, Any] = {column: [now]}
    rates, refusals = received(counters(0, **before), counters(7500, **after))
    assert rates == ([None] if refused else [1000.0])
    assert refusals == ({"replaced": 1} if refused else {})


def test_a_64_bit_counter_that_goes_backwards_was_reset() -> None:
    assert received(counters(10**12, 0), counters(5, 7500)) == ([None, 1000.0], {"reset": 1})


def test_a_32_bit_counter_goes_round_once() -> None:
    old, new = (counters(octets, bits=32, speed=10**8) for octets in (2**32 - 3750, 3750))
    assert received(old, new) == ([1000.0], {})


@pytest.mark.parametrize(("seconds", "told"), [(343.0, True), (344.0, False)])
def test_a_32_bit_counter_tells_nothing_where_the_line_could_take_it_round_twice(seconds: float, told: bool) -> None:
    old, new = (counters(octets, bits=32, speed=10**8) for octets in (0, 10**6))
    rates, refusals = received(old, new, Interval(seconds))
    assert (rates[0] is not None, refusals) == (told, {} if told else {"ambiguous": 1})


@pytest.mark.parametrize(
    ("was", "now", "speed"),
    [
        pytest.param(2**32 - 10**9, 0, 10**8, id="faster than the line"),
        pytest.param(2**31 - 10, 10, 5 * 10**8, id="the long way round"),
        pytest.param(2**32 - 10, 10, None, id="a line of unknown speed"),
    ],
)
def test_going_round_must_be_plausible(was: int, now: int, speed: int | None) -> None:
    assert received(counters(was, bits=32, speed=speed), counters(now, bits=32, speed=speed)) == ([None], {"wrap": 1})


def test_a_rate_above_the_line_rate_is_a_gap() -> None:
    assert received(counters(0, speed=10**6), counters(60 * 10**6, speed=10**6)) == ([None], {"over_line_rate": 1})


def test_a_full_line_may_measure_a_little_over_its_rate() -> None:
    octets = int(1.04 * GIGABIT / 8 * 60)
    assert received(counters(0), counters(octets)) == ([octets * 8 / 60], {})


@pytest.mark.parametrize("unknown", [{"speed": [None, GIGABIT]}, {"speed": [0, GIGABIT]}, {"type": [131, 6]}])
def test_what_has_no_speed_of_its_own_carries_at_most_what_the_device_does(unknown: dict[str, Any]) -> None:
    speeds = {"speed_bits_per_second": unknown.get("speed", [9000, GIGABIT]), "type": unknown.get("type", [6, 6])}
    old, octets = counters(0, 0, **speeds), GIGABIT // 8 * 60
    assert received(old, counters(octets, 0, **speeds))[0] == [GIGABIT, 0.0]
    assert received(old, counters(3 * octets, 0, **speeds)) == ([None, 0.0], {"over_line_rate": 1})


def test_where_no_speed_is_known_nothing_is_faster_than_any_line_there_is() -> None:
    assert received(counters(0, speed=None), counters(75 * 10**12, speed=None)) == ([10**13], {})
    assert received(counters(0, speed=0), counters(90 * 10**12, speed=0)) == ([None], {"over_line_rate": 1})


def test_a_line_that_was_slowed_down_may_have_carried_what_it_could_before() -> None:
    octets = GIGABIT // 8 * 50
    assert received(counters(0), counters(octets, speed=10**8))[1] == {}
    assert received(counters(0, speed=10**8), counters(octets))[1] == {}
    assert received(counters(0, speed=10**8), counters(octets, speed=10**8))[1] == {"over_line_rate": 1}


def test_a_moved_discontinuity_is_a_gap_for_that_interface_alone() -> None:
    old, new = counters(0, 0), counters(7500, 7500, discontinuity_seconds=[0.0, 55.0])
    assert received(old, new) == ([1000.0, None], {"discontinuity": 1})


def test_a_counter_that_changed_its_width_is_a_gap() -> None:
    assert received(counters(0, bits=32), counters(7500, bits=64)) == ([None], {"width": 1})


def test_a_reboot_is_a_gap_for_all() -> None:
    assert received(counters(0, 0), counters(7500, 7500), Interval(60.0, rebooted=True)) == (
        [None, None],
        {"reboot": 2},
    )


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_without_time_passed_there_is_no_rate(seconds: float) -> None:
    assert received(counters(0), counters(7500), Interval(seconds)) == ([None], {"no_time": 1})


def test_a_counter_that_went_missing_is_counted_and_one_that_never_was_is_not() -> None:
    assert received(counters(5, None, 0), counters(None, None, 7500)) == ([None, None, 1000.0], {"missing": 1})
    assert received(counters(None, 0), counters(5, 7500)) == ([None, 1000.0], {})


def test_a_new_interface_has_a_gap_without_a_refusal() -> None:
    assert received(counters(0), counters(7500, 5)) == ([1000.0, None], {})


_octets = st.none() | st.integers(0, 2**64 - 1) | st.integers(0, 2**20)
_columns = st.lists(
    st.tuples(_octets, _octets, st.none() | st.sampled_from([0, 10**6, GIGABIT])), min_size=1, max_size=5
)


@given(_columns, st.sampled_from([32, 64]), st.floats(-1, 1000))
def test_no_rate_is_negative_or_above_the_line_rate_and_every_other_value_is_counted(
    rows: list[tuple[int | None, int | None, int | None]], bits: int, seconds: float
) -> None:
    was, now, speeds = zip(*rows, strict=True)
    old = counters(*was, bits=bits, speed_bits_per_second=speeds)
    new = counters(*now, bits=bits, speed_bits_per_second=speeds)
    rates, refusals = received(old, new, Interval(seconds))
    for rate, speed in zip(rates, speeds, strict=True):
        limit = speed * LINE_RATE_SHARE + LINE_RATE_SLACK_BITS_PER_SECOND if speed else float("inf")
        assert rate is None or 0 <= rate <= limit
    given_up = sum(a is not None and rate is None for a, rate in zip(was, rates, strict=True))
    assert sum(refusals.values()) == given_up


def _uptime(seconds: float | None) -> SystemFacts:
    return SystemFacts(sys_uptime_seconds=seconds)


@pytest.mark.parametrize(
    ("before", "after", "seconds"),
    [
        pytest.param(_uptime(1000), _uptime(1059.5), 59.5, id="the agent's own clock is the better one"),
        pytest.param(_uptime(1000), _uptime(1120), 60.0, id="an uptime left over from an older poll"),
        pytest.param(_uptime(1000), _uptime(40), 60.0, id="a reboot"),
        pytest.param(_uptime(UPTIME_WRAP_SECONDS - 20), _uptime(40), 60.0, id="a wrap"),
        pytest.param(_uptime(1000), _uptime(1000), 60.0, id="a clock that stands still"),
        pytest.param(_uptime(None), _uptime(1000), 60.0, id="no uptime before"),
        pytest.param(None, _uptime(1000), 60.0, id="nothing before"),
        pytest.param(_uptime(1000), None, 60.0, id="nothing now"),
    ],
)
def test_the_time_between_two_polls(before: SystemFacts | None, after: SystemFacts | None, seconds: float) -> None:
    assert seconds_between(before, after, 60.0) == seconds
