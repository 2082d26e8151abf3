"""The clock of the tests itself: it must let sleepers run in order and at their own time."""

import asyncio

from fengsui.clock import ManualClock, spawn


async def test_sleepers_wake_in_order_and_at_their_own_time() -> None:
    clock = ManualClock(now=1000.0)
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.now()))

    late = spawn(sleeper("late", 20), name="late")
    early = spawn(sleeper("early", 10), name="early")
    await clock.advance(15)
    assert woken == [("early", 1010.0)]
    await clock.advance(15)
    assert woken == [("early", 1010.0), ("late", 1020.0)]
    await asyncio.gather(late, early)


async def test_a_side_task_that_dies_tells_its_owner() -> None:
    failures: list[BaseException] = []

    async def dies() -> None:
        raise ValueError("gone")

    task = spawn(dies(), name="dies", on_failure=failures.append)
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert [str(error) for error in failures] == ["gone"]
