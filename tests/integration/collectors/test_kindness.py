"""What agents are put through by the poller: slow ones, lossy ones, limited ones, over real UDP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.poller import PACKETS_PER_SECOND, Poller
from fengsui.collectors.session import Walk
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.target import Target
from fengsui.model.agent import AgentTraits
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import PollCost, PollOutcome
from fengsui.model.secret import Secret
from tests.support.scripted_agent import Answer, Request, ScriptedAgent, honest, reply_to, table

LAB = Credential("lab", SnmpVersion.V2C, community=Secret("public"))
COLUMNS = [f"1.3.6.1.2.1.2.2.1.{number}" for number in (10, 11, 13, 14, 16, 17)]
PREFIXES = [encode_oid(column) for column in COLUMNS]
MIB = table(*COLUMNS, rows=range(1, 41))
HONEST = honest(MIB, most=60)


class Lab:
    """One transport and one memory, asked for whole walks."""

    def __init__(self, transport: UdpTransport, port: int, **given: float) -> None:
        self.transport = transport
        self.memory = AgentMemory()
        self.target = replace(Target("127.0.0.1", LAB, port), **given)  # type: ignore[arg-type]  # fields of a Target

    async def walk(self) -> tuple[Walk, PollCost]:
        session = NativeSession(self.transport, self.target, self.memory)
        walk = await session.walk(PREFIXES)
        return walk, session.cost()


@pytest.fixture
async def transport() -> AsyncIterator[UdpTransport]:
    transport = UdpTransport()
    yield transport
    transport.close()


@asynccontextmanager
async def open_poller(packets_per_second: float = PACKETS_PER_SECOND) -> AsyncIterator[Poller]:
    poller = Poller(SystemClock(), packets_per_second=packets_per_second)
    await poller.open()
    yield poller
    await poller.close()


def answers(request: Request) -> bytes:
    said = HONEST(request)
    assert isinstance(said, bytes)
    return said


def one_at_a_time(seconds: float) -> Callable[[Request], list[Answer]]:
    """The script of an agent that works for so long on each request, duplicates included, one after the other."""
    free_at = 0.0

    def script(request: Request) -> list[Answer]:
        nonlocal free_at
        now = asyncio.get_running_loop().time()
        free_at = max(free_at, now) + seconds
        return [Answer(answers(request), delay=free_at - now)]

    return script


async def test_an_agent_of_three_hundred_milliseconds_is_never_asked_twice(transport: UdpTransport) -> None:
    async with ScriptedAgent(one_at_a_time(0.3)) as agent:
        lab = Lab(transport, agent.port)
        costs = [(await lab.walk())[1] for _ in range(2)]
        assert [cost.retries for cost in costs] == [0, 0]
    assert lab.memory.trips.smoothed == pytest.approx(0.3, abs=0.1)


async def test_an_agent_slower_than_its_timeout_is_not_asked_into_overload(transport: UdpTransport) -> None:
    async with ScriptedAgent(one_at_a_time(0.15)) as agent:
        lab = Lab(transport, agent.port, timeout_seconds=0.05)
        walks = [await lab.walk() for _ in range(3)]
        assert all(walk.complete for walk, _ in walks)
        assert walks[0][1].retries <= 4
        assert [cost.retries for _, cost in walks[1:]] == [0, 0]


async def test_a_lost_packet_costs_a_fraction_of_the_timeout(transport: UdpTransport) -> None:
    dropped = 0

    def script(request: Request) -> bytes | None:
        nonlocal dropped
        if len(agent.requests) % 7 == 0:
            dropped += 1
            return None
        return answers(request)

    async with ScriptedAgent(script) as agent:
        lab = Lab(transport, agent.port, timeout_seconds=5.0)
        walks = [await lab.walk() for _ in range(4)]
        assert all(walk.complete for walk, _ in walks)
    assert dropped == sum(cost.retries for _, cost in walks) == lab.memory.retries >= 3
    assert all(cost.seconds < 0.2 + 0.5 * cost.retries for _, cost in walks)
    # Packets get lost: what is known to work is not made smaller for it.
    assert {request.repetitions for request in agent.requests} == {23, 10}


async def test_an_agent_that_is_silent_about_large_requests_is_asked_for_less_from_then_on(
    transport: UdpTransport,
) -> None:
    async with ScriptedAgent(lambda request: answers(request) if request.repetitions <= 6 else None) as agent:
        lab = Lab(transport, agent.port, timeout_seconds=0.1)
        walks = [await lab.walk() for _ in range(3)]
        assert all(walk.complete for walk, _ in walks)
        assert [cost.retries for _, cost in walks] == [2, 0, 0]
    assert lab.memory.walk(PREFIXES).repetitions == 5


async def test_too_big_makes_requests_smaller_and_probing_finds_the_way_back(transport: UdpTransport) -> None:
    most = 4

    def script(request: Request) -> bytes:
        return answers(request) if request.repetitions <= most else reply_to(request, status=message.TOO_BIG)

    async with ScriptedAgent(script) as agent:
        lab = Lab(transport, agent.port)
        await lab.walk()
        assert lab.memory.walk(PREFIXES).repetitions == 2
        most = 1_000
        for _ in range(160):
            walk, _ = await lab.walk()
            assert walk.complete
        assert lab.memory.walk(PREFIXES).repetitions == 10  # what an answer of this agent holds
        assert max(request.repetitions for request in agent.requests) == 23  # what an unknown agent is asked for


async def test_a_new_process_asks_as_the_old_one_had_learned() -> None:
    async with ScriptedAgent(lambda request: answers(request) if request.repetitions <= 6 else None) as agent:
        target = Target("127.0.0.1", LAB, agent.port, timeout_seconds=0.1)
        async with open_poller() as poller:
            first = [await poller.poll(target) for _ in range(3)][-1]
        assert first.outcome is PollOutcome.OK
        assert first.traits is not None
        assert first.traits.retries > 0
        learned = len(agent.requests)
        async with open_poller() as poller:
            second = await poller.poll(replace(target, traits=first.traits))
        assert max(request.repetitions for request in agent.requests[learned:] if request.pdu == message.GET_BULK) <= 6
    assert second.cost.retries == 0
    assert second.traits is not None
    assert second.traits.retries == first.traits.retries


async def test_an_agent_gets_no_more_packets_than_its_budget(transport: UdpTransport) -> None:
    at: list[float] = []

    def script(request: Request) -> bytes:
        at.append(asyncio.get_running_loop().time())
        return answers(request)

    async with ScriptedAgent(script) as agent:
        lab = Lab(transport, agent.port)
        lab.memory.budget = PacketBudget(rate=60)
        while len(at) < 70:
            walk, _ = await lab.walk()
            assert walk.complete
    window = max(sum(start <= each < start + 0.5 for each in at) for start in at)
    assert window <= 60 * 0.5 + 6 + 1
    assert lab.memory.budget.waits == transport.counts().budget_waits > 5
    assert transport.counts().retries == 0


async def test_polls_without_end_stay_within_their_packets() -> None:
    endless = honest(table(*COLUMNS, rows=range(1, 500)), most=6)
    async with ScriptedAgent(endless) as agent:
        async with open_poller(packets_per_second=0) as poller:
            poll = await poller.poll(Target("127.0.0.1", LAB, agent.port, most_packets=100))
        assert len(agent.requests) <= 130
    assert poll.outcome is PollOutcome.PARTIAL
    assert "bound" in {problem.kind for problem in poll.problems}


async def test_no_agent_ever_has_two_requests_to_work_on(transport: UdpTransport) -> None:
    open_now: set[int] = set()
    most = 0

    def script(request: Request) -> list[Answer]:
        nonlocal most
        open_now.add(request.request_id)
        most = max(most, len(open_now))
        asyncio.get_running_loop().call_later(0.002, open_now.discard, request.request_id)
        return [Answer(answers(request), delay=0.003)]

    async with ScriptedAgent(script) as agent:
        labs = [Lab(transport, agent.port) for _ in range(5)]
        walks = await asyncio.gather(*(lab.walk() for lab in labs))
    assert all(walk.complete for walk, _ in walks)
    assert most == 1


async def test_a_poll_that_is_broken_off_at_its_deadline_is_counted() -> None:
    def script(request: Request) -> bytes | list[Answer]:
        if request.pdu == message.GET:
            return reply_to(request, [(oid, ber.TIMETICKS, b"\x05") for oid in request.oids])
        return [Answer(answers(request), delay=0.3)]

    async with ScriptedAgent(script) as agent, open_poller() as poller:
        poll = await poller.poll(Target("127.0.0.1", LAB, agent.port, deadline_seconds=0.4))
    assert isinstance(poll.traits, AgentTraits)
    assert poll.traits.deadlines >= 1
    assert "deadline" in {problem.kind for problem in poll.problems}
