"""Whole questions to scripted agents over the wire: partial results, learned sizes, and errors that say what to do."""

import random
import struct
from collections.abc import AsyncIterator

import pytest

from fengsui.collectors.session import WalkBounds
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.target import Target
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.secret import Secret
from tests.support.scripted_agent import Request, ScriptedAgent, honest, honest_bindings, reply_to, table

NAMES = tuple(f"1.3.6.1.2.1.2.2.1.{column}" for column in (10, 11, 16))
PREFIXES = [encode_oid(name) for name in NAMES]
MIB = table(*NAMES, rows=range(1, 101))
COMMUNITY = "kept-secret"


@pytest.fixture
async def transport() -> AsyncIterator[UdpTransport]:
    transport = UdpTransport(chance=random.Random(1))
    yield transport
    transport.close()


def session(
    transport: UdpTransport,
    agent: ScriptedAgent,
    memory: AgentMemory | None = None,
    *,
    version: SnmpVersion = SnmpVersion.V2C,
    deadline: float = 5.0,
) -> NativeSession:
    credential = Credential("lab", version, Secret(COMMUNITY))
    target = Target("127.0.0.1", credential, agent.port, timeout_seconds=0.05, retries=2, deadline_seconds=deadline)
    return NativeSession(transport, target, memory or AgentMemory())


async def test_instances_come_in_the_order_asked_and_none_where_there_is_none(transport: UdpTransport) -> None:
    asked = [encode_oid(f"1.3.6.1.2.1.2.2.1.10.{row}") for row in (7, 999, 3)]
    async with ScriptedAgent(honest(MIB)) as agent:
        talk = session(transport, agent)
        assert await talk.get(asked) == [7000, None, 3000]
        assert await session(transport, agent, version=SnmpVersion.V1).get(asked) == [7000, None, 3000]
        cost = talk.cost()
        assert (cost.packets_sent, cost.packets_received, cost.retries, cost.varbinds) == (1, 1, 0, 3)
        assert cost.seconds > 0


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_a_walk_brings_every_column(transport: UdpTransport, version: SnmpVersion) -> None:
    async with ScriptedAgent(honest(MIB, most=20)) as agent:
        walk = await session(transport, agent, version=version).walk(PREFIXES)
    assert walk.complete
    assert walk.problems == ()
    for place, column in enumerate(walk.columns):
        assert column.indexes == [encode_numbers([row]) for row in range(1, 101)]
        assert column.values == [row * 1000 + place for row in range(1, 101)]


async def test_the_third_walk_is_read_from_memory(transport: UdpTransport) -> None:
    memory = AgentMemory()
    async with ScriptedAgent(honest(MIB, most=20)) as agent:
        walks = [await session(transport, agent, memory).walk(PREFIXES) for _ in range(2)]
        before = len(agent.requests)
        walks.append(await session(transport, agent, memory).walk(PREFIXES))
        assert walks[0] == walks[1] == walks[2]
        third = len(agent.requests) - before
    assert transport.counts().layout_hits == third
    assert transport.counts().layout_misses == 0


async def test_a_change_is_seen_through_the_memory_and_counted(transport: UdpTransport) -> None:
    memory, mib = AgentMemory(), dict(MIB)
    async with ScriptedAgent(honest(mib, most=20)) as agent:
        for _ in range(2):
            await session(transport, agent, memory).walk(PREFIXES)
        mib[PREFIXES[1] + b"\x20"] = (ber.COUNTER32, b"\x05")
        walk = await session(transport, agent, memory).walk(PREFIXES)
        assert walk.columns[1].values[31] == 5
        assert transport.counts().layout_misses > 0
        hits = transport.counts().layout_hits
        await session(transport, agent, memory).walk(PREFIXES)
    assert transport.counts().layout_hits > hits


