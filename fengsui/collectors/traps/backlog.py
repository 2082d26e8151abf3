"""Datagrams that wait to be read: so many at most, and so many of one source, so that one that floods leaves room for the others."""

from collections import Counter, deque
from typing import Generic, TypeVar

from fengsui.collectors.traps.verdict import Drop

T = TypeVar("T")

# Four seconds of the worst burst that the receiver is built for (5,000 a second), some 10 MB of datagrams of 500 bytes.
MOST = 20_000
MOST_OF_ONE = 10_000


class Backlog(Generic[T]):
    """A bounded queue with a bound for each source.

    Args:
        most: Items in all.
        most_of_one: Items of one source.
    """

    def __init__(self, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._items: deque[tuple[str, T]] = deque()
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._items)

    def add(self, source: str, item: T) -> Drop | None:
        """Queues an item; gives the reason where there is no room for it."""
        if len(self._items) >= self._most:
            return Drop.QUEUE_FULL
        if self._of[source] >= self._most_of_one:
            return Drop.FLOOD
        self._of[source] += 1
        self._items.append((source, item))
        return None

    def take(self, most: int) -> list[tuple[str, T]]:
        """The oldest items with their sources, at most so many."""
        taken = [self._items.popleft() for _ in range(min(most, len(self._items)))]
        for source, _ in taken:
            self._of[source] -= 1
            if not self._of[source]:
                del self._of[source]
        return taken
