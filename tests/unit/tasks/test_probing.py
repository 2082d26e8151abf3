"""The loop that probes: every service at its moment, and what comes of it on the board and in the history."""

import asyncio
from collections.abc import Sequence

import pytest

from fengsui.clock import ManualClock, spawn
from fengsui.errors import DatabaseUnreachableError
from fengsui.model.network import Network
from fengsui.model.observation import Change, Condition, DeviceObservation
from fengsui.model.phase import phase_of
from fengsui.model.probe import ProbeOutcome, ProbeResult, ServiceObservation
from fengsui.model.service import Service, ServiceKind
from fengsui.tasks.board import Board
from fengsui.tasks.probing import ServiceProbing
from fengsui.tasks.recorder import Recorder

INTERVAL = 60.0


class Prober:
    """Answers as told, and notes whom it was asked about and when; a service may be told to take its time."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.asked: list[tuple[str, float]] = []
        self.names: list[str | None] = []
        self.outcomes: dict[str, ProbeOutcome | Exception] = {}
        self.takes = 0.0
        self.at_once = self.most_at_once = 0

    async def probe(self, service: Service, names: Service | None = None) -> ProbeResult:
        at = self._clock.now()
        self.asked.append((service.name, at))
        self.names.append(names.name if names else None)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.takes:
                await self._clock.sleep(self.takes)
        finally:
            self.at_once -= 1
        outcome = self.outcomes.get(service.name, ProbeOutcome.UP)
        if isinstance(outcome, Exception):
            raise outcome
        return ProbeResult(service.name, at, outcome)

    def times(self, name: str) -> list[float]:
        return [at for asked, at in self.asked if asked == name]


class Store:
    """Keeps what is written, unless it is told to be away."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceObservation] = {}
        self.changes: list[Change] = []
        self.away = False
        self.slow: asyncio.Event | None = None

    async def save_services(self, observations: Sequence[ServiceObservation]) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")
        if self.slow is not None:
            await self.slow.wait()
        self.services |= {seen.service: seen for seen in observations}

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        self.changes += changes


class Stage:
    """The loop with everything around it."""

    def __init__(self, *services: Service, concurrency: int = 20) -> None:
        self.clock = ManualClock()
        self.prober = Prober(self.clock)
        self.store = Store()
        self.board = Board(180.0)
        self.register(*services)
        self.probing = ServiceProbing(
            self.prober,
            self.board,
            Recorder(self.store),
            self.store,
            self.clock,
            interval=INTERVAL,
            concurrency=concurrency,
        )

    def register(self, *services: Service) -> None:
        self.board.register(Network.of(services=services))

    async def run(self, seconds: float) -> None:
        loop = spawn(self.probing.run(), name="probing")
        await self.clock.advance(seconds)
        loop.cancel()
        await asyncio.wait([loop])


def service(name: str = "portal", **given: object) -> Service:
    fields = {
        "name": name,
        "site": "s",
        "kind": ServiceKind.TCP,
        "address": "127.0.0.1",
        "port": 9,
        "carrier": "telecom",
    }
    return Service(**{**fields, **given})  # type: ignore[arg-type]  # the dictionary's values differ in type


async def test_a_new_service_is_probed_at_once_and_then_at_its_own_moment() -> None:
    stage = Stage(service())
    await stage.run(200)
    first, second, *later = stage.prober.times("portal")
    assert first == ManualClock().now()
    assert second - first <= INTERVAL + 1
    assert [round(at - second) for at in later] == [60, 120]
    assert (second / INTERVAL - phase_of("portal")) % 1 < 1.5 / INTERVAL


async def test_probing_and_saving_go_on_when_the_clock_is_set_back() -> None:
    stage = Stage(service())
    await stage.run(61)
    stage.clock.set_back(8 * 3600)
    stage.prober.outcomes["portal"] = ProbeOutcome.REFUSED
    before = len(stage.prober.times("portal"))
    await stage.run(130)
    assert len(stage.prober.times("portal")) in (before + 2, before + 3)
    assert stage.store.services["portal"].condition is Condition.DOWN


async def test_what_was_being_written_when_the_loop_was_stopped_is_written_at_the_end() -> None:
    stage = Stage(service())
    stage.store.slow = asyncio.Event()
    await stage.run(6)
    assert not stage.store.services
    stage.store.slow = None
    await stage.probing.stop()
    assert list(stage.store.services) == ["portal"]


