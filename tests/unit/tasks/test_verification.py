"""Verifying: who waits is asked once, who may not be asked is sent nothing, who is silent is asked ever less often."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from fengsui.clock import ManualClock
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.credential import Credential
from fengsui.model.device import Device, DeviceLifecycle
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import DevicePoll, PollOutcome, SystemFacts
from fengsui.model.principal import Author
from fengsui.model.verification import AgentIdentity, Asked, Known, ReasonKind, Registered, Verdict, Verification
from fengsui.tasks.verification import PRINCIPAL, VerificationRules, Verifier
from tests.support.builders import carrier, device, observation, site
from tests.unit.tasks.test_polling import CREDENTIAL, Bench

RULES = VerificationRules(
    allow_loopback=False, is_own=lambda _: False, boxes={}, retry_seconds=60, retry_limit_seconds=240
)


class Table:
    """The table of verifications in memory."""

    def __init__(self, *devices: Device) -> None:
        self.devices = {each.name: each for each in devices}
        self.done: dict[str, Verification] = {}
        self.authors: list[Author] = []
        self.away = False

    async def due(self, now: float, limit: int) -> list[str]:
        self._reach()
        names = [name for name in self.devices if name not in self.done or (self.done[name].next_at or 1e12) <= now]
        return names[:limit]

    async def registered(self, names: Collection[str]) -> list[Registered]:
        return [self._registered(self.devices[name]) for name in names]

    async def settle(
        self, asked: Iterable[Asked], judge: Callable[[Asked, Sequence[Known]], Verification], by: Author
    ) -> list[Verification]:
        self._reach()
        settled = [judge(each, []) for each in asked]
        self.done |= {each.device: each for each in settled}
        self.authors.append(by)
        return settled

    def _registered(self, each: Device) -> Registered:
        failures = self.done[each.name].failures if each.name in self.done else 0
        return Registered(each, carrier(management_prefixes=("10.20.0.0/16",)), site(), CREDENTIAL, failures)

    def _reach(self) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")


class Agents:
    """Answers as told, and counts how often each was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.outcome: PollOutcome | Exception | None = PollOutcome.OK
        self.wait: asyncio.Event | None = None

    async def ask(self, device: Device, _credential: Credential) -> tuple[DevicePoll, AgentIdentity] | None:
        self.asked.append(device.name)
        if self.wait is not None:
            await self.wait.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        if self.outcome is None:
            return None
        system = SystemFacts(sys_name=device.name) if self.outcome is PollOutcome.OK else None
        return DevicePoll(device.address, 0.0, self.outcome, system=system), AgentIdentity()


class Stage:
    def __init__(self, *devices: Device) -> None:
        self.table = Table(*devices)
        self.agents = Agents()
        self.clock = ManualClock()
        self.seen: dict[str, DeviceObservation] = {}
        self.known: dict[str, Device] = {}
        self.verifier = Verifier(
            self.table, self.agents.ask, lambda: self.seen, lambda: self.known, self.clock, RULES
        )  # fmt: skip

    async def turns(self, count: int = 1, pause: float = 2.0) -> None:
        for _ in range(count):
            await self.verifier.turn()
            await self.clock.advance(pause)


def waiting(name: str, address: str = "10.20.0.2") -> Device:
    return device(name, address=address, credential="lab", lifecycle=DeviceLifecycle.PENDING)


async def test_who_waits_is_asked_once_and_gets_in() -> None:
    stage = Stage(waiting("a"), waiting("b", "10.20.0.3"))
    await stage.turns(3)
    assert sorted(stage.agents.asked) == ["a", "b"]
    assert {name: done.verdict for name, done in stage.table.done.items()} == dict.fromkeys("ab", Verdict.ACTIVE)
    assert {each.principal for each in stage.table.authors} == {PRINCIPAL}


async def test_who_may_not_be_asked_is_sent_nothing_and_refused() -> None:
    stage = Stage(waiting("outside", "10.99.0.1"), waiting("loop", "127.0.0.1"), waiting("group", "224.0.0.5"))
    await stage.turns(3)
    assert stage.agents.asked == []
    assert {done.verdict for done in stage.table.done.values()} == {Verdict.REFUSED}
    assert {done.next_at for done in stage.table.done.values()} == {None}


async def test_who_is_silent_is_asked_again_ever_less_often() -> None:
    stage = Stage(waiting("a"))
    stage.agents.outcome = PollOutcome.TIMEOUT
    pauses = []
    for _ in range(5):
        await stage.turns(2)
        done = stage.table.done["a"]
        pauses.append((done.next_at or 0.0) - (done.at or 0.0))
        await stage.clock.advance(pauses[-1])
    assert pauses == [60, 120, 240, 240, 240]
    assert len(stage.agents.asked) == 5
    stage.agents.outcome = PollOutcome.OK
    await stage.turns(2)
    assert stage.table.done["a"].verdict is Verdict.ACTIVE


