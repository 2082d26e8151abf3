"""Where the clock was set back, the later record counts where it speaks, and nowhere else."""

from math import inf

import pytest

from fengsui.history.eras import LastEra, Stretch, Watch, governing, joined, last_era, stretches
from fengsui.history.parts import Part, StateRecord

DAY = 86_400.0
KEY = ("link", "a", "telecom")


def record(at: float, state: str | None) -> StateRecord:
    return StateRecord(KEY, at, None if state is None else Part(state))


def test_watches_of_one_era_are_left_as_they_are() -> None:
    watches = [Watch(50, 60), Watch(0, 10), Watch(20, 20)]
    assert governing(watches) == [Watch(0, 10), Watch(20, 20), Watch(50, 60)]
    assert governing([]) == []


def test_a_clock_that_ran_ahead_does_not_speak_for_the_time_to_come() -> None:
    assert governing([Watch(0, 100), Watch(40, 50, era=1)]) == [Watch(0, 40), Watch(40, 50, era=1)]


def test_a_boot_in_the_past_hides_nothing_of_what_came_after() -> None:
    years, boot, now = (
        Watch(1000 * DAY, 2000 * DAY),
        Watch(10 * DAY, 11 * DAY, era=1),
        Watch(2001 * DAY, 2002 * DAY, era=2),
    )
    assert governing([years, boot, now]) == [boot, years, now]


def test_a_boot_in_the_middle_of_what_is_known_cuts_out_that_time_alone() -> None:
    found = governing([Watch(0, 100), Watch(40, 50, era=1), Watch(200, 300, era=2)])
    assert found == [Watch(0, 40), Watch(40, 50, era=1), Watch(50, 100), Watch(200, 300, era=2)]


@pytest.mark.parametrize(
    ("era", "now", "ends"),
    [
        (LastEra(), 0.0, False),
        (LastEra(0, 100.0), 99.0, False),
        (LastEra(0, 100.0), 30.0, True),
        (LastEra(1, 100.0, 500.0), 101.0, False),  # still in the time that was recorded before
        (LastEra(1, 100.0, 500.0), 500.0, True),
        (LastEra(1, 600.0, 500.0), 700.0, False),
    ],
)
def test_an_era_ends_where_the_clock_is_set_back_and_where_it_has_caught_up(
    era: LastEra, now: float, ends: bool
) -> None:
    assert era.ends_at(now, slack=60.0) is ends


def test_the_last_era_knows_how_far_those_before_it_came() -> None:
    assert last_era([]) == LastEra(0, -inf, -inf)
    assert last_era([Watch(0, 900), Watch(10, 20, era=1), Watch(30, 40, era=1)]) == LastEra(1, 40, 900)


def test_a_period_is_told_by_the_era_of_each_of_its_watches() -> None:
    watches = [Watch(0, 40), Watch(40, 50, era=1), Watch(50, 70), Watch(80, 100)]
    assert stretches(watches, -5, 200, otherwise=1) == [Stretch(0, -5, 40), Stretch(1, 40, 50), Stretch(0, 50, 200)]
    assert stretches([], 0, 10, otherwise=3) == [Stretch(3, 0, 10)]


def test_timelines_change_over_with_the_eras() -> None:
    gone = ("link", "b", "telecom")
    first = (Stretch(0, 0, 40), {KEY: record(-9, "up"), gone: StateRecord(gone, -9, Part("up"))}, [record(10, "down")])
    second = (Stretch(1, 40, 60), {KEY: record(30, "up")}, [record(55, "down")])
    assert joined([first, second]) == {
        KEY: [record(-9, "up"), record(10, "down"), record(40, "up"), record(55, "down")],
        gone: [StateRecord(gone, -9, Part("up")), StateRecord(gone, 40, None)],
    }
