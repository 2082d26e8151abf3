"""The transport against agents that are silent, forging, flooding or broken; and what it counts."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.exchange import End, Exchange
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.message import Ask, RequestEncoder
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.errors import SnmpError
from fengsui.model.credential import SnmpVersion
from tests.support.programs import free_port
from tests.support.scripted_agent import Answer, Request, ScriptedAgent, reply_to

UPTIME = encode_oid("1.3.6.1.2.1.1.3.0")
GOOD = [(UPTIME, ber.TIMETICKS, b"\x05")]


@pytest.fixture
async def transport() -> AsyncIterator[UdpTransport]:
    transport = UdpTransport(chance=random.Random(1))
    yield transport
    transport.close()


def begin(
    transport: UdpTransport,
    port: int,
    *,
    timeout: float = 0.05,
    retries: int = 2,
    deadline: float = 5.0,
    address: str = "127.0.0.1",
) -> tuple[Exchange, Getter]:
    getter = Getter([UPTIME])
    talk = Conversation(RequestEncoder(SnmpVersion.V2C, b"public"), getter, transport.next_id)
    exchange = transport.start(
        address, port, talk, timeout_seconds=timeout, retries=retries, deadline=transport.now() + deadline
    )
    return exchange, getter


def good(request: Request) -> bytes:
    return reply_to(request, GOOD)


async def test_a_question_is_answered(transport: UdpTransport) -> None:
    async with ScriptedAgent(good) as agent:
        exchange, getter = begin(transport, agent.port)
        assert await exchange.done is End.ANSWERED
    counts = transport.counts()
    assert getter.values == [5]
    assert (counts.packets_sent, counts.packets_received, counts.varbinds, counts.retries) == (1, 1, 1, 0)
    assert counts.ignored == {}


async def test_a_lost_packet_is_sent_again_and_counted(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: good(request) if len(agent.requests) == 3 else None) as agent:
        exchange, _ = begin(transport, agent.port)
        assert await exchange.done is End.ANSWERED
        assert len({request.request_id for request in agent.requests}) == 1
    assert transport.counts().retries == 2
    assert transport.counts().timeouts == 0


async def test_a_silent_agent_is_given_up_after_its_retries_with_growing_patience(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: None) as agent:
        exchange, _ = begin(transport, agent.port)
        assert await exchange.done is End.TIMEOUT
        assert len(agent.requests) == 3
    assert 0.05 * (1 + 1.5 + 2.25) <= exchange.ended - exchange.started < 1.0
    assert transport.counts().timeouts == 1


async def test_the_deadline_ends_an_exchange_whatever_retries_are_left(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: None) as agent:
        exchange, _ = begin(transport, agent.port, timeout=0.05, retries=50, deadline=0.12)
        assert await exchange.done is End.DEADLINE
        assert len(agent.requests) < 4


async def test_a_port_where_nobody_listens_is_a_timeout(transport: UdpTransport) -> None:
    exchange, _ = begin(transport, free_port(socket.SOCK_DGRAM), retries=0)
    assert await exchange.done is End.TIMEOUT


async def test_an_answer_to_an_earlier_transmission_is_as_good_and_the_second_one_late(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: [Answer(good(request), delay=0.07)]) as agent:
        exchange, getter = begin(transport, agent.port, timeout=0.05)
        assert await exchange.done is End.ANSWERED
        assert getter.values == [5]
        await until(lambda: transport.counts().ignored == {"late": 1})
    assert transport.counts().retries == 1


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (lambda request: Answer(good(request), source=("127.0.0.9", 0)), "unknown_source"),
        (lambda request: Answer(good(request), source=("127.0.0.1", 0)), "unknown_source"),
        (lambda request: Answer(reply_to(request, GOOD, request_id=request.request_id ^ 1)), "request_id"),
        (lambda request: Answer(reply_to(request, GOOD, community=b"private")), "community"),
        (lambda request: Answer(reply_to(request, GOOD, wire_version=0)), "version"),
        (lambda request: Answer(reply_to(request, GOOD, pdu=message.GET)), "pdu"),
        (lambda request: Answer(reply_to(request, [(UPTIME + b"\x00", 2, b"\x01")])), "oids"),
        (lambda request: Answer(good(request)[:-1]), "malformed"),
        (lambda request: Answer(b""), "malformed"),
        (lambda request: Answer(b"\x30" * 60_000), "malformed"),
    ],
)
async def test_a_forged_answer_is_counted_and_the_right_one_still_taken(
    transport: UdpTransport, forge: Callable[[Request], Answer], reason: str
) -> None:
    async with ScriptedAgent(lambda request: [forge(request), Answer(good(request), delay=0.02)]) as agent:
        exchange, getter = begin(transport, agent.port, timeout=1.0)
        assert await exchange.done is End.ANSWERED
    assert getter.values == [5]
    assert transport.counts().ignored == {reason: 1}


async def test_two_questions_to_one_agent_go_one_after_the_other(transport: UdpTransport) -> None:
    under_way = 0

    def script(request: Request) -> list[Answer]:
        nonlocal under_way
        under_way = len(agent.requests)
        return [Answer(good(request), delay=0.03)]

    async with ScriptedAgent(script) as agent:
        exchanges = [begin(transport, agent.port, timeout=1.0)[0] for _ in range(3)]
        assert await exchanges[0].done is End.ANSWERED
        assert under_way == 1
        assert [await exchange.done for exchange in exchanges] == [End.ANSWERED] * 3


async def test_a_question_that_waits_beyond_its_deadline_is_never_asked(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: None) as agent:
        first, _ = begin(transport, agent.port, timeout=0.3, retries=0)
        second, _ = begin(transport, agent.port, deadline=0.05)
        assert await second.done is End.DEADLINE
        assert await first.done is End.TIMEOUT
        assert len(agent.requests) == 1


async def test_a_dropped_question_makes_room_and_its_answer_is_late(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: [Answer(good(request), delay=0.05)]) as agent:
        first, _ = begin(transport, agent.port, timeout=1.0)
        second, _ = begin(transport, agent.port, timeout=1.0)
        await until(lambda: len(agent.requests) == 1)
        transport.drop(first)
        assert await first.done is End.CLOSED
        assert await second.done is End.ANSWERED
    assert sum(transport.counts().ignored.values()) == 1


async def test_one_broken_conversation_does_not_stop_the_others(transport: UdpTransport) -> None:
    class Broken(Getter):
        def fits(self, asked: object, binds: object) -> bool:
            raise RuntimeError("a defect")

    async with ScriptedAgent(good) as agent, ScriptedAgent(good) as other:
        talk = Conversation(RequestEncoder(SnmpVersion.V2C, b"public"), Broken([UPTIME]), transport.next_id)
        broken = transport.start(
            "127.0.0.1", agent.port, talk, timeout_seconds=1, retries=0, deadline=transport.now() + 5
        )
        healthy, _ = begin(transport, other.port)
        with pytest.raises(RuntimeError, match="a defect"):
            await broken.done
        assert await healthy.done is End.ANSWERED


async def test_a_conversation_that_breaks_while_asking_again_does_not_stop_the_timer(transport: UdpTransport) -> None:
    class Broken(Getter):
        def ask_less(self) -> Ask:
            if transport.counts().packets_sent > 0:
                raise RuntimeError("a defect")
            return super().ask_less()

    async with ScriptedAgent(lambda request: None) as agent, ScriptedAgent(lambda request: None) as other:
        talk = Conversation(RequestEncoder(SnmpVersion.V2C, b"public"), Broken([UPTIME]), transport.next_id)
        broken = transport.start(
            "127.0.0.1", agent.port, talk, timeout_seconds=0.05, retries=1, deadline=transport.now() + 5
        )
        silent, _ = begin(transport, other.port, retries=0)
        with pytest.raises(RuntimeError, match="a defect"):
            await broken.done
        assert await silent.done is End.TIMEOUT


async def test_closing_ends_what_is_under_way(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: None) as agent:
        running, _ = begin(transport, agent.port)
        waiting, _ = begin(transport, agent.port)
        transport.close()
        assert [await running.done, await waiting.done] == [End.CLOSED] * 2
        with pytest.raises(SnmpError, match="closed"):
            begin(transport, agent.port)


async def test_an_address_that_is_none_is_refused(transport: UdpTransport) -> None:
    with pytest.raises(SnmpError, match="expected an IPv4 or IPv6 address, got 'localhost'"):
        begin(transport, 161, address="localhost")


async def test_an_address_that_cannot_be_sent_to_is_an_error_and_not_a_timeout(transport: UdpTransport) -> None:
    # Loopback has no broadcast for a socket that did not ask for it: the kernel itself refuses.
    exchange, _ = begin(transport, 161, address="127.255.255.255")
    with pytest.raises(SnmpError, match=r"cannot send to 127\.255\.255\.255 port 161: Permission denied"):
        await exchange.done


async def test_request_ids_take_four_bytes_and_do_not_repeat_soon(transport: UdpTransport) -> None:
    ids = [transport.next_id() for _ in range(1_000)]
    assert all(0x40000000 <= number <= 0x7FFFFFFF for number in ids)
    assert len(set(ids)) == 1_000


async def test_a_flood_of_strangers_is_counted_and_does_not_starve_an_agent(transport: UdpTransport) -> None:
    async with ScriptedAgent(lambda request: [Answer(good(request), delay=0.05)]) as agent:
        exchange, _ = begin(transport, agent.port, timeout=2.0)
        await until(lambda: len(agent.requests) == 1)
        port = next(iter(transport._sockets.values())).getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(1_000):
                stranger.sendto(b"noise", ("127.0.0.1", port))
        assert await exchange.done is End.ANSWERED
    assert transport.counts().ignored == {"unknown_source": 1_000}


async def test_ipv6_agents_are_asked_over_a_socket_of_their_own(transport: UdpTransport) -> None:
    try:
        udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        udp.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with udp:
        exchange, _ = begin(transport, udp.getsockname()[1], retries=0, address="0:0:0:0:0:0:0:1")
        assert await exchange.done is End.TIMEOUT
        assert udp.recvfrom(2_000)[0][0] == 0x30


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the transport, which has no event for it
            await asyncio.sleep(0.005)
