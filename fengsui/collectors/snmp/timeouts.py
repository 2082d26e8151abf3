"""When to look after what waits: due times in coarse buckets, so that thousands of waits cost one timer.

Pure: time comes in. A thing that waits again before its bucket comes up stays where it is; whoever gets it back looks
whether it is really due.
"""

import heapq
from typing import Generic, TypeVar

T = TypeVar("T")


class Timeouts(Generic[T]):
    """Buckets of `tick_seconds`; nothing comes up early, everything at most one tick late."""

    def __init__(self, tick_seconds: float) -> None:
        self._tick = tick_seconds
        self._buckets: dict[int, list[T]] = {}
        self._order: list[int] = []

    def add(self, due: float, item: T) -> None:
        """Brings `item` up again once `due` has passed."""
        number = int(due / self._tick) + 1
        bucket = self._buckets.get(number)
        if bucket is None:
            self._buckets[number] = bucket = []
            heapq.heappush(self._order, number)
        bucket.append(item)

    def due(self, now: float) -> list[T]:
        """Takes out all that has come up."""
        items: list[T] = []
        last = int(now / self._tick)
        while self._order and self._order[0] <= last:
            items += self._buckets.pop(heapq.heappop(self._order))
        return items

    def next_at(self) -> float | None:
        """When the next bucket comes up; None where nothing waits."""
        return self._order[0] * self._tick if self._order else None
