"""The scheduler's loop: every device once an interval, new ones at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fengsui.clock import ManualClock
from fengsui.model.poller import WireCounts
from fengsui.tasks.broker import Handler, Lane, Task
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally


class Desk:
    """A broker that only keeps what it is given."""

    queued = running = 0

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.full = False

    def submit(self, task: Task) -> bool:
        if not self.full:
            self.tasks.append(task)
        return not self.full

    def start(self, handler: Handler) -> None:
        raise AssertionError("the scheduler does not start the broker")

    async def stop(self, grace_seconds: float) -> None:
        raise AssertionError("the scheduler does not stop the broker")


@asynccontextmanager
async def running(scheduler: Scheduler) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop().create_task(scheduler.run())
    try:
        yield
    finally:
        loop.cancel()
        await asyncio.wait([loop])


async def test_each_device_is_due_once_an_interval() -> None:
    clock, desk = ManualClock(now=6000.0), Desk()
    scheduler = Scheduler(desk, Tally(0), clock, interval=60, batch_size=10)
    scheduler.plan([f"d{number}" for number in range(100)])
    async with running(scheduler):
        await clock.advance(180)
    seen = Counter(name for task in desk.tasks for name in task.batch.devices)
    assert seen == Counter({f"d{number}": 3 for number in range(100)})
    assert all(task.lane is Lane.ROUTINE and 0 <= clock.now() - task.due_at <= 180 for task in desk.tasks)


async def test_new_devices_are_submitted_at_once_on_the_urgent_lane() -> None:
    clock, desk = ManualClock(now=6000.0), Desk()
    scheduler = Scheduler(desk, Tally(0), clock, interval=60, batch_size=2)
    scheduler.poll_now(["a", "b", "c"])
    scheduler.poll_now(["d"])
    assert [(task.lane, task.batch.devices, task.due_at) for task in desk.tasks] == [
        (Lane.URGENT, ("a", "b"), 6000.0),
        (Lane.URGENT, ("c",), 6000.0),
        (Lane.URGENT, ("d",), 6000.0),
    ]
    assert len({task.key for task in desk.tasks}) == 3


async def test_a_batch_that_is_still_under_way_is_counted_as_skipped() -> None:
    clock, desk, tally = ManualClock(now=6000.0), Desk(), Tally(0)
    desk.full = True
    scheduler = Scheduler(desk, tally, clock, interval=60, batch_size=10)
    scheduler.plan(["a"])
    async with running(scheduler):
        await clock.advance(120)
    counts = tally.counts(queued=0, running=0, wire=WireCounts())
    assert (counts.batches, counts.lag_seconds) == ({"skipped": 2}, 60)


async def test_a_new_plan_is_taken_up_within_a_second() -> None:
    clock, desk = ManualClock(now=6000.0), Desk()
    scheduler = Scheduler(desk, Tally(0), clock, interval=3600, batch_size=10)
    async with running(scheduler):
        await clock.advance(10)
        scheduler.plan(["a"])
        await clock.advance(3600)
    assert [task.batch.devices for task in desk.tasks] == [("a",)]
