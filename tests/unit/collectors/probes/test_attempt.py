"""What a probe keeps when it is broken off."""

from fengsui.clock import ManualClock
from fengsui.collectors.probes.attempt import Attempt
from fengsui.model.probe import ProbeOutcome


async def test_each_part_is_timed_from_its_own_beginning() -> None:
    clock = ManualClock()
    attempt = Attempt.begin(clock)
    await clock.advance(1)
    attempt.connected(clock.monotonic() - 0.25)
    attempt.secured(clock.monotonic() - 0.5)
    attempt.answered(clock.monotonic())
    times = attempt.result("s", ProbeOutcome.UP).times
    assert (times.connect, times.tls, times.first_byte, times.total) == (0.25, 0.5, 0, 1)


def test_a_probe_without_an_answer_has_no_body() -> None:
    result = Attempt.begin(ManualClock(now=5.0)).result("s", ProbeOutcome.TIMEOUT)
    assert (result.at, result.body_bytes, result.times.connect) == (5.0, None, None)