async def test_services_have_moments_spread_over_the_interval() -> None:
    stage = Stage(*(service(f"s{number}") for number in range(60)))
    await stage.run(121)
    later = [at for name in stage.board.services for at in stage.prober.times(name)[1:]]
    assert len({round(at) % 60 for at in later}) > 20


async def test_two_failures_in_a_row_are_a_change_that_is_written_down() -> None:
    stage = Stage(service())
    await stage.run(1)
    stage.prober.outcomes["portal"] = ProbeOutcome.REFUSED
    await stage.run(61)
    assert stage.board.services["portal"].condition is Condition.UP
    await stage.run(66)
    assert stage.store.services["portal"].condition is Condition.DOWN
    told = [(change.kind, change.name, change.before, change.after, change.carrier) for change in stage.store.changes]
    assert told == [("service", "portal", None, "up", "telecom"), ("service", "portal", "up", "down", "telecom")]
    assert [change.after for change in stage.board.recent_changes] == ["up", "down"]


async def test_a_probe_that_breaks_is_counted_and_stops_nobody() -> None:
    stage = Stage(service("odd"), service("portal"))
    stage.prober.outcomes["odd"] = RuntimeError("a server nobody thought of")
    await stage.run(2)
    assert stage.board.services["portal"].condition is Condition.UP
    assert stage.board.services["odd"].reason == "error: RuntimeError"
    counts = stage.probing.counts()
    assert (counts.probes["up"], counts.probes["error"], counts.probes["refused"]) == (1, 1, 0)


async def test_a_service_is_never_probed_twice_at_once_and_not_too_many_are() -> None:
    stage = Stage(*(service(f"s{number}") for number in range(9)), concurrency=3)
    stage.prober.takes = 100.0
    await stage.run(90)
    assert stage.prober.most_at_once == 3
    assert len(stage.prober.asked) == 3
    await stage.probing.stop()
    assert stage.prober.at_once == 0


async def test_what_is_registered_anew_is_probed_at_once_and_what_is_gone_no_more() -> None:
    stage = Stage(service("a"), service("b"))
    await stage.run(1.5)
    stage.register(service("a", port=10))
    await stage.run(1.5)
    assert [name for name, _ in stage.prober.asked] == ["a", "b", "a"]
    assert list(stage.board.services) == ["a"]


async def test_an_answer_for_what_was_changed_meanwhile_does_not_count() -> None:
    stage = Stage(service())
    stage.prober.takes = 5.0
    await stage.run(2)
    stage.register(service(port=10))
    await stage.run(4)
    assert stage.board.services == {}


async def test_after_a_restart_a_service_waits_for_its_moment() -> None:
    stage = Stage(service())
    seen = ServiceObservation(
        "portal", Condition.UP, 1.0, "", 0, 1.0, ProbeResult("portal", stage.clock.now() - 30, ProbeOutcome.UP)
    )
    stage.board.restore_services({"portal": seen})
    await stage.run(61)
    (at,) = stage.prober.times("portal")
    assert at > ManualClock().now()
    assert stage.store.changes == []


async def test_evidence_from_long_ago_is_no_evidence() -> None:
    stage = Stage(service())
    last = ProbeResult("portal", stage.clock.now() - 181, ProbeOutcome.UP)
    stage.board.restore_services({"portal": ServiceObservation("portal", Condition.UP, 1.0, "", 0, 1.0, last)})
    stage.probing.turn()
    assert stage.board.services["portal"].condition is Condition.UNKNOWN


async def test_the_dns_service_that_is_named_goes_with_the_question() -> None:
    names = service("names", kind=ServiceKind.DNS, host="a.cn")
    stage = Stage(names, service(check_dns="names"), service("other", check_dns="gone"))
    await stage.run(1)
    assert sorted(stage.prober.names, key=str) == [None, None, "names"]


async def test_a_database_that_is_away_is_tried_again() -> None:
    stage = Stage(service())
    stage.store.away = True
    await stage.run(6)
    assert stage.store.services == {}
    stage.store.away = False
    await stage.run(6)
    assert stage.store.services.keys() == {"portal"}


@pytest.mark.parametrize("outcome", [ProbeOutcome.UP, ProbeOutcome.TIMEOUT])
async def test_stopping_writes_what_is_known(outcome: ProbeOutcome) -> None:
    stage = Stage(service())
    stage.prober.outcomes["portal"] = outcome
    stage.probing.turn()
    await stage.clock.advance(0)
    await stage.probing.stop()
    assert stage.store.services["portal"].last.outcome is outcome
