from hypothesis import given
from hypothesis import strategies as st

from fengsui.simulator.traffic import HIGHEST, effective_seconds, shape

MOMENTS = st.floats(min_value=1_700_000_000, max_value=1_900_000_000)
PHASES = st.floats(min_value=0, max_value=1)


@given(now=MOMENTS, step=st.floats(min_value=0.5, max_value=90_000), phase=PHASES)
def test_counters_never_run_backwards_and_never_faster_than_the_highest_load(
    now: float, step: float, phase: float
) -> None:
    gained = effective_seconds(now + step, phase) - effective_seconds(now, phase)
    assert 0 < gained <= HIGHEST * step * (1 + 1e-6)


@given(now=MOMENTS, phase=PHASES)
def test_the_integral_grows_by_the_load_of_the_moment(now: float, phase: float) -> None:
    slope = (effective_seconds(now + 0.5, phase) - effective_seconds(now - 0.5, phase)) / 1.0
    assert abs(slope - shape(now, phase)) < 0.001


def test_evenings_in_china_are_busier_than_nights() -> None:
    midnight_utc = 1_790_035_200.0
    assert midnight_utc % 86400 == 0
    nine_in_the_evening, four_at_night = midnight_utc + 13 * 3600, midnight_utc + 20 * 3600
    busy = effective_seconds(nine_in_the_evening + 1800, 0.5) - effective_seconds(nine_in_the_evening, 0.5)
    quiet = effective_seconds(four_at_night + 1800, 0.5) - effective_seconds(four_at_night, 0.5)
    assert busy > 1.5 * quiet