async def test_a_device_that_counts_already_is_not_asked_again_by_itself() -> None:
    stage = Stage(replace(waiting("a"), lifecycle=DeviceLifecycle.ACTIVE))
    stage.agents.outcome = PollOutcome.TIMEOUT
    await stage.turns(2)
    assert (stage.table.done["a"].verdict, stage.table.done["a"].next_at) == (Verdict.REFUSED, None)


async def test_one_that_is_being_asked_is_not_asked_by_a_second() -> None:
    stage = Stage(waiting("a"), waiting("b", "10.20.0.3"))
    stage.agents.wait = asyncio.Event()
    await stage.turns(5)
    assert sorted(stage.agents.asked) == ["a", "b"]
    assert stage.table.done == {}
    stage.agents.wait.set()
    await stage.turns(2)
    assert len(stage.table.done) == 2


async def test_thousands_that_are_silent_leave_room_for_urgent_polls() -> None:
    stage = Stage(*(waiting(f"d{number}", f"10.20.1.{number}") for number in range(1, 200)))
    stage.agents.wait = asyncio.Event()
    await stage.turns(3)
    assert len(stage.agents.asked) == RULES.at_once == 50
    stage.agents.wait.set()
    await stage.turns(2)
    assert len(stage.table.done) == 199
    assert len(stage.agents.asked) == 199


async def test_one_that_cannot_be_asked_at_this_moment_is_tried_again() -> None:
    stage = Stage(waiting("a"))
    stage.agents.outcome = None
    await stage.turns(2)
    assert stage.table.done == {}
    stage.agents.outcome = PollOutcome.OK
    await stage.turns(3)
    assert stage.table.done["a"].verdict is Verdict.ACTIVE


async def test_one_that_trips_us_up_is_refused_and_asked_again_later() -> None:
    stage = Stage(waiting("a"))
    stage.agents.outcome = ValueError("broken")
    await stage.turns(3)
    assert [each.kind for each in stage.table.done["a"].reasons] == [ReasonKind.UNUSABLE]
    assert stage.agents.asked == ["a"]


async def test_nothing_that_was_heard_is_lost_while_the_database_is_away() -> None:
    stage = Stage(waiting("a"))
    loop = asyncio.get_running_loop().create_task(stage.verifier.run(2.0))
    await stage.clock.advance(1)
    stage.table.away = True
    await stage.clock.advance(10)
    stage.table.away = False
    await stage.clock.advance(3)
    loop.cancel()
    assert stage.agents.asked == ["a"]
    assert stage.table.done["a"].verdict is Verdict.ACTIVE


async def test_a_name_that_polling_has_seen_is_taken() -> None:
    stage = Stage(waiting("a"))
    stage.known = {"old": device("old", address="10.20.0.9")}
    stage.seen = {
        "old": observation("old", system=SystemFacts(sys_name="A")),
        "gone": observation("gone", system=SystemFacts(sys_name="a")),
    }
    await stage.turns(2)
    assert [(each.kind, each.other) for each in stage.table.done["a"].reasons] == [(ReasonKind.NAME_CLASH, "old")]


async def test_stopping_ends_what_is_under_way() -> None:
    stage = Stage(waiting("a"))
    stage.agents.wait = asyncio.Event()
    await stage.turns()
    await stage.verifier.stop()
    await stage.verifier.stop()
    assert stage.table.done == {}


async def test_polling_asks_beside_its_batches_and_never_an_agent_that_is_being_polled() -> None:
    bench = Bench(["a"])
    other = replace(bench.board.network.devices["a"], name="new", address="127.0.0.9")
    answer = await ask_apart(bench, other)
    assert answer is not None
    assert answer[0].outcome is PollOutcome.OK
    assert "new" not in bench.board.observations
    bench.agents.answers["127.0.0.1"] = held = asyncio.Event()
    await bench.run(["a"], seconds=41)
    assert await ask_apart(bench, bench.board.network.devices["a"]) is None
    held.set()
    await bench.clock.advance(1)
    assert await ask_apart(bench, bench.board.network.devices["a"]) is not None


async def ask_apart(bench: Bench, chosen: Device) -> tuple[DevicePoll, AgentIdentity] | None:
    asking = asyncio.get_running_loop().create_task(bench.polling.ask_apart(chosen, CREDENTIAL))
    await bench.clock.advance(1)
    return await asking
