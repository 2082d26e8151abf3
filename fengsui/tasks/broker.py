"""The task broker: takes tasks on two lanes and hands them to workers.

Urgent work overtakes routine work. A task whose key is queued or running already is refused, not queued twice. This is the
in-process broker; the protocol is what another one (for several hosts) has to keep.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import structlog

from fengsui.clock import Clock, spawn
from fengsui.tasks.schedule import Batch

_log = structlog.get_logger(__name__)


class Lane(IntEnum):
    """Order of service; the smaller goes first."""

    URGENT = 0  # a device was registered, or something says that its state moved
    ROUTINE = 1


@dataclass(frozen=True, slots=True)
class Task:
    """One batch to poll.

    Attributes:
        due_at: Epoch seconds at which the work should begin.
    """

    batch: Batch
    lane: Lane
    due_at: float

    @property
    def key(self) -> str:
        """What duplicate suppression goes by."""
        return self.batch.key


Handler = Callable[[Task], Awaitable[None]]


class Broker(Protocol):
    """Where the scheduler leaves work and workers find it."""

    def submit(self, task: Task) -> bool:
        """Queues a task; False where its key is queued or running already, or the broker is stopping."""
        ...

    def start(self, handler: Handler) -> None:
        """Begins to hand tasks to `handler`; a handler that fails costs its own task alone."""
        ...

    async def stop(self, grace_seconds: float) -> None:
        """Takes no more, drops what is queued, waits for what runs, and cancels what outlasts the grace."""
        ...

    @property
    def queued(self) -> int:
        """Tasks waiting."""
        ...

    @property
    def running(self) -> int:
        """Tasks under way."""
        ...


class InProcessBroker:
    """A priority queue in this process; nothing to install.

    Args:
        clock: For the grace of stopping.
        workers: Tasks under way at once. Half of them serve the routine lane alone, so that a storm of urgent work never holds
            it up; one more serves the urgent lane alone, so that it never waits for routine work.
        on_failure: Called with a task whose handler raised.
    """

    def __init__(self, clock: Clock, *, workers: int, on_failure: Callable[[Task], None] | None = None) -> None:
        self._clock = clock
        self._workers = workers
        self._on_failure = on_failure
        self._queues: dict[Lane, list[tuple[float, int, Task]]] = {lane: [] for lane in Lane}
        self._order = itertools.count()
        self._keys: set[str] = set()
        self._running = 0
        self._open = True
        self._news = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    @property
    def queued(self) -> int:
        """Tasks waiting."""
        return sum(map(len, self._queues.values()))

    @property
    def running(self) -> int:
        """Tasks under way."""
        return self._running

    def submit(self, task: Task) -> bool:
        """Queues a task unless its key is known or the broker is stopping."""
        if not self._open or task.key in self._keys:
            return False
        self._keys.add(task.key)
        heapq.heappush(self._queues[task.lane], (task.due_at, next(self._order), task))
        self._news.set()
        return True

    def start(self, handler: Handler) -> None:
        """Starts the workers."""
        routine_alone = self._workers // 2
        lanes_of_workers: list[tuple[Lane, ...]] = [
            (Lane.URGENT,),
            *[(Lane.ROUTINE,)] * routine_alone,
            *[tuple(Lane)] * (self._workers - routine_alone),
        ]
        for number, lanes in enumerate(lanes_of_workers):
            self._loops.append(spawn(self._work(handler, lanes), name=f"broker worker {number}"))

    async def stop(self, grace_seconds: float) -> None:
        """Stops in order: no more, wait a grace, cancel."""
        self._open = False
        for queue in self._queues.values():
            queue.clear()
        self._news.set()
        if not self._loops:
            return
        patience = spawn(self._clock.sleep(grace_seconds), name="broker grace")
        finished = asyncio.gather(*self._loops, return_exceptions=True)
        await asyncio.wait([patience, finished], return_when=asyncio.FIRST_COMPLETED)
        patience.cancel()
        for loop in self._loops:
            loop.cancel()
        await finished

    async def _work(self, handler: Handler, lanes: tuple[Lane, ...]) -> None:
        while (task := await self._take(lanes)) is not None:
            self._running += 1
            try:
                await handler(task)
            except Exception:  # noqa: BLE001 - one bad task never stops the others; it is logged and counted
                _log.exception("task failed", task=task.key)
                if self._on_failure is not None:
                    self._on_failure(task)
            finally:
                self._running -= 1
                self._keys.discard(task.key)

    async def _take(self, lanes: tuple[Lane, ...]) -> Task | None:
        while True:
            for lane in lanes:
                if self._queues[lane]:
                    return heapq.heappop(self._queues[lane])[2]
            if not self._open:
                return None
            self._news.clear()
            await self._news.wait()
