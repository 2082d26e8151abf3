"""Coarse due times."""

from fengsui.collectors.snmp.timeouts import Timeouts


def test_nothing_comes_up_early_and_everything_within_a_tick() -> None:
    timeouts: Timeouts[str] = Timeouts(0.1)
    timeouts.add(1.05, "late")
    timeouts.add(0.55, "early")
    assert timeouts.due(0.55) == []
    assert timeouts.due(0.66) == ["early"]
    assert timeouts.due(1.0) == []
    assert timeouts.due(1.16) == ["late"]
    assert timeouts.due(99.0) == []


def test_it_knows_when_to_look_next() -> None:
    timeouts: Timeouts[str] = Timeouts(0.1)
    assert timeouts.next_at() is None
    timeouts.add(2.0, "b")
    timeouts.add(1.0, "a")
    at = timeouts.next_at()
    assert at is not None
    assert 1.0 <= at <= 1.2
    assert timeouts.due(at) == ["a"]


def test_thousands_of_waits_share_their_buckets() -> None:
    timeouts: Timeouts[int] = Timeouts(0.1)
    for number in range(5_000):
        timeouts.add(3.0 + number / 100_000, number)
    assert sorted(timeouts.due(3.2)) == list(range(5_000))
    assert timeouts.next_at() is None
