"""The receiver on loopback sockets: strangers first, then the queue, then the judge; one defect stops nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress

import pytest
import structlog

from fengsui.clock import ManualClock, spawn
from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.judge import TrapJudge
from fengsui.collectors.traps.receiver import TrapReceiver
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.verdict import Verdict
from fengsui.errors import PortInUseError
from fengsui.model.trap import Trap
from tests.support.net_snmp import COMMUNITY, v2c
from tests.support.traps import inform, trap


class Broken(TrapJudge):
    """A judge with a defect that some datagrams touch."""

    def judge(self, data: bytes, source: str, senders: Sequence[Sender], now: float) -> Verdict:
        if data == b"defect":
            raise ZeroDivisionError(COMMUNITY)
        return super().judge(data, source, senders, now)


class Station:
    """A receiver that listens at one loopback port, and a socket to send from."""

    def __init__(self) -> None:
        self.heard: list[Trap] = []
        self.known: dict[str, tuple[Sender, ...]] = {"127.0.0.1": (Sender("a", v2c()),)}
        judge = Broken(SecuredTraps(Engine(b"\x80our engine", 1, 0.0), first_salt=1))
        self.receiver = TrapReceiver(judge, self.known.get, self.heard.append, ManualClock())
        self.receiver.open([("127.0.0.1", 0)])
        self.sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sender.bind(("127.0.0.1", 0))
        self.sender.setblocking(False)

    def send(self, *datagrams: bytes) -> None:
        for data in datagrams:
            self.sender.sendto(data, self.receiver.addresses[0])

    @property
    def dropped(self) -> dict[str, int]:
        return {reason: count for reason, count in self.receiver.counts().dropped.items() if count}

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not what():  # noqa: ASYNC110 - what is waited for happens in the receiver, which has no event for it
                await asyncio.sleep(0.001)


@pytest.fixture
async def station() -> AsyncIterator[Station]:
    running = Station()
    loop = spawn(running.receiver.run(), name="trap receiver")
    yield running
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop
    running.receiver.close()
    running.sender.close()


async def test_traps_are_told_with_time_kind_and_device(station: Station) -> None:
    station.send(trap(), trap("1.3.6.1.4.1.9.9.1"))
    await station.until(lambda: len(station.heard) == 2)
    assert [(heard.kind, heard.oid, heard.devices) for heard in station.heard] == [
        ("linkDown", "1.3.6.1.6.3.1.1.5.3", ("a",)),
        ("other", "1.3.6.1.4.1.9.9.1", ("a",)),
    ]
    assert station.heard[0].at == ManualClock().now()
    assert station.receiver.counts().received == {("v2c", "linkDown"): 1, ("v2c", "other"): 1}


async def test_an_inform_is_answered_to_where_it_came_from(station: Station) -> None:
    station.send(inform())
    async with asyncio.timeout(10):
        answer = await asyncio.get_running_loop().sock_recv(station.sender, 2_000)
    assert COMMUNITY.encode() in answer
    assert station.receiver.counts().answers["response"] == 1


async def test_what_comes_from_strangers_is_dropped_before_it_is_looked_at(station: Station) -> None:
    station.known.clear()
    station.send(b"defect", bytes(9_000), trap())
    await station.until(lambda: station.dropped == {"unknown_source": 3})


async def test_a_datagram_too_large_is_dropped_by_its_size(station: Station) -> None:
    station.send(bytes(9_000))
    await station.until(lambda: station.dropped == {"oversized": 1})


async def test_a_device_that_was_removed_while_its_trap_waited_is_not_believed(station: Station) -> None:
    station.send(trap())
    found = iter([(Sender("a", v2c()),), None])
    station.receiver._find = lambda _: next(found, None)
    await station.until(lambda: station.dropped == {"no_credential": 1})


async def test_a_defect_costs_its_datagram_and_is_logged_once_without_its_words(station: Station) -> None:
    with structlog.testing.capture_logs() as logs:
        station.send(b"defect", b"defect", trap())
        await station.until(lambda: station.heard)
    assert station.dropped == {"defect": 2}
    assert [entry["error"] for entry in logs if entry["event"] == "trap not read"] == ["ZeroDivisionError"]
    assert COMMUNITY not in repr(logs)


async def test_drops_are_remarked_once_for_each_source_and_reason_without_content(station: Station) -> None:
    with structlog.testing.capture_logs() as logs:
        station.send(*[trap(community="canary-guess")] * 5, b"noise", b"noise")
        await station.until(lambda: station.dropped == {"community": 5, "malformed": 2})
    remarks = [(entry["reason"], entry["source"]) for entry in logs if entry["event"] == "trap dropped"]
    assert remarks == [("community", "127.0.0.1"), ("malformed", "127.0.0.1")]
    assert "canary" not in repr(logs)


async def test_a_burst_is_taken_whole_and_others_have_their_turn_meanwhile(station: Station) -> None:
    turns = 0
    station.send(*[trap()] * 2_000)
    while len(station.heard) < 2_000:
        turns += 1
        await asyncio.sleep(0)
    assert turns > 2_000 / 64
    assert station.receiver.counts().kernel_drops == 0
    assert station.dropped == {}


async def test_a_port_that_is_taken_leaves_nothing_open(station: Station) -> None:
    second = TrapReceiver(station.receiver._judge, station.known.get, station.heard.append, ManualClock())
    with pytest.raises(PortInUseError):
        second.open([("127.0.0.1", 0), station.receiver.addresses[0]])
    assert second.addresses == []
    assert not second.counts().listening