async def test_a_silent_agent_is_a_timeout_that_says_what_to_check(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: None) as agent:
        for question in (session(transport, agent).get(PREFIXES), session(transport, agent).walk(PREFIXES)):
            with pytest.raises(SnmpTimeoutError, match="does not answer: 3 tries") as caught:
                await question
            assert COMMUNITY not in str(caught.value)


async def test_an_agent_that_falls_silent_keeps_what_came(transport: UdpTransport) -> None:
    good = honest(MIB, most=30)
    async with ScriptedAgent(lambda request: good(request) if len(agent.requests) <= 4 else None) as agent:
        walk = await session(transport, agent).walk(PREFIXES)
        assert len(agent.requests) == 7
    assert [len(column.values) for column in walk.columns] == [40, 40, 40]
    assert [problem.kind for problem in walk.problems] == ["timeout"]


async def test_a_remembered_walk_that_falls_silent_keeps_what_came(transport: UdpTransport) -> None:
    memory, good = AgentMemory(), honest(MIB, most=30)
    async with ScriptedAgent(good) as agent:
        for _ in range(3):
            await session(transport, agent, memory).walk(PREFIXES)
        heard = len(agent.requests)
        agent.script = lambda request: good(request) if len(agent.requests) <= heard + 4 else None
        walk = await session(transport, agent, memory).walk(PREFIXES)
    assert [len(column.values) for column in walk.columns] == [40, 40, 40]
    assert [problem.kind for problem in walk.problems] == ["timeout"]


async def test_the_deadline_ends_a_walk_and_keeps_what_came(transport: UdpTransport) -> None:
    good = honest(MIB, most=30)
    async with ScriptedAgent(lambda request: good(request) if len(agent.requests) <= 2 else None) as agent:
        walk = await session(transport, agent, deadline=0.1).walk(PREFIXES)
    assert [len(column.values) for column in walk.columns] == [20, 20, 20]
    assert [problem.kind for problem in walk.problems] == ["deadline"]


async def test_a_tiny_agent_that_drops_large_questions_is_learned(transport: UdpTransport) -> None:
    good = honest(MIB)
    memory = AgentMemory()
    async with ScriptedAgent(lambda request: good(request) if request.repetitions <= 12 else None) as agent:
        walk = await session(transport, agent, memory).walk(PREFIXES)
        assert walk.complete
        lost = transport.counts().retries
        assert lost > 0
        assert (await session(transport, agent, memory).walk(PREFIXES)).complete
    assert transport.counts().retries == lost


async def test_an_agent_for_which_everything_is_too_big_ends_with_problems(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: reply_to(request, status=message.TOO_BIG)) as agent:
        walk = await session(transport, agent).walk(PREFIXES)
        assert len(agent.requests) < 20
    assert {problem.kind for problem in walk.problems} == {"too_big"}


async def test_an_agent_that_answers_in_fragments_is_asked_for_less_the_next_time(transport: UdpTransport) -> None:
    memory = AgentMemory()
    wordy = {PREFIXES[0] + bytes([row]): (ber.OCTET_STRING, b"x" * 100) for row in range(1, 101)}
    async with ScriptedAgent(honest(wordy)) as agent:
        first = await session(transport, agent, memory).walk(PREFIXES[:1])
        before = [request.repetitions for request in agent.requests]
        agent.requests.clear()
        second = await session(transport, agent, memory).walk(PREFIXES[:1])
        assert set(before) == {50}
        assert {request.repetitions for request in agent.requests} == {12}  # 12 answers of 118 bytes fit a datagram
    assert first == second


async def test_an_answer_of_64_kilobytes_is_read(transport: UdpTransport) -> None:
    huge = {PREFIXES[0] + bytes([row]): (ber.OCTET_STRING, b"x" * 6_000) for row in range(1, 11)}
    async with ScriptedAgent(honest(huge)) as agent:
        walk = await session(transport, agent).walk(PREFIXES[:1])
    assert walk.columns[0].values == [b"x" * 6_000] * 10


