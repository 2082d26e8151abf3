"""Days that are over are read again and again; a database that is away costs nothing but time."""

import asyncio

from fengsui.clock import ManualClock, spawn
from fengsui.errors import DatabaseUnreachableError
from fengsui.tasks.retrospect import look_back_forever


class Source:
    """Keeps the moments at which it was asked; the second time it is away."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def refresh(self, now: float) -> None:
        self.asked.append(now)
        if len(self.asked) == 2:
            raise DatabaseUnreachableError("away")


async def test_days_are_read_at_once_and_then_now_and_then() -> None:
    clock, source = ManualClock(now=1000.0), Source()
    task = spawn(look_back_forever(source, clock, every_seconds=600.0), name="retrospection")
    await asyncio.sleep(0)
    await clock.advance(600.0)
    await clock.advance(600.0)
    assert source.asked == [1000.0, 1600.0, 2200.0]
    task.cancel()
