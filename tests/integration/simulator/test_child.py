"""The simulator as the demonstration's child process, over real pipes."""

import asyncio
from pathlib import Path

import pytest

from fengsui.clock import SystemClock
from fengsui.commands.demo_child import SimulatorProcess
from fengsui.simulator.events import Event, Start
from fengsui.simulator.world import Happening, Phase


async def test_it_says_when_it_is_ready_tells_what_happens_and_ends_with_its_life_line(tmp_path: Path) -> None:
    events: list[Event] = []
    first = asyncio.Event()

    def told(event: Event) -> None:
        events.append(event)
        first.set()

    child = SimulatorProcess(told, tmp_path / "log")
    try:
        ready = await child.start(seed=1)
        assert ready.devices > 400
        assert ready.port > 0
        await child.begin(Start(SystemClock().now(), length=1.0, cycles=1))
        await asyncio.wait_for(first.wait(), 10)
        assert isinstance(events[0], Happening)
        assert events[0].phase is Phase.FAULT
    finally:
        await child.stop()
    assert "exit code 0" in str(await child.wait_ended())
    assert (tmp_path / "log").read_text() == ""


async def test_a_child_that_is_not_started_is_stopped_without_ado(tmp_path: Path) -> None:
    await SimulatorProcess(lambda _: None, tmp_path / "log").stop()


@pytest.mark.parametrize("line", [b"{}\n", b"noise\n"])
async def test_a_parent_that_talks_nonsense_is_told_so(tmp_path: Path, line: bytes) -> None:
    import sys

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "fengsui", "simulate", "--parent", "--port", "0"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(line), 20)
    assert process.returncode == 1
    assert b"expected an event of the simulator, got" in errors
