"""Holding LLDP neighbours against the registered links, now and then: they change with cables, and the work takes a moment."""

import asyncio

from fengsui.clock import Clock
from fengsui.tasks.board import Board


async def hold_once(board: Board, now: float) -> None:
    """Works out what LLDP says of the links, and pins it up: beside the loop, since 10,000 devices with 50,000 links take a second."""
    board.adjacency = await asyncio.to_thread(board.adjacency_at(now))


async def hold_forever(board: Board, clock: Clock, *, every_seconds: float) -> None:
    """Does so again and again."""
    while True:
        await clock.sleep(every_seconds)
        await hold_once(board, clock.now())
