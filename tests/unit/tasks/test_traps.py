"""The reception put together: closed without an address, open with one, and everything written down at the end."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from fengsui.clock import ManualClock, spawn
from fengsui.errors import ConfigError
from fengsui.model.network import Network
from fengsui.model.trap import TrapCounts
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.traps import TrapPlan, TrapReception
from tests.support.builders import device, site
from tests.support.net_snmp import LINK_DOWN, v2c
from tests.support.traps import trap
from tests.unit.tasks.test_hints import Store, Tasks
from tests.unit.tasks.test_polling import Bench


class Reception:
    """A reception whose one device is at 127.0.0.1."""

    def __init__(self, folder: Path, listen: Sequence[tuple[str, int]]) -> None:
        self.clock = ManualClock()
        self.tasks, self.store, bench = Tasks(self.clock), Store(), Bench([])
        bench.board.register(Network.of(sites=[site()], devices=[device("a", address="127.0.0.1", credential="lab")]))
        bench.polling.credentials = {"lab": v2c()}
        scheduler = Scheduler(self.tasks, bench.tally, self.clock, interval=60, batch_size=100)
        plan = TrapPlan(listen, folder, 60)
        self.whole = TrapReception(plan, bench.board, bench.polling, scheduler, self.store, self.clock)


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_without_an_address_nothing_is_opened_run_or_counted(tmp_path: Path) -> None:
    reception = Reception(tmp_path, []).whole
    reception.open()
    assert (reception.addresses, reception.loops(), reception.counts()) == ([], {}, TrapCounts())
    await reception.close()
    assert files_in(tmp_path) == []


async def test_a_trap_goes_its_way_from_the_socket_to_the_urgent_lane_and_to_the_store(tmp_path: Path) -> None:
    reception = Reception(tmp_path, [("127.0.0.1", 0)])
    reception.whole.open()
    loops = [spawn(work, name=name) for name, work in reception.whole.loops().items()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(trap(), reception.whole.addresses[0])
    async with asyncio.timeout(10):
        while not reception.whole.last:  # noqa: ASYNC110 - the reception has no event for it
            await asyncio.sleep(0.001)
    await reception.clock.advance(0.2)
    assert reception.tasks.asked == [(0.1, ("a",))]
    counts = reception.whole.counts()
    assert (counts.listening, counts.received, counts.urgent_polls) == (True, {("v2c", "linkDown"): 1}, 1)
    for loop in loops:
        loop.cancel()
        with suppress(asyncio.CancelledError):
            await loop
    await reception.whole.close()
    assert [(kept.kind, kept.oid) for kept in reception.store.kept.values()] == [("linkDown", LINK_DOWN)]


async def test_an_engine_that_cannot_be_kept_keeps_the_socket_closed(tmp_path: Path) -> None:
    (tmp_path / "snmp-engine.json").write_text("nonsense")
    reception = Reception(tmp_path, [("127.0.0.1", 0)]).whole
    with pytest.raises(ConfigError, match=r"snmp-engine\.json"):
        reception.open()
    assert reception.addresses == []
    await reception.close()
