"""Who is pinged when: silent devices at once and on and on, healthy ones once in their interval; and what follows from it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from fengsui.clock import spawn
from fengsui.model.observation import DeviceObservation
from fengsui.model.ping import Ping
from fengsui.model.poll import PollOutcome
from fengsui.tasks.broker import InProcessBroker
from fengsui.tasks.pinging import PingRounds, silent_and_due
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.tally import Tally
from fengsui.tasks.upkeep import Assessor
from tests.unit.tasks.test_polling import CREDENTIAL, PATIENCE, Agents, network_of
from tests.unit.tasks.test_upkeep import Store
from tests.unit.tasks.test_witness import Stand

A, B = "127.0.0.1", "127.0.0.2"


def seen(device: str, *, silent_since: float | None) -> DeviceObservation:
    outcome = PollOutcome.OK if silent_since is None else PollOutcome.TIMEOUT
    return DeviceObservation(device, outcome, 6000.0, silent_since=silent_since, failures=int(silent_since is not None))


def test_silent_devices_are_due_that_were_not_pinged_for_so_long() -> None:
    observations = {
        "answers": seen("answers", silent_since=None),
        "fresh": seen("fresh", silent_since=5000.0),
        "due": seen("due", silent_since=5000.0),
        "never": seen("never", silent_since=5000.0),
    }
    pings = {name: Ping(name, at, 3, 0) for name, at in (("answers", 0.0), ("fresh", 5990.0), ("due", 5940.0))}
    assert silent_and_due(observations, pings, 6000.0, 60.0) == {"due", "never"}


def test_a_ping_from_before_the_clock_was_set_back_is_not_waited_for() -> None:
    observations = {"a": seen("a", silent_since=5000.0)}
    assert silent_and_due(observations, {"a": Ping("a", 34_800.0, 3, 0)}, 6000.0, 60.0) == {"a"}


@asynccontextmanager
async def rounds(stand: Stand, *, interval: float, silent_interval: float = 60) -> AsyncIterator[None]:
    work = PingRounds(stand.witness, stand.board, stand.clock, interval=interval, silent_interval=silent_interval)
    task = spawn(work.run(1.0), name="rounds")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_each_healthy_device_is_pinged_once_an_interval_and_not_all_at_once() -> None:
    names = [f"d{number}" for number in range(50)]
    stand = Stand(names)
    async with rounds(stand, interval=300):
        await stand.clock.advance(601)
    addresses = {device.address for device in stand.board.network.devices.values()}
    assert {len(stand.echoes.times_of(address)) for address in addresses} == {2}
    assert max(len(asked) for _, asked in stand.echoes.asked) < 25


async def test_an_interval_of_nought_leaves_the_healthy_ones_alone() -> None:
    stand = Stand(["a", "b"])
    stand.board.pin(seen("b", silent_since=6000.0), ())
    async with rounds(stand, interval=0):
        await stand.clock.advance(600)
    assert stand.echoes.times_of(A) == []
    assert len(stand.echoes.times_of(B)) == 10
    assert stand.kept.pings[-1].device == "b"


async def test_what_was_registered_since_is_pinged_too() -> None:
    stand = Stand(["a"])
    async with rounds(stand, interval=60):
        await stand.clock.advance(60)
        stand.board.register(network_of(["a", "b"]))
        await stand.clock.advance(61)
    assert len(stand.echoes.times_of(B)) == 1


class Province(Stand):
    """Scheduler, polling, assessor and ping rounds together, as the service puts them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.agents, self.store, tally = Agents(self.clock), Store(), Tally(0)
        patience = replace(PATIENCE, interval=60, backoff_limit=600)
        recorder = Recorder(self.store)
        self.polling = BatchPolling(
            self.agents, self.board, recorder, tally, self.clock, patience, witness=self.witness
        )
        self.polling.credentials = {"lab": CREDENTIAL}
        self.broker = InProcessBroker(self.clock, workers=4)
        self.scheduler = Scheduler(self.broker, tally, self.clock, interval=60, batch_size=100)
        self.assessor = Assessor(self.board, recorder, self.store, self.scheduler, self.clock)
        self.scheduler.plan(names)

    @asynccontextmanager
    async def running(self, *, interval: float = 0) -> AsyncIterator[None]:
        self.broker.start(self.polling.run)
        loops = [
            spawn(self.scheduler.run(), name="scheduler"),
            spawn(self.assessor.run(every_seconds=1, save_every_seconds=60), name="assessor"),
        ]
        try:
            async with rounds(self, interval=interval):
                yield
        finally:
            for loop in loops:
                loop.cancel()
            stopping = spawn(self.broker.stop(0), name="stop")
            await self.clock.advance(1)
            await stopping
            await self.polling.stop()
            await asyncio.wait(loops)

    def story(self, device: str) -> list[str]:
        return [change.after for change in self.store.changes if (change.kind, change.name) == ("device", device)]


async def test_a_device_whose_agent_dies_stays_up_on_the_word_of_its_ping_without_a_moment_of_down() -> None:
    province = Province(["a", "b"])
    async with province.running():
        await province.clock.advance(120)
        province.agents.answers[A] = PollOutcome.TIMEOUT
        await province.clock.advance(600)
        state = province.board.conditions.devices["a"]
        assert (state.condition.value, state.agent_silent, state.reason) == ("up", True, "agent silent, ping answers")
        province.agents.answers[A] = PollOutcome.OK
        await province.clock.advance(660)
        assert not province.board.conditions.devices["a"].agent_silent
    assert province.story("a") == ["up"]
    assert province.echoes.times_of(B) == []


async def test_a_silent_device_is_pinged_on_while_its_polls_are_backed_off() -> None:
    province = Province(["a"])
    async with province.running():
        province.agents.answers[A] = PollOutcome.TIMEOUT
        await province.clock.advance(1800)
    times = province.echoes.times_of(A)
    assert len(times) > 25
    assert max(after - before for before, after in itertools.pairwise(times)) <= 65


async def test_a_dead_device_is_down_and_is_asked_at_once_when_its_ping_is_back() -> None:
    province = Province(["a"])
    province.echoes.dead = {A}
    province.agents.answers[A] = PollOutcome.TIMEOUT
    async with province.running():
        await province.clock.advance(1800)
        assert province.board.conditions.devices["a"].condition.value == "down"
        province.echoes.dead = set()
        province.agents.answers[A] = PollOutcome.OK
        back = province.clock.now()
        await province.clock.advance(70)
        assert province.board.observations["a"].outcome is PollOutcome.OK
    polled = [at for _, at in province.agents.asked if at >= back]
    assert len(polled) >= 1
    assert province.story("a") == ["down", "up"]


async def test_where_nothing_may_be_pinged_silence_is_judged_as_without() -> None:
    province = Province(["a"])
    province.witness.able = False
    async with province.running():
        await province.clock.advance(120)
        province.agents.answers[A] = PollOutcome.TIMEOUT
        await province.clock.advance(120)
    assert province.story("a") == ["up", "down"]
    assert province.echoes.asked == []


async def test_healthy_devices_are_measured_without_a_word_on_their_condition() -> None:
    province = Province(["a"])
    province.echoes.dead = {A}
    async with province.running(interval=120):
        await province.clock.advance(600)
    assert province.story("a") == ["up"]
    assert len(province.echoes.times_of(A)) == 5
    assert province.board.pings["a"].received == 0
