"""The in-process broker: two lanes, no duplicates, a stop in order."""

import asyncio

from fengsui.clock import ManualClock
from fengsui.tasks.broker import InProcessBroker, Lane, Task
from fengsui.tasks.schedule import Batch


def task(key: str, lane: Lane = Lane.ROUTINE, due_at: float = 0.0) -> Task:
    return Task(Batch(key=key, phase=0.0, width=0.0, devices=()), lane, due_at)


class Desk:
    """Runs tasks one by one when told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.gate = asyncio.Event()

    async def handle(self, work: Task) -> None:
        self.begun.append(work.key)
        await self.gate.wait()
        self.done.append(work.key)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_urgent_work_overtakes_routine_work() -> None:
    desk, broker = Desk(), InProcessBroker(ManualClock(), workers=1)
    for work in (
        task("r1"),
        task("r2", due_at=1),
        task("u1", Lane.URGENT, due_at=9),
        task("u2", Lane.URGENT, due_at=9),
    ):
        assert broker.submit(work)
    broker.start(desk.handle)
    await settle()
    # The worker of both lanes and the one of the urgent lane each took urgent work first.
    assert desk.begun == ["u1", "u2"]
    desk.gate.set()
    await settle()
    assert desk.begun == ["u1", "u2", "r1", "r2"]
    await broker.stop(1)


async def test_urgent_work_does_not_wait_while_every_worker_is_busy() -> None:
    desk, broker = Desk(), InProcessBroker(ManualClock(), workers=1)
    broker.start(desk.handle)
    broker.submit(task("r1"))
    broker.submit(task("r2"))
    await settle()
    assert (broker.running, broker.queued) == (1, 1)
    broker.submit(task("u1", Lane.URGENT))
    await settle()
    assert desk.begun == ["r1", "u1"]
    desk.gate.set()
    await broker.stop(1)


async def test_routine_work_does_not_wait_while_urgent_work_never_ends() -> None:
    desk, broker = Desk(), InProcessBroker(ManualClock(), workers=2)
    broker.start(desk.handle)
    for number in range(5):
        broker.submit(task(f"u{number}", Lane.URGENT))
    broker.submit(task("r1"))
    await settle()
    assert sorted(desk.begun) == ["r1", "u0", "u1"]
    desk.gate.set()
    await broker.stop(1)


async def test_a_key_that_is_queued_or_running_is_refused_until_it_ends() -> None:
    desk, broker = Desk(), InProcessBroker(ManualClock(), workers=1)
    assert broker.submit(task("a"))
    assert not broker.submit(task("a"))
    broker.start(desk.handle)
    await settle()
    assert not broker.submit(task("a"))
    desk.gate.set()
    await settle()
    assert broker.submit(task("a"))
    await broker.stop(1)


async def test_a_task_that_fails_is_told_and_the_next_one_runs() -> None:
    failed: list[str] = []
    ran: list[str] = []

    async def handle(work: Task) -> None:
        if work.key == "bad":
            raise ValueError("no")
        ran.append(work.key)

    broker = InProcessBroker(ManualClock(), workers=1, on_failure=lambda work: failed.append(work.key))
    broker.start(handle)
    broker.submit(task("bad"))
    broker.submit(task("good", due_at=1))
    await settle()
    assert (failed, ran) == (["bad"], ["good"])
    await broker.stop(1)


async def test_stopping_takes_no_more_drops_what_waits_and_lets_what_runs_finish() -> None:
    desk, clock = Desk(), ManualClock()
    broker = InProcessBroker(clock, workers=1)
    broker.start(desk.handle)
    broker.submit(task("runs"))
    broker.submit(task("waits", due_at=1))
    await settle()
    stopping = asyncio.get_running_loop().create_task(broker.stop(30))
    await settle()
    assert not broker.submit(task("late"))
    desk.gate.set()
    await stopping
    assert desk.done == ["runs"]
    assert desk.begun == ["runs"]


async def test_what_outlasts_the_grace_is_cancelled() -> None:
    desk, clock = Desk(), ManualClock()
    broker = InProcessBroker(clock, workers=1)
    broker.start(desk.handle)
    broker.submit(task("hangs"))
    await settle()
    stopping = asyncio.get_running_loop().create_task(broker.stop(30))
    await clock.advance(29)
    assert not stopping.done()
    await clock.advance(2)
    await stopping
    assert desk.done == []


async def test_a_broker_that_never_started_stops_at_once() -> None:
    broker = InProcessBroker(ManualClock(), workers=1)
    broker.submit(task("a"))
    await broker.stop(30)
    assert broker.queued == 0
