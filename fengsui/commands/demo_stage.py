"""Plays the demonstration: looks at the service twice a second, shows what it sees, and judges it at the end."""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import typer

from fengsui.clock import Clock, spawn
from fengsui.commands.demo_meter import Meter, polls_made, processor_seconds, resident_bytes
from fengsui.commands.demo_report import Finding, findings
from fengsui.commands.demo_story import Note, Story
from fengsui.commands.demo_view import Scene, plain_line, plain_note, render
from fengsui.config import Settings
from fengsui.errors import FengsuiError
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Change
from fengsui.simulator.events import Start

_TICK_SECONDS = 0.5
_PLAIN_LINE_SECONDS = 5.0
_NOTES_KEPT = 40
# A cycle of faults where the demonstration has no end: long enough to see each come and go at a poll every ten seconds.
_CYCLE_INTERVALS = 18
# From the last timeout of a silent agent to the assessment that says so.
_ASSESSMENT_SECONDS = 2.5


class WatchedService(Protocol):
    """What the demonstration needs of the running service."""

    @property
    def base_url(self) -> str:
        """Address of the HTTP server."""
        ...

    def snapshot(self) -> Snapshot:
        """The province as the service sees it now."""
        ...

    def recent_changes(self) -> Sequence[Change]:
        """The newest changes, newest last."""
        ...

    async def wait_failed(self) -> BaseException:
        """Gives the error of an inner task that died."""
        ...


class WatchedSimulator(Protocol):
    """What the demonstration needs of the simulated province."""

    async def begin(self, start: Start) -> None:
        """Lets the timeline begin."""
        ...

    async def wait_ended(self) -> FengsuiError:
        """Gives the reason where it ends by itself."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the demonstration came to.

    Attributes:
        interrupted: True where it was stopped before its time, or had none.
        unpolled: Names of devices that were never polled.
    """

    interrupted: bool
    unpolled: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """True where every device was polled and every fault that should be seen was seen; an interrupted one proves nothing."""
        unseen = [finding for finding in self.findings if finding.expected and finding.seen_after is None]
        return self.interrupted or not (self.unpolled or unseen)


class Stage:
    """One demonstration on a started service and a started simulator."""

    def __init__(
        self, service: WatchedService, simulator: WatchedSimulator, story: Story, clock: Clock, settings: Settings
    ) -> None:
        self._service = service
        self._simulator = simulator
        self._story = story
        self._clock = clock
        self._interval = settings.poll_interval_seconds
        silent = settings.poll_timeout_seconds * (settings.poll_retries + 1)
        self._patience = self._interval + silent + _ASSESSMENT_SECONDS
        self._notes: deque[Note] = deque(maxlen=_NOTES_KEPT)
        self._fresh: tuple[Note, ...] = ()

    async def play(self, seconds: float | None, stopped: asyncio.Event) -> Outcome:
        """Runs until `seconds` have passed or `stopped` is set, shows the summary and judges.

        Raises:
            FengsuiError: where the service or the simulator died meanwhile.
        """
        began = self._clock.monotonic()
        meter = Meter(began, processor_seconds())
        length, cycles = (seconds, 1) if seconds is not None else (_CYCLE_INTERVALS * self._interval, None)
        await self._simulator.begin(Start(self._clock.now(), length, cycles))
        view: _PlainView | _LiveView = _LiveView() if sys.stdout.isatty() else _PlainView()
        with view.shown():
            scene = await self._watch(began, seconds, stopped, meter, view)
        interrupted = stopped.is_set() or seconds is None
        outcome = self._outcome(scene.snapshot, interrupted=interrupted)
        typer.echo(summary(scene, outcome))
        return outcome

    async def _watch(
        self, began: float, seconds: float | None, stopped: asyncio.Event, meter: Meter, view: "_PlainView | _LiveView"
    ) -> Scene:
        deaths = [
            spawn(self._service.wait_failed(), name="watch over the service"),
            spawn(self._simulator.wait_ended(), name="watch over the simulator"),
        ]
        stopping = spawn(stopped.wait(), name="stop signal")
        own_cpu = 0.0
        try:
            while True:
                cpu = processor_seconds()
                scene = self._scene(began, seconds, meter, cpu - own_cpu)
                view.show(scene, self._fresh)
                own_cpu += processor_seconds() - cpu
                if stopped.is_set() or (seconds is not None and scene.elapsed >= seconds):
                    return scene
                await self._tick([*deaths, stopping])
                _raise_death(deaths)
        finally:
            for task in (*deaths, stopping):
                task.cancel()

    async def _tick(self, tasks: list[asyncio.Task[Any]]) -> None:
        tick = spawn(self._clock.sleep(_TICK_SECONDS), name="tick")
        await asyncio.wait([tick, *tasks], return_when=asyncio.FIRST_COMPLETED)
        tick.cancel()

    def _scene(self, began: float, seconds: float | None, meter: Meter, cpu: float) -> Scene:
        snapshot = self._service.snapshot()
        self._fresh = self._story.look(snapshot, self._service.recent_changes())
        self._notes.extend(self._fresh)
        now = self._clock.monotonic()
        usage = meter.measure(now, cpu, snapshot.poller, resident_bytes())
        return Scene(snapshot, usage, tuple(self._notes), self._service.base_url, now - began, seconds)

    def _outcome(self, snapshot: Snapshot, *, interrupted: bool) -> Outcome:
        found = findings(
            self._story.happenings, list(self._story.changes), until=snapshot.now, patience_seconds=self._patience
        )
        unpolled = tuple(sorted(snapshot.network.devices.keys() - snapshot.observations.keys()))
        return Outcome(interrupted, unpolled, found)


