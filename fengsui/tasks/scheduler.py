"""The loop that wakes when a batch falls due and hands it to the broker."""

from collections.abc import Sequence

from fengsui.clock import Clock
from fengsui.tasks.broker import Broker, Lane, Task
from fengsui.tasks.schedule import Batch, due_between, make_batches, next_due
from fengsui.tasks.tally import Tally

# Longest sleep: an inventory that changed must not wait for a batch of the old one.
_LONGEST_SLEEP = 1.0


class Scheduler:
    """Submits routine batches at their moments, and urgent ones at once.

    Args:
        interval: Seconds between two polls of a device.
        batch_size: Devices in one batch, about.
    """

    def __init__(self, broker: Broker, tally: Tally, clock: Clock, *, interval: float, batch_size: int) -> None:
        self._broker = broker
        self._tally = tally
        self._clock = clock
        self._interval = interval
        self._size = batch_size
        self._batches: tuple[Batch, ...] = ()
        self._urgent = 0

    @property
    def batches(self) -> Sequence[Batch]:
        """Routine batches as they are cut now."""
        return self._batches

    def plan(self, devices: Sequence[str]) -> None:
        """Cuts the batches anew for these devices."""
        self._batches = make_batches(devices, self._size)
        self._tally.replanned()

    def poll_now(self, devices: Sequence[str]) -> None:
        """Submits devices on the urgent lane, in batches."""
        for start in range(0, len(devices), self._size):
            self._urgent += 1
            members = tuple(devices[start : start + self._size])
            batch = Batch(key=f"urgent-{self._urgent}", phase=0.0, width=0.0, devices=members)
            self._submit(Task(batch, Lane.URGENT, self._clock.now()))

    async def run(self) -> None:
        """Submits what falls due, for ever."""
        seen = self._clock.now()
        while True:
            now = self._clock.now()
            for due_at, batch in due_between(self._batches, self._interval, seen, now):
                self._submit(Task(batch, Lane.ROUTINE, due_at))
            seen = now
            await self._clock.sleep(self._pause(now))

    def _pause(self, now: float) -> float:
        coming = [next_due(batch.phase, self._interval, now) - now for batch in self._batches]
        return min([_LONGEST_SLEEP, *coming])

    def _submit(self, task: Task) -> None:
        if not self._broker.submit(task):  # its turn before is not done yet: the poller lags
            self._tally.batch("skipped")
            self._tally.began(task.key, self._interval)
