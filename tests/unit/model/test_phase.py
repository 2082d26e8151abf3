"""The turn of a device: stable, evenly spread."""

from collections import Counter

from fengsui.model.phase import phase_of


def test_a_phase_is_the_same_on_every_machine() -> None:
    assert phase_of("lz-core-1") == 0.420645119487809


def test_phases_spread_evenly_over_the_interval() -> None:
    tenths = Counter(int(phase_of(f"device-{number}") * 10) for number in range(1000))
    # 1,000 names into ten tenths: the standard deviation is 9.5, so five of them are a broken hash.
    assert all(abs(tenths[tenth] - 100) < 48 for tenth in range(10))
