"""Time and side tasks, the only door to both: what needs them takes a `Clock`, and tests advance it instead of sleeping."""

import asyncio
import heapq
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

_log = structlog.get_logger(__name__)


class Clock(Protocol):
    """Wall time for stamps, monotonic time for durations, and a way to wait."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since the epoch, from the machine."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from the machine's monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until told: the honest double of `SystemClock` for tests and replays."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self._now = now
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = 0

    def now(self) -> float:
        """Seconds since the epoch, as set."""
        return self._now + self._elapsed

    def monotonic(self) -> float:
        """Seconds advanced so far."""
        return self._elapsed

    def set_back(self, seconds: float) -> None:
        """Sets the wall clock back, as time servers do with a machine that was started with a wrong one."""
        self._now -= seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has passed the moment."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._order += 1
        heapq.heappush(self._sleepers, (self._elapsed + max(seconds, 0.0), self._order, waiter))
        await waiter

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass, waking sleepers in order and letting each run before the next."""
        target = self._elapsed + seconds
        await _settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, waiter = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, due)
            if not waiter.done():
                waiter.set_result(None)
            await _settle()
        self._elapsed = target
        await _settle()


async def _settle() -> None:
    # A woken task may wake others; ten turns of the loop are enough for every chain in this code base.
    for _ in range(10):
        await asyncio.sleep(0)


_tasks: set[asyncio.Task[Any]] = set()


def spawn(
    work: Coroutine[Any, Any, Any], *, name: str, on_failure: Callable[[BaseException], None] | None = None
) -> asyncio.Task[Any]:
    """Starts a named side task and keeps it referenced until it ends.

    A task that dies is logged with its name; `on_failure` is then called, so that the owner can stop the service aloud.
    """
    task = asyncio.get_running_loop().create_task(work, name=name)
    _tasks.add(task)

    def ended(done: asyncio.Task[Any]) -> None:
        _tasks.discard(done)
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            _log.error("side task died", task=name, error=repr(error))
            if on_failure is not None:
                on_failure(error)

    task.add_done_callback(ended)
    return task
