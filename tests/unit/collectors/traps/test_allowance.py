"""A burst in hand, filled with time, and a least distance."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.traps.allowance import Allowance


def test_the_burst_is_there_at_once_and_comes_back_one_by_one() -> None:
    allowance = Allowance(burst=3, per_second=0.5)
    assert [allowance.take("a", 10.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.ready_at("a", 10.0) == 12.0
    assert [allowance.take("a", 11.9), allowance.take("a", 12.0), allowance.take("a", 12.0)] == [False, True, False]


def test_each_key_has_its_own() -> None:
    allowance = Allowance(burst=1, per_second=1)
    assert allowance.take("a", 0.0)
    assert allowance.take("b", 0.0)
    assert not allowance.take("a", 0.5)


def test_two_uses_keep_their_distance_also_within_the_burst() -> None:
    allowance = Allowance(burst=5, per_second=1, apart=1.0)
    assert allowance.take("a", 0.0)
    assert allowance.ready_at("a", 0.2) == 1.0
    assert not allowance.take("a", 0.9)
    assert allowance.take("a", 1.0)


def test_what_is_full_again_is_let_go() -> None:
    allowance = Allowance(burst=1, per_second=1)
    for key in range(25_000):
        allowance.take(str(key), key / 100)
    assert len(allowance._kept) < 21_000


@given(st.lists(st.floats(0.0, 3.0), max_size=60))
def test_never_more_than_the_burst_and_what_time_has_brought(pauses: list[float]) -> None:
    allowance, now, taken = Allowance(burst=4, per_second=0.5, apart=0.25), 0.0, []
    for pause in pauses:
        now += pause
        if allowance.take("a", now):
            taken.append(now)
    assert all(later - earlier >= 0.25 - 1e-5 for earlier, later in pairwise(taken))
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= 4 + (taken[last] - taken[first]) * 0.5 + 1e-4
