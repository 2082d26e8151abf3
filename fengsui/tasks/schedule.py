"""What is due when: pure arithmetic over names and epoch seconds.

Every device has a phase between 0 and 1 from a stable hash of its name, so polls spread evenly over the interval, a device
keeps its moment across restarts, and two schedulers agree without talking. A batch is the devices of one slice of phases.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fengsui.model.phase import phase_of


@dataclass(frozen=True, slots=True)
class Batch:
    """Devices that are polled by one task.

    Attributes:
        key: Stable name, for duplicate suppression.
        phase: Start of its slice of the interval, 0 ≤ phase < 1.
        width: Length of its slice; 0 for a batch that is polled at once.
        devices: Names in order of their own phase.
    """

    key: str
    phase: float
    width: float
    devices: tuple[str, ...]

    def offset(self, device: str, interval: float) -> float:
        """Seconds after the batch's own start at which `device` is asked, so that a batch is no burst."""
        return max(0.0, phase_of(device) - self.phase) * interval if self.width else 0.0


# However few the devices, a slice is this short, so that a batch with a silent device has ended when its next turn comes.
_FEWEST_SLICES = 10


def make_batches(names: Iterable[str], size: int) -> tuple[Batch, ...]:
    """Cuts the interval into equal slices of at most about `size` devices each; empty slices are left out."""
    phases = sorted((phase_of(name), name) for name in names)
    count = max(_FEWEST_SLICES, math.ceil(len(phases) / size))
    slices: list[list[str]] = [[] for _ in range(count)]
    for phase, name in phases:
        slices[int(phase * count)].append(name)
    return tuple(
        Batch(key=f"routine-{number}-of-{count}", phase=number / count, width=1 / count, devices=tuple(members))
        for number, members in enumerate(slices)
        if members
    )


def next_due(phase: float, interval: float, after: float) -> float:
    """First moment later than `after` at which something of this phase is due (epoch seconds)."""
    turn = math.floor(after / interval - phase) + 1
    due = (turn + phase) * interval
    return due if due > after else due + interval


def due_between(batches: Sequence[Batch], interval: float, after: float, until: float) -> list[tuple[float, Batch]]:
    """Batches that fell due later than `after` and not later than `until`, by time.

    A batch that fell due several times, because the machine slept, is named once, with its newest moment: a poll that was
    missed is not made up for.
    """
    found = []
    for batch in batches:
        latest = next_due(batch.phase, interval, until) - interval
        if after < latest <= until:
            found.append((latest, batch))
    return sorted(found, key=lambda pair: (pair[0], pair[1].key))


def pause_after(failures: int, interval: float, limit: float) -> float:
    """Seconds until a device is asked again after `failures` unanswered polls in a row.

    One failure changes nothing, since packets get lost; then the pause doubles up to `limit`. It is a whole number of
    intervals, so that the device keeps its phase.
    """
    cycles: int = 1 << min(max(failures - 1, 0), 16)
    most = max(1, math.floor(limit / interval))
    return min(cycles, most) * interval


def is_due(planned: float | None, at: float, interval: float, longest: float) -> bool:
    """False while the device is backed off; half an interval of slack absorbs the lag of the batch before.

    Args:
        planned: When it was to be asked again; None where nobody knows.
        at: Its turn.
        interval: Seconds between two turns.
        longest: Longest pause there is. What lies further ahead was planned before the machine's clock was set back: to wait
            for it would leave the device unasked, and seemingly well, for as long as the clock was wrong.
    """
    return planned is None or planned <= at + interval / 2 or planned > at + longest + interval