async def test_lies_in_every_answer_are_a_protocol_error_not_a_timeout(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: reply_to(request, b"\x30\x70\x06\x01\x2b")) as agent:
        with pytest.raises(SnmpProtocolError, match="beyond the message"):
            await session(transport, agent).walk(PREFIXES)


async def test_a_refused_credential_is_said_so(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: reply_to(request, status=message.AUTHORIZATION_ERROR, index=1)) as agent:
        with pytest.raises(SnmpAuthError):
            await session(transport, agent).get(PREFIXES)
        walk = await session(transport, agent).walk(PREFIXES)
    assert {problem.kind for problem in walk.problems} == {"refused"}


async def test_a_table_without_an_end_stops_at_its_bounds(transport: UdpTransport) -> None:
    def endless(request: Request) -> bytes:
        start = int.from_bytes(request.oids[0][len(PREFIXES[0]) :][-4:]) & 0x7F7F7F7F
        row = sum((start >> 8 * place & 0x7F) << 7 * place for place in range(4))
        said = [(PREFIXES[0] + encode_numbers([row + step]), ber.COUNTER32, b"\x01") for step in range(1, 51)]
        return reply_to(request, said)

    async with ScriptedAgent(endless) as agent:
        walk = await session(transport, agent).walk(PREFIXES[:1], WalkBounds(rows=500, packets=100))
        assert len(agent.requests) == 10
    assert len(walk.columns[0].values) == 500
    assert [problem.kind for problem in walk.problems] == ["bound"]


async def test_odd_values_are_read_for_what_they_mean(transport: UdpTransport) -> None:
    odd = [
        (ber.TIMETICKS, b"\xff\xff\xff\x9c", 2**32 - 100),
        (ber.COUNTER32, b"\xff\xff\xff\xff", 2**32 - 1),
        (ber.INTEGER, b"", 0),
        (ber.OPAQUE, b"\x9f\x78\x04" + struct.pack(">f", 2.5), 2.5),
    ]
    mib = {PREFIXES[0] + bytes([row]): (tag, content) for row, (tag, content, _) in enumerate(odd, 1)}
    async with ScriptedAgent(honest(mib)) as agent:
        walk = await session(transport, agent).walk(PREFIXES[:1])
    assert walk.columns[0].values == [meaning for _, _, meaning in odd]


async def test_a_look_at_the_first_row_makes_no_later_walk_smaller(transport: UdpTransport) -> None:
    memory = AgentMemory()
    async with ScriptedAgent(honest(MIB)) as agent:
        look = session(transport, agent, memory)
        await look.walk(PREFIXES, WalkBounds(rows=1))
        assert look.cost().varbinds == len(PREFIXES)
        full = session(transport, agent, memory)
        await full.walk(PREFIXES)
    assert full.cost().packets_sent < 5


async def test_closing_the_session_ends_its_request(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: talk.close()) as agent:
        talk = session(transport, agent)
        with pytest.raises(SnmpError, match="closed while a request was under way"):
            await talk.get(PREFIXES)


async def test_an_agent_that_answers_more_slowly_than_it_is_asked_again_still_brings_all(
    transport: UdpTransport,
) -> None:
    from tests.support.scripted_agent import Answer

    async with ScriptedAgent(
        lambda request: [Answer(reply_to(request, honest_bindings(request, MIB, 200)), delay=0.08)]
    ) as agent:
        walk = await session(transport, agent).walk(PREFIXES)
    assert [len(column.values) for column in walk.columns] == [100, 100, 100]
    assert walk.problems == ()


async def test_a_v3_credential_is_not_for_this_engine(transport: UdpTransport) -> None:
    with pytest.raises(SnmpError, match="expected a v1 or v2c credential"):
        NativeSession(transport, Target("127.0.0.1", Credential("x", SnmpVersion.V3)), AgentMemory())
