"""Due times: stable, evenly spread, never made up for."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fengsui.tasks.schedule import due_between, is_due, make_batches, next_due, pause_after

NAMES = [f"device-{number}" for number in range(1000)]
moments = st.floats(min_value=0, max_value=4e9)
intervals = st.floats(min_value=1, max_value=3600)
phases = st.floats(min_value=0, max_value=1, exclude_max=True)


def test_every_device_is_in_exactly_one_batch_and_batches_are_about_the_size_asked_for() -> None:
    batches = make_batches(NAMES, 100)
    assert sorted(name for batch in batches for name in batch.devices) == sorted(NAMES)
    assert len(batches) == 10
    assert all(50 < len(batch.devices) < 150 for batch in batches)


def test_a_device_keeps_its_moment_when_others_come() -> None:
    def moment(names: list[str]) -> float:
        (batch,) = (b for b in make_batches(names, 100) if "device-7" in b.devices)
        return batch.phase * 60 + batch.offset("device-7", 60)

    assert abs(moment(NAMES) - moment(NAMES[:500])) < 1e-6


def test_a_batch_spreads_its_devices_over_its_slice() -> None:
    for batch in make_batches(NAMES, 100):
        offsets = [batch.offset(name, 60) for name in batch.devices]
        assert offsets == sorted(offsets)
        assert 0 <= offsets[0] <= offsets[-1] <= batch.width * 60 + 1e-9


def test_no_devices_make_no_batches() -> None:
    assert make_batches([], 100) == ()


@given(phases, intervals, moments)
def test_the_next_moment_is_later_and_at_most_one_interval_away(phase: float, interval: float, after: float) -> None:
    due = next_due(phase, interval, after)
    assert after < due <= after + interval * (1 + 1e-6) + 1e-5


def test_each_batch_falls_due_once_in_an_interval() -> None:
    batches = make_batches(NAMES, 100)
    seen = Counter(batch.key for step in range(60) for _, batch in due_between(batches, 60.0, 1000 + step, 1001 + step))
    assert seen == Counter(batch.key for batch in batches)


def test_moments_that_were_slept_through_are_not_made_up_for() -> None:
    batches = make_batches(NAMES, 100)
    due = due_between(batches, 60.0, 0, 86_400)
    assert len(due) == len(batches)
    assert all(86_340 < moment <= 86_400 for moment, _ in due)


def test_silence_lengthens_the_pause_up_to_the_limit() -> None:
    assert [pause_after(failures, 60, 300) for failures in range(6)] == [60, 60, 120, 240, 300, 300]
    assert pause_after(10_000, 60, 300) == 300


def test_a_pause_is_never_shorter_than_the_interval() -> None:
    assert pause_after(5, 600, 60) == 600


def test_a_backed_off_device_is_not_due_before_its_time() -> None:
    assert not is_due(2000.0, 1940, 60, 300)
    assert not is_due(2000.0, 1700, 60, 300)
    assert is_due(2000.0, 1999, 60, 300)
    assert is_due(None, 0, 60, 300)


def test_a_turn_that_was_planned_before_the_clock_was_set_back_is_not_waited_for() -> None:
    assert is_due(100_000.0, 100_000 - 8 * 3600, 60, 300)
