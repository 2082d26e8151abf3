"""What the poller costs: processor and memory of this process, and the rates of its counts."""

import resource
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from fengsui.model.poll import PollOutcome
from fengsui.model.poller import PollerCounts

_WINDOW_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Rates over the last seconds, and shares since the beginning.

    Attributes:
        cpu_share: Processor time per wall time, 1.0 for one core, over the window; the terminal view's own is left out.
        mean_cpu_share: The same since the beginning.
        memory_bytes: Resident memory of the process.
        varbinds_per_cpu_second: Since the beginning.
    """

    polls_per_second: float
    varbinds_per_second: float
    cpu_share: float
    mean_cpu_share: float
    memory_bytes: int
    varbinds_per_cpu_second: float


@dataclass(frozen=True, slots=True)
class _Sample:
    at: float
    cpu: float
    polls: int
    varbinds: int


class Meter:
    """Samples of the poller; `now` is monotonic seconds, `cpu` seconds of processor time so far."""

    def __init__(self, now: float, cpu: float) -> None:
        self._first = _Sample(now, cpu, 0, 0)
        self._samples: deque[_Sample] = deque([self._first])

    def measure(self, now: float, cpu: float, counts: PollerCounts, memory_bytes: int) -> Usage:
        """Takes a sample and says where things stand."""
        sample = _Sample(now, cpu, sum(polls_made(counts).values()), counts.wire.varbinds)
        self._samples.append(sample)
        while len(self._samples) > 2 and sample.at - self._samples[1].at >= _WINDOW_SECONDS:
            self._samples.popleft()
        recent = self._samples[0]
        return Usage(
            polls_per_second=_ratio(sample.polls - recent.polls, sample.at - recent.at),
            varbinds_per_second=_ratio(sample.varbinds - recent.varbinds, sample.at - recent.at),
            cpu_share=_ratio(sample.cpu - recent.cpu, sample.at - recent.at),
            mean_cpu_share=_ratio(sample.cpu - self._first.cpu, sample.at - self._first.at),
            memory_bytes=memory_bytes,
            varbinds_per_cpu_second=_ratio(sample.varbinds, sample.cpu - self._first.cpu),
        )


def polls_made(counts: PollerCounts) -> dict[str, int]:
    """Polls by outcome, those that the poller only considered and did not make left out."""
    return {outcome.value: made for outcome in PollOutcome if (made := counts.polls.get(outcome.value, 0))}


def processor_seconds() -> float:
    """Processor time of this process, all threads."""
    return time.process_time()


def resident_bytes() -> int:
    """Resident memory of this process now, or its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def _ratio(amount: float, per: float) -> float:
    return amount / per if per > 0 else 0.0
