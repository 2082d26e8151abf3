"""Polling a batch: paced, bounded, never twice at once, one bad device never stops the others."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from fengsui.clock import Clock, ManualClock
from fengsui.collectors.target import Target
from fengsui.model.agent import AgentTraits
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.network import Network
from fengsui.model.observation import Change, DeviceObservation
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.poller import PollerCounts, WireCounts
from fengsui.model.secret import Secret
from fengsui.model.site import Site, SiteKind
from fengsui.model.verification import AgentIdentity
from fengsui.tasks.board import Board
from fengsui.tasks.broker import InProcessBroker, Lane, Task
from fengsui.tasks.polling import BatchPolling, Patience
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.schedule import Batch
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally

PATIENCE = Patience(interval=60, timeout=1, retries=1, deadline=20, backoff_limit=240, concurrency=10)
CREDENTIAL = Credential(name="lab", version=SnmpVersion.V2C, community=Secret("public"))


class Agents:
    """Answers polls as told: an outcome, an exception, or waiting for ever."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.answers: dict[str, PollOutcome | Exception | asyncio.Event] = {}
        self.asked: list[tuple[str, float]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.targets: list[Target] = []
        self.traits: AgentTraits | None = None
        self.kept: set[tuple[str, int]] | None = None

    def keep_only(self, agents: Collection[tuple[str, int]]) -> None:
        self.kept = set(agents)

    async def identify(self, target: Target) -> AgentIdentity:
        return AgentIdentity(engine_id=f"of {target.address}")

    async def poll(self, target: Target) -> DevicePoll:
        self.asked.append((target.address, self._clock.now()))
        self.targets.append(target)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = self.answers.get(target.address, PollOutcome.OK)
            if isinstance(answer, asyncio.Event):
                await answer.wait()
                answer = PollOutcome.OK
            await self._clock.sleep(0)
            if isinstance(answer, Exception):
                raise answer
            return DevicePoll(address=target.label, at=self._clock.now(), outcome=answer, traits=self.traits)
        finally:
            self.at_once -= 1


class OtherWitness:
    """Notes who was asked, and whether their silence was known already."""

    def __init__(self, bench: "Bench") -> None:
        self._bench = bench
        self.asked: list[tuple[str, bool]] = []

    async def ask(self, devices: Collection[Device]) -> None:
        self.asked += [(device.name, device.name in self._bench.board.observations) for device in devices]


class Store:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.devices: list[str] = []

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        self.devices.extend(seen.device for seen in observations)


class Bench:
    """Everything around a BatchPolling, on one manual clock."""

    def __init__(self, names: Sequence[str], patience: Patience = PATIENCE) -> None:
        self.clock = ManualClock(now=6000.0)
        self.agents = Agents(self.clock)
        self.store = Store()
        self.board = Board(evidence_limit_seconds=180)
        self.tally = Tally(self.clock.now())
        self.board.register(network_of(names))
        self.witness = OtherWitness(self)
        self.polling = BatchPolling(
            self.agents, self.board, Recorder(self.store), self.tally, self.clock, patience, witness=self.witness
        )
        self.polling.credentials = {"lab": CREDENTIAL}

    def counts(self) -> PollerCounts:
        return self.tally.counts(queued=0, running=0, wire=WireCounts())

    async def run(self, names: Sequence[str], lane: Lane = Lane.ROUTINE, *, seconds: float = 100) -> None:
        batch = Batch(key="b", phase=0.0, width=0.0, devices=tuple(names))
        running = asyncio.get_running_loop().create_task(self.polling.run(Task(batch, lane, self.clock.now())))
        await self.clock.advance(seconds)
        await running


def network_of(names: Sequence[str]) -> Network:
    return Network.of(
        sites=[Site(code="s", name="站", division="620102", kind=SiteKind.POP)],
        devices=[
            Device(
                name=name, carrier="telecom", site="s", role=DeviceRole.COUNTY, network=NetworkKind.INTERNET,
                address=f"127.0.0.{number + 1}", credential="lab",
            )
            for number, name in enumerate(names)
        ],
    )  # fmt: skip


async def test_every_device_is_polled_pinned_up_and_written() -> None:
    bench = Bench(["a", "b", "c"])
    await bench.run(["a", "b", "c"])
    assert sorted(bench.board.observations) == ["a", "b", "c"]
    assert sorted(bench.store.devices) == ["a", "b", "c"]
    assert bench.counts().polls == {"ok": 3}
    assert bench.counts().batches == {"done": 1}


async def test_of_a_silent_device_the_other_witness_is_asked_before_its_silence_is_known() -> None:
    bench = Bench(["a", "b", "c"])
    bench.agents.answers |= {"127.0.0.1": PollOutcome.TIMEOUT, "127.0.0.2": PollOutcome.REFUSED}
    await bench.run(["a", "b", "c"])
    assert bench.witness.asked == [("a", False)]
    assert bench.board.observations["a"].failures == 1


async def test_a_device_that_blows_up_costs_itself_alone() -> None:
    bench = Bench(["a", "b"])
    bench.agents.answers["127.0.0.1"] = ValueError("broken")
    await bench.run(["a", "b"])
    assert list(bench.board.observations) == ["b"]


async def test_a_batch_ends_at_its_deadline_and_keeps_what_came_then_and_later() -> None:
    bench = Bench(["a", "b"])
    answer = asyncio.Event()
    bench.agents.answers["127.0.0.1"] = answer
    await bench.run(["a", "b"], seconds=41)
    assert bench.store.devices == ["b"]
    assert bench.counts().batches == {"deadline": 1}
    answer.set()
    await bench.clock.advance(1)
    assert sorted(bench.board.observations) == ["a", "b"]


async def test_a_silent_device_never_costs_the_others_their_turn() -> None:
    names = [f"d{number}" for number in range(5)]
    bench = Bench(names, replace(PATIENCE, interval=10))
    bench.agents.answers["127.0.0.1"] = asyncio.Event()  # as long as its deadline of 20 s, two intervals
    broker = InProcessBroker(bench.clock, workers=4)
    scheduler = Scheduler(broker, bench.tally, bench.clock, interval=10, batch_size=100)
    scheduler.plan(names)
    broker.start(bench.polling.run)
    loop = asyncio.get_running_loop().create_task(scheduler.run())
    await bench.clock.advance(100)
    loop.cancel()
    await broker.stop(0)
    await bench.polling.stop()
    asked = Counter(address for address, _ in bench.agents.asked)
    assert asked == Counter({"127.0.0.1": 1, **{f"127.0.0.{number}": 10 for number in range(2, 6)}})
    assert "skipped" not in bench.counts().batches
    assert bench.counts().lag_seconds < 1


async def test_stopping_ends_what_is_still_being_asked() -> None:
    bench = Bench(["a"])
    bench.agents.answers["127.0.0.1"] = asyncio.Event()
    await bench.run(["a"])
    assert bench.agents.at_once == 1
    await bench.polling.stop()
    assert bench.agents.at_once == 0
    await bench.polling.stop()


@pytest.mark.parametrize(
    ("second", "polls"), [(Lane.ROUTINE, {"ok": 1, "skipped_overlap": 1}), (Lane.URGENT, {"ok": 2})]
)
async def test_one_agent_is_never_polled_twice_at_once_but_once_more_where_it_is_urgent(
    second: Lane, polls: dict[str, int]
) -> None:
    bench = Bench(["a"])
    answer = asyncio.Event()
    bench.agents.answers["127.0.0.1"] = answer
    batch = Batch(key="b", phase=0.0, width=0.0, devices=("a",))
    loop = asyncio.get_running_loop()
    runs = [
        loop.create_task(bench.polling.run(Task(batch, lane, bench.clock.now()))) for lane in (Lane.ROUTINE, second)
    ]
    await bench.clock.advance(1)
    answer.set()
    await bench.clock.advance(1)
    await asyncio.gather(*runs)
    assert bench.agents.most_at_once == 1
    assert bench.counts().polls == polls


async def test_no_more_than_the_allowed_number_of_agents_is_asked_at_once() -> None:
    names = [f"d{number}" for number in range(30)]
    bench = Bench(names)
    await bench.run(names)
    assert bench.agents.most_at_once == 10
    assert bench.counts().polls == {"ok": 30}


async def test_devices_of_a_slice_are_asked_at_their_own_moments() -> None:
    names = [f"d{number}" for number in range(20)]
    bench = Bench(names)
    batch = Batch(key="b", phase=0.0, width=1.0, devices=tuple(names))
    running = asyncio.get_running_loop().create_task(bench.polling.run(Task(batch, Lane.ROUTINE, 6000.0)))
    await bench.clock.advance(200)
    await running
    offsets = {address: at - 6000.0 for address, at in bench.agents.asked}
    assert offsets == {
        f"127.0.0.{number + 1}": pytest.approx(batch.offset(name, 60)) for number, name in enumerate(names)
    }


async def test_a_silent_device_is_backed_off_but_urgent_work_asks_it_all_the_same() -> None:
    bench = Bench(["a"])
    bench.agents.answers["127.0.0.1"] = PollOutcome.TIMEOUT
    for _ in range(4):  # every 100 s; due again after 60, 120, then 240 s
        await bench.run(["a"])
    assert bench.counts().polls == {"timeout": 3, "skipped_not_due": 1}
    assert bench.board.observations["a"].failures == 3
    await bench.run(["a"], Lane.URGENT)
    assert bench.counts().polls["timeout"] == 4


async def test_an_urgent_batch_is_done_while_a_silent_device_is_still_asked() -> None:
    bench = Bench(["a", "b"])
    silent = asyncio.Event()
    bench.agents.answers["127.0.0.1"] = silent
    await bench.run(["a", "b"], Lane.URGENT, seconds=1)
    assert bench.counts().batches == {"done": 1}
    assert bench.store.devices == ["b"], "what came is written down"
    silent.set()
    await bench.clock.advance(1)
    assert bench.counts().polls == {"ok": 2}


async def test_a_storm_of_urgent_polls_of_silent_devices_leaves_room_for_routine_ones() -> None:
    names = [f"d{number}" for number in range(10)]
    bench = Bench(names, replace(PATIENCE, concurrency=4))
    silent = asyncio.Event()
    for number in range(1, 10):
        bench.agents.answers[f"127.0.0.{number}"] = silent
    loop = asyncio.get_running_loop()
    batch = Batch(key="u", phase=0.0, width=0.0, devices=tuple(names[:9]))
    storm = loop.create_task(bench.polling.run(Task(batch, Lane.URGENT, bench.clock.now())))
    await bench.clock.advance(1)
    assert bench.agents.at_once == 3
    await bench.run(["d9"], seconds=1)
    assert bench.counts().polls == {"ok": 1}
    silent.set()
    await bench.clock.advance(5)
    await storm
    assert bench.counts().polls == {"ok": 10}


async def test_an_answer_ends_the_back_off() -> None:
    bench = Bench(["a"])
    bench.agents.answers["127.0.0.1"] = PollOutcome.TIMEOUT
    await bench.run(["a"])
    bench.agents.answers["127.0.0.1"] = PollOutcome.PARTIAL
    await bench.run(["a"])
    seen = bench.board.observations["a"]
    assert (seen.failures, seen.next_poll_at) == (0, seen.polled_at + 60)


async def test_a_device_without_credential_or_removed_meanwhile_is_not_asked() -> None:
    bench = Bench(["a"])
    bench.polling.credentials = {}
    await bench.run(["a", "gone"])
    assert bench.agents.asked == []
    assert bench.counts().polls == {"skipped_no_credential": 1}


async def test_what_was_learned_of_an_agent_goes_with_its_observation_into_its_next_poll() -> None:
    bench = Bench(["a"])
    learned = AgentTraits(0.3, 0.1, 0.02)
    bench.agents.traits = learned
    await bench.run(["a"])
    assert bench.board.observations["a"].traits == learned
    bench.agents.traits = None
    await bench.run(["a"])
    assert [target.traits for target in bench.agents.targets] == [None, learned]
    assert bench.board.observations["a"].traits == learned


async def test_agents_that_are_registered_no_more_are_forgotten() -> None:
    bench = Bench(["a", "b"])
    bench.board.register(network_of(["a"]))
    bench.polling.forget_others()
    assert bench.agents.kept == {("127.0.0.1", 161)}
