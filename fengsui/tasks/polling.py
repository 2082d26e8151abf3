"""Polling one batch of devices: paced, within a deadline, never two polls of one agent at a time."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from fengsui.clock import Clock, spawn
from fengsui.collectors.target import Target
from fengsui.model.agent import AgentTraits
from fengsui.model.credential import Credential
from fengsui.model.device import Device
from fengsui.model.poll import DevicePoll
from fengsui.model.verification import AgentIdentity
from fengsui.state.observe import observe
from fengsui.tasks.board import Board
from fengsui.tasks.broker import Lane, Task
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.schedule import is_due, pause_after
from fengsui.tasks.tally import Tally

_log = structlog.get_logger(__name__)

# A batch must have ended when its next turn comes, else that turn is skipped.
_SHARE_OF_INTERVAL = 0.95
# Of the polls at the same time, so many may be urgent: when a hundred devices say that they fail and then are silent, each of
# them is waited for, and routine polls go on beside that.
_URGENT_SHARE = 0.75
# An urgent batch is done a moment after its last poll has begun: most have answered by then, and are written down together.
_URGENT_SECONDS = 0.25


class DevicePoller(Protocol):
    """Asks one agent everything; device trouble is an outcome, never an exception."""

    async def poll(self, target: Target) -> DevicePoll:
        """Polls once."""
        ...

    async def identify(self, target: Target) -> AgentIdentity:
        """Asks an agent that was just polled who it is."""
        ...

    def keep_only(self, agents: Collection[tuple[str, int]]) -> None:
        """Forgets what is remembered of all other agents.

        Args:
            agents: Address and port of each.
        """
        ...


class Witness(Protocol):
    """Another way to see whether a device lives."""

    async def ask(self, devices: Collection[Device]) -> None:
        """Asks and pins up what it sees; never raises for what devices do."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how patiently devices are asked; all in seconds but `retries` and `concurrency`."""

    interval: float
    timeout: float
    retries: int
    deadline: float
    backoff_limit: float
    concurrency: int


