"""A fibre cut in the simulated province, seen over real SNMP: one incident with its victims, which closes by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from fengsui.alerts.incidents import Damping
from fengsui.clock import ManualClock, SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.database.open import open_database
from fengsui.history.incidents import IncidentStore
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.incident import CauseKind, Loss
from fengsui.model.secret import Secret
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.province import COMMUNITY, Province, Trench
from fengsui.simulator.server import AgentServer
from fengsui.state.observe import observe
from fengsui.tasks.board import Board
from fengsui.tasks.incidents import IncidentWatch
from tests.support.province import START, the_province

V2C = Credential("demo", SnmpVersion.V2C, community=Secret(COMMUNITY))
CARRIERS = ("broadcast", "unicom")


def two_carriers() -> tuple[Province, Trench]:
    """The equipment of two carriers, and a trench of a ring that both have a cable in, registered as a duct."""
    whole = the_province()
    devices = {name: each for name, each in whole.devices.items() if each.device.carrier in CARRIERS}
    links = {name: each for name, each in whole.links.items() if {each.a.device, each.b.device} <= devices.keys()}
    trench = next(each for each in whole.trenches if len(links.keys() & each.links) == len(CARRIERS))
    lain = {name: replace(links[name], duct="g30") for name in links.keys() & trench.links}
    return replace(whole, devices=devices, links={**links, **lain}), replace(trench, links=tuple(lain))


class Stage:
    """The agents, and a monitor that polls them all when it is told to."""

    def __init__(self, store: IncidentStore) -> None:
        self.province, self.trench = two_carriers()
        self.time = ManualClock(now=START)  # of the agents: faults happen when the test says so
        self.server = AgentServer(self.province, self.time, lambda _: None)
        self.poller = Poller(SystemClock())
        self.port = 0
        self.board = Board(180.0)
        self.watch = IncidentWatch(store, Damping(gather=0.0, hold=0.0))

    async def look(self) -> None:
        """Polls everybody, and takes what came."""
        devices = [simulated.device for simulated in self.province.devices.values()]
        polls = await asyncio.gather(
            *(self.poller.poll(Target(each.address, V2C, port=self.port, deadline_seconds=30.0)) for each in devices)
        )
        for device, poll in zip(devices, polls, strict=True):
            known = self.board.observations.get(device.name)
            self.board.pin(*observe(known, device.name, poll, next_poll_at=None))
        now = SystemClock().now()
        self.watch.note(self.board, self.board.assess(now), now)
        # The hold is none: what came up closes at the next look.
        self.watch.note(self.board, (), now)
        await self.watch.flush()

    async def start(self) -> None:
        self.port = self.server.start(0)
        await self.poller.open()
        self.board.register(self.province.network)
        await self.watch.restore(SystemClock().now())

    async def stop(self) -> None:
        await self.poller.close()
        self.server.stop()


@pytest.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[IncidentStore]:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('incidents') / 'fengsui.db'}"
    async with open_database(url, create=True) as db:
        yield IncidentStore(db)


async def test_a_cable_that_is_cut_is_one_incident_with_its_victims_and_closes_when_it_is_spliced(
    store: IncidentStore,
) -> None:
    stage = Stage(store)
    await stage.start()
    timeline = asyncio.get_running_loop().create_task(stage.server.run())
    try:
        await stage.look()
        assert stage.watch.open == ()
        cut = Fault(FaultKind.FIBRE_CUT, START + 10, START + 1000, links=stage.trench.links)
        stage.server.schedule([cut])
        await stage.time.advance(20)
        await stage.look()
        (incident,) = await store.between(0.0, 1e12)
        assert (incident.cause.kind, incident.cause.names) == (CauseKind.DUCT, ("g30",))
        assert incident.cause.carriers == CARRIERS
        assert incident.victims.elements == ()
        assert stage.trench.b in incident.lost(Loss.REDUNDANCY)
        assert incident.lost(Loss.COVER) == ()
        await stage.time.advance(1000)
        await stage.look()
        (closed,) = await store.between(0.0, 1e12)
        assert (closed.id, closed.flaps) == (incident.id, 0)
        assert closed.closed_at is not None
        assert stage.watch.open == ()
    finally:
        timeline.cancel()
        with suppress(asyncio.CancelledError):
            await timeline
        await stage.stop()
