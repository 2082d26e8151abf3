"""The simulator as a child process, so that the poller's share of processor and memory can be told apart from it."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fengsui.clock import spawn
from fengsui.errors import FengsuiError
from fengsui.simulator.events import Event, Ready, Start, from_line, to_line

# The child imports, binds some 450 sockets and says so; slow machines may take their time.
_READY_SECONDS = 60.0
_END_SECONDS = 5.0


class SimulatorProcess:
    """A running `fengsui simulate`; it ends when our end of its standard input closes, however we end.

    Args:
        on_event: Called with each fault and repair as it happens.
        log: File for what the child says on standard error.
    """

    def __init__(self, on_event: Callable[[Event], None], log: Path) -> None:
        self._on_event = on_event
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self, seed: int) -> Ready:
        """Starts the child and waits until all agents answer.

        Raises:
            FengsuiError: where it cannot, with the child's own words.
        """
        with self._log.open("wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "fengsui", "simulate", "--parent", "--port", "0", "--seed", str(seed)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        with suppress(TimeoutError):
            line = await asyncio.wait_for(self._process.stdout.readline(), _READY_SECONDS)
            event = from_line(line) if line else None
            if isinstance(event, Ready):
                self._reading = spawn(self._read(self._process.stdout), name="events of the simulator")
                return event
        raise FengsuiError(f"the simulated province did not start: {self._last_words()}")

    async def begin(self, start: Start) -> None:
        """Lets the timeline begin."""
        assert self._process is not None and self._process.stdin is not None  # noqa: S101, PT018 - `start` came first
        with suppress(BrokenPipeError, ConnectionResetError):
            self._process.stdin.write(to_line(start).encode())
            await self._process.stdin.drain()

    async def wait_ended(self) -> FengsuiError:
        """Waits until the child ends by itself, which it should not, and gives the reason."""
        assert self._process is not None  # noqa: S101 - `start` came first
        code = await self._process.wait()
        return FengsuiError(f"the simulated province ended by itself with exit code {code}: {self._last_words()}")

    async def stop(self) -> None:
        """Ends the child: by its life line first, by force where it does not listen."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _END_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reading is not None:
            await asyncio.wait([self._reading])

    async def _read(self, lines: asyncio.StreamReader) -> None:
        while line := await lines.readline():
            self._on_event(from_line(line))

    def _last_words(self) -> str:
        words = self._log.read_text(encoding="utf-8", errors="replace").strip()
        return words[-500:] if words else "it said nothing"