def summary(scene: Scene, outcome: Outcome) -> str:
    """What the demonstration came to, in lines for people."""
    snapshot, usage = scene.snapshot, scene.usage
    polls = polls_made(snapshot.poller)
    failed = sum(count for word, count in polls.items() if word not in ("ok", "partial"))
    lines = [
        "",
        f"Summary after {scene.elapsed:.0f} s",
        f"  devices polled   {len(snapshot.observations)} of {len(snapshot.network.devices)}",
        f"  polls            {sum(polls.values())}, {failed} failed (silent, refused or unusable)",
        f"  coverage now     {snapshot.coverage.connected} of {snapshot.coverage.units} counties, "
        + ", ".join(f"{count} {state}" for state, count in snapshot.coverage.by_state.items()),
        f"  poller           {usage.mean_cpu_share:.1%} of a core, {usage.memory_bytes / 1e6:.0f} MB",
        f"  collecting       {usage.varbinds_per_cpu_second:,.0f} varbinds per CPU-second, everything else included",
        "  injected faults",
        *(f"    {_finding_line(finding)}" for finding in outcome.findings),
    ]
    if not outcome.findings:
        lines.append("    none yet")
    if outcome.unpolled:
        lines.append(f"  never polled: {', '.join(outcome.unpolled[:10])}")
    return "\n".join(lines)


def _finding_line(finding: Finding) -> str:
    if finding.seen_after is not None:
        mark, seen = "✔", f"seen after {finding.seen_after:.1f} s"
    elif finding.expected:
        mark, seen = "✘", "not seen: " + ", ".join(" ".join(sign) for sign in finding.missing[:3])
    else:
        mark, seen = "·", "not seen (too short, or too close to the end)"
    if finding.cleared_after is not None:
        seen += f", its end after {finding.cleared_after:.1f} s"
    return f"{mark} {finding.fault.text_en}: {seen}"


def _raise_death(deaths: Sequence["asyncio.Task[Any]"]) -> None:
    for task in deaths:
        if task.done():
            error = task.result()
            if isinstance(error, FengsuiError):
                raise error
            raise FengsuiError(f"the service stopped: an inner task died: {error!r}")


class _PlainView:
    """One line every few seconds, and each note as it comes."""

    def __init__(self, write: Callable[[str], None] = typer.echo) -> None:
        self._write = write
        self._due = 0.0
        self._told = False

    def shown(self) -> AbstractContextManager[Any]:
        return nullcontext()

    def show(self, scene: Scene, fresh: Sequence[Note]) -> None:
        if not self._told:
            self._told = True
            self._write(f"metrics: {scene.base_url}/metrics {scene.base_url}/metrics/devices")
            self._write(f"service discovery: {scene.base_url}/sd/prometheus")
        for note in fresh:
            self._write(plain_note(note))
        if scene.elapsed >= self._due:
            self._due = scene.elapsed + _PLAIN_LINE_SECONDS
            self._write(plain_line(scene))


class _LiveView:
    """A picture that is drawn anew once a second."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(), auto_refresh=False, vertical_overflow="crop")
        self._drawn = -1.0

    def shown(self) -> AbstractContextManager[Any]:
        return self._live

    def show(self, scene: Scene, fresh: Sequence[Note]) -> None:
        if fresh or scene.elapsed - self._drawn >= 1.0:
            self._drawn = scene.elapsed
            size = self._live.console.size
            self._live.update(render(scene, size.width, size.height), refresh=True)
