"""Running `fengsui demo` and `fengsui simulate` as people do, and seeing that they leave nothing behind."""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

MARK = "FENGSUI_TEST_MARK"


class Run:
    """One command under way; every process that it starts carries its mark in the environment."""

    def __init__(self, process: asyncio.subprocess.Process, mark: str, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.lines: list[str] = []
        self._mark = f"{MARK}={mark}".encode()

    async def line_with(self, words: str, seconds: float = 30.0) -> str:
        """Reads on until a line holds `words`."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line.rstrip("\n"))
                if words in line:
                    return line
        raise AssertionError(f"it ended without saying {words!r}:\n" + "\n".join(self.lines))

    async def ended(self, seconds: float = 60.0) -> int:
        """Reads to the end; returns the exit code."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            rest = (await self.process.stdout.read()).decode()
            self.lines += rest.splitlines()
            return await self.process.wait()

    async def left_processes(self, seconds: float = 8.0) -> list[int]:
        """Processes of this run that are still there after so long."""
        for _ in range(round(seconds / 0.05)):
            if not self._processes():
                break
            await asyncio.sleep(0.05)
        return self._processes()

    def left_folders(self) -> list[str]:
        """Temporary folders that were not removed."""
        return [path.name for path in self.folder.iterdir()]

    def _processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and self._mark in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
        return found


@asynccontextmanager
async def running(folder: Path, *arguments: str) -> AsyncIterator[Run]:
    """Starts `fengsui` with temporary files under `folder`."""
    mark = uuid.uuid4().hex
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "fengsui", *arguments),
        env={**os.environ, MARK: mark, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Run(process, mark, folder)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
