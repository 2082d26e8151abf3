import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fengsui.clock import ManualClock, spawn
from fengsui.commands.demo_report import Finding
from fengsui.commands.demo_stage import Outcome, Stage
from fengsui.commands.demo_story import Story
from fengsui.config import Settings
from fengsui.errors import FengsuiError
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Change
from fengsui.simulator.events import Start
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase
from tests.support.builders import NOW, observation, province

FAULT = Fault(FaultKind.AGENT_DEAD, NOW + 10, NOW + 40, devices=("a",), text_en="The agent of a hangs", text_zh="停")


class WatchedServiceDouble:
    """A service that saw the whole province at once and afterwards what the test says."""

    base_url = "http://127.0.0.1:9850"

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.unpolled = 0
        self.changes: list[Change] = []
        self.death: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def snapshot(self) -> Snapshot:
        now, base = self._clock.now(), province()
        observations = {name: observation(name) for name in list(base.network.devices)[self.unpolled :]}
        return replace(base, now=now, observations=observations, coverage=replace(base.coverage, as_of=now))

    def recent_changes(self) -> Sequence[Change]:
        return tuple(self.changes)

    async def wait_failed(self) -> BaseException:
        return await self.death


class WatchedSimulatorDouble:
    """A simulator that does nothing by itself."""

    def __init__(self) -> None:
        self.started: list[Start] = []
        self.end: asyncio.Future[FengsuiError] = asyncio.get_running_loop().create_future()

    async def begin(self, start: Start) -> None:
        self.started.append(start)

    async def wait_ended(self) -> FengsuiError:
        return await self.end


class Performance:
    """A stage with its doubles, played in the background."""

    def __init__(self, seconds: float | None = 60.0) -> None:
        self.clock = ManualClock(NOW)
        self.service, self.simulator = WatchedServiceDouble(self.clock), WatchedSimulatorDouble()
        self.story, self.stopped = Story(), asyncio.Event()
        settings = Settings(poll_interval_seconds=10, poll_timeout_seconds=1, poll_retries=1)
        stage = Stage(self.service, self.simulator, self.story, self.clock, settings)
        self.playing = spawn(stage.play(seconds, self.stopped), name="performance")

    async def outcome(self) -> Outcome:
        outcome = await asyncio.wait_for(self.playing, 5)
        assert isinstance(outcome, Outcome)
        return outcome


async def test_a_fault_that_was_seen_in_time_makes_a_good_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    performance = Performance()
    await performance.clock.advance(12)
    performance.story.tell(Happening(FAULT.at, Phase.FAULT, FAULT))
    performance.service.changes.append(Change("device", "a", "up", "unknown", NOW + 17, "agent silent"))
    await performance.clock.advance(49)
    outcome = await performance.outcome()
    assert outcome.good
    text = capsys.readouterr().out
    assert "✔ The agent of a hangs: seen after 7.0 s" in text
    assert "metrics: http://127.0.0.1:9850/metrics" in text


async def test_a_fault_that_was_not_seen_spoils_it_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    performance = Performance()
    await performance.clock.advance(12)
    performance.story.tell(Happening(FAULT.at, Phase.FAULT, FAULT))
    await performance.clock.advance(49)
    assert not (await performance.outcome()).good
    assert "✘ The agent of a hangs: not seen: device a unknown" in capsys.readouterr().out


async def test_a_device_that_was_never_polled_spoils_it_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    performance = Performance()
    performance.service.unpolled = 1
    await performance.clock.advance(61)
    assert not (await performance.outcome()).good
    assert "never polled: " in capsys.readouterr().out


async def test_the_timeline_is_told_to_fill_the_time_there_is() -> None:
    performance = Performance(seconds=25.0)
    await performance.clock.advance(26)
    await performance.outcome()
    assert performance.simulator.started == [Start(NOW, 25.0, 1)]


async def test_without_an_end_the_timeline_goes_on_until_somebody_stops_it() -> None:
    performance = Performance(seconds=None)
    await performance.clock.advance(200)
    assert not performance.playing.done()
    assert performance.simulator.started == [Start(NOW, 180.0, None)]
    performance.stopped.set()
    outcome = await performance.outcome()
    assert (outcome.interrupted, outcome.good) == (True, True)


async def test_the_death_of_an_inner_task_ends_it_aloud() -> None:
    performance = Performance()
    await performance.clock.advance(1)
    performance.service.death.set_result(ValueError("gone"))
    with pytest.raises(FengsuiError, match=r"an inner task died: ValueError\('gone'\)"):
        await performance.outcome()


async def test_the_end_of_the_simulator_ends_it_aloud() -> None:
    performance = Performance()
    await performance.clock.advance(1)
    performance.simulator.end.set_result(FengsuiError("the simulated province ended by itself"))
    with pytest.raises(FengsuiError, match="ended by itself"):
        await performance.outcome()


def test_a_fault_that_need_not_be_seen_spoils_nothing() -> None:
    finding = Finding(FAULT, expected=False, seen_after=None, cleared_after=None, missing=())
    assert Outcome(interrupted=False, unpolled=(), findings=(finding,)).good
    assert not Outcome(interrupted=False, unpolled=(), findings=(replace(finding, expected=True),)).good
