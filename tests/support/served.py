"""Synthetic equipment for commands: served by a thread of its own while a subprocess asks it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support import synthetic


@contextmanager
def served_in_thread(objects: synthetic.Objects) -> Iterator[int]:
    """The port of an agent on loopback that serves the objects until the block ends."""
    loop = asyncio.new_event_loop()
    port: list[int] = []
    started, stop = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with synthetic.served(objects) as agent:
            port.append(agent.port)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), name="synthetic agent")
    thread.start()
    try:
        assert started.wait(10), "the agent did not start"
        yield port[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
