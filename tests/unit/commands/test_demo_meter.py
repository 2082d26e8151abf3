import pytest

from fengsui.commands.demo_meter import Meter, polls_made, processor_seconds, resident_bytes
from fengsui.model.poller import PollerCounts, WireCounts


def counts(polls: int, varbinds: int) -> PollerCounts:
    return PollerCounts(polls={"ok": polls, "skipped_not_due": 99}, wire=WireCounts(varbinds=varbinds))


def test_rates_are_those_of_the_last_ten_seconds_and_shares_those_since_the_beginning() -> None:
    meter = Meter(now=100.0, cpu=5.0)
    for second in range(1, 31):
        busy = min(second, 10)  # all the work is done in the first ten seconds
        usage = meter.measure(100.0 + second, 5.0 + 0.5 * busy, counts(40 * busy, 1000 * busy), 7)
    assert (usage.polls_per_second, usage.varbinds_per_second, usage.cpu_share) == (0, 0, 0)
    assert usage.mean_cpu_share == pytest.approx(5.0 / 30)
    assert usage.varbinds_per_cpu_second == pytest.approx(2000)
    assert usage.memory_bytes == 7


def test_nothing_is_divided_by_no_time() -> None:
    usage = Meter(now=1.0, cpu=1.0).measure(1.0, 1.0, counts(0, 0), 0)
    assert (usage.polls_per_second, usage.cpu_share, usage.varbinds_per_cpu_second) == (0, 0, 0)


def test_polls_that_were_only_considered_do_not_count() -> None:
    assert polls_made(PollerCounts(polls={"timeout": 2, "ok": 5, "skipped_not_due": 7})) == {"ok": 5, "timeout": 2}


def test_this_process_uses_memory_and_time() -> None:
    assert resident_bytes() > 1_000_000
    assert processor_seconds() > 0