class BatchPolling:
    """Runs the tasks of the broker against real agents."""

    def __init__(
        self,
        poller: DevicePoller,
        board: Board,
        recorder: Recorder,
        tally: Tally,
        clock: Clock,
        patience: Patience,
        *,
        witness: Witness | None = None,
    ) -> None:
        self._poller = poller
        self._board = board
        self._recorder = recorder
        self._tally = tally
        self._clock = clock
        self._patience = patience
        self._witness = witness
        self._slots = asyncio.Semaphore(patience.concurrency)
        self._urgent_slots = asyncio.Semaphore(max(1, int(patience.concurrency * _URGENT_SHARE)))
        self._under_way: set[tuple[str, int]] = set()
        self._once_more: dict[tuple[str, int], Device] = {}
        self._polls: set[asyncio.Task[None]] = set()
        self.credentials: Mapping[str, Credential] = {}

    def forget_others(self) -> None:
        """Forgets what is remembered of agents that are registered no more."""
        self._poller.keep_only({(device.address, device.port) for device in self._board.network.devices.values()})

    async def run(self, task: Task) -> None:
        """Polls every due device of the task and writes down what came.

        It returns when every device was asked, or shortly before the next turn of the batch: a slow agent must not cost the
        others their turn. An urgent batch returns a moment after its last poll has begun, so that it never holds up what comes
        behind it. What is still being asked then goes on by itself, within its own deadline.
        """
        if task.lane is Lane.ROUTINE:
            self._tally.began(task.key, self._clock.now() - task.due_at)
            done = await self._wait({self._begin(task, name) for name in task.batch.devices}, self._most_seconds(task))
        else:
            done = True
            await self._wait(await self._begin_urgently(task), _URGENT_SECONDS)
        self._tally.batch("done" if done else "deadline")
        await self._recorder.flush()

    async def ask_apart(self, device: Device, credential: Credential) -> tuple[DevicePoll, AgentIdentity] | None:
        """Polls a device beside the batches, among the urgent ones; what comes is given and not pinned up.

        None where its agent is being polled at this moment: nobody is asked by two at once.
        """
        agent = (device.address, device.port)
        async with self._urgent_slots, self._slots:
            if agent in self._under_way:
                return None
            self._under_way.add(agent)
            try:
                target = self._target(device, credential, None)
                poll = await self._poller.poll(target)
                identity = await self._poller.identify(target) if poll.system is not None else AgentIdentity()
                while (again := self._once_more.pop(agent, None)) is not None:
                    await self._poll(again)
                return poll, identity
            finally:
                self._under_way.discard(agent)
                self._once_more.pop(agent, None)

    def can_poll(self, device: Device) -> bool:
        """True where the device has a credential to be asked with."""
        return (device.credential or "") in self.credentials

    async def stop(self) -> None:
        """Ends every poll that is still under way; what came is kept for the recorder."""
        polls = set(self._polls)
        for poll in polls:
            poll.cancel()
        if polls:
            await asyncio.wait(polls)

    def _begin(self, task: Task, name: str) -> asyncio.Task[None]:
        poll = spawn(self._device(task, name), name=f"poll {name}")
        self._polls.add(poll)
        poll.add_done_callback(self._polls.discard)
        return poll

    async def _begin_urgently(self, task: Task) -> set[asyncio.Task[None]]:
        """Begins one poll after the other as the share of the urgent ones allows it."""
        polls = set()
        for name in task.batch.devices:
            await self._urgent_slots.acquire()
            poll = self._begin(task, name)
            poll.add_done_callback(lambda _: self._urgent_slots.release())
            polls.add(poll)
        return polls

    def _most_seconds(self, task: Task) -> float:
        # The last device of the slice starts at its end, and may take its whole deadline and wait for a slot as long.
        most = task.batch.width * self._patience.interval + 2 * self._patience.deadline
        return task.due_at + min(most, _SHARE_OF_INTERVAL * self._patience.interval) - self._clock.now()

    async def _wait(self, polls: set[asyncio.Task[None]], seconds: float) -> bool:
        bound = spawn(self._clock.sleep(seconds), name="batch deadline")
        everything = spawn(_ended(polls), name="batch")
        try:
            await asyncio.wait([bound, everything], return_when=asyncio.FIRST_COMPLETED)
            return everything.done()
        finally:
            bound.cancel()
            everything.cancel()

    async def _device(self, task: Task, name: str) -> None:
        device = self._board.network.devices.get(name)
        if device is None:
            return  # removed while the task waited
        start = task.due_at + task.batch.offset(name, self._patience.interval)
        if task.lane is Lane.ROUTINE and not self._due(name, start):
            self._tally.skipped("not_due")
            return
        if start > self._clock.now():
            await self._clock.sleep(start - self._clock.now())
        agent = (device.address, device.port)
        async with self._slots:
            if agent in self._under_way:
                if task.lane is Lane.URGENT:  # the poll under way may have passed by what just changed
                    self._once_more[agent] = device
                else:
                    self._tally.skipped("overlap")
                return
            self._under_way.add(agent)
            try:
                await self._poll(device)
                while (again := self._once_more.pop(agent, None)) is not None:
                    await self._poll(again)
            finally:
                self._under_way.discard(agent)
                self._once_more.pop(agent, None)

    def _due(self, name: str, at: float) -> bool:
        seen = self._board.observations.get(name)
        interval, limit = self._patience.interval, self._patience.backoff_limit
        return is_due(seen.next_poll_at if seen else None, at, interval, max(interval, limit))

    async def _poll(self, device: Device) -> None:
        credential = self.credentials.get(device.credential or "")
        if credential is None:
            self._tally.skipped("no_credential")
            return
        known = self._board.observations.get(device.name)
        poll = await self._poller.poll(self._target(device, credential, known.traits if known else None))
        if not poll.outcome.answered and self._witness is not None:
            # Before the silence is known: else the device would be down for the second until its ping is back.
            await self._witness.ask([device])
        if device.name not in self._board.network.devices:
            return
        previous = self._board.observations.get(device.name)
        failures = 0 if poll.outcome.answered else (previous.failures if previous else 0) + 1
        pause = pause_after(failures, self._patience.interval, self._patience.backoff_limit)
        seen, changes = observe(previous, device.name, poll, next_poll_at=poll.at + pause)
        if poll.traits is not None:
            seen = replace(seen, traits=poll.traits)
        self._board.pin(seen, changes)
        self._recorder.add([seen], changes)
        self._tally.poll(poll, seen.refusals)

    def _target(self, device: Device, credential: Credential, traits: AgentTraits | None) -> Target:
        return Target(
            address=device.address,
            port=device.port,
            credential=credential,
            profile=device.profile,
            timeout_seconds=self._patience.timeout,
            retries=self._patience.retries,
            deadline_seconds=self._patience.deadline,
            traits=traits,
        )


async def _ended(polls: set[asyncio.Task[None]]) -> None:
    if polls:
        await asyncio.wait(polls)
