"""SNMPv3 against net-snmp's agent: every pair of protocols, every part of the credential wrong, agents replaced and restarted."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol
from fengsui.model.poll import PollOutcome
from tests.support.programs import free_port
from tests.support.snmpd import AUTH_KEY, LEVELS, PRIV_KEY, Level, Snmpd, running_snmpd, user_of, v3_credential

SHA_AES: Level = (AuthProtocol.SHA, PrivProtocol.AES)


def target(port: int, credential: Credential, *, retries: int = 1) -> Target:
    return Target("127.0.0.1", credential, port, timeout_seconds=0.5, retries=retries, deadline_seconds=10)


@pytest.mark.parametrize("level", LEVELS, ids=user_of)
async def test_every_pair_of_protocols_is_spoken(level: Level, snmpd: Snmpd, poller: Poller) -> None:
    poll = await poller.poll(target(snmpd.port, v3_credential(level)))

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert poll.system is not None
    assert poll.system.sys_name == "lz-core-1"
    assert len(poll.interfaces) > 0
    assert set(poll.interfaces.counter_bits) == {64}


@pytest.mark.parametrize(
    ("credential", "hint"),
    [
        (v3_credential(SHA_AES, user="stranger"), "does not know the user"),
        (v3_credential(SHA_AES, auth_key="wrong-key-1"), "authentication key or protocol is wrong"),
        (
            v3_credential((AuthProtocol.MD5, PrivProtocol.AES), user=user_of(SHA_AES)),
            "authentication key or protocol is wrong",
        ),
        (v3_credential(SHA_AES, priv_key="wrong-key-2"), "privacy key or protocol is probably wrong"),
        (v3_credential((AuthProtocol.SHA, PrivProtocol.DES), user=user_of(SHA_AES)), "privacy key or protocol is"),
        (v3_credential(SHA_AES, user="SHA"), "does not allow this user this security level"),
        (v3_credential((AuthProtocol.SHA, None), user=user_of(SHA_AES)), "more authentication or privacy"),
    ],
)
async def test_a_refusal_says_which_part_of_the_credential_is_wrong(
    credential: Credential, hint: str, snmpd: Snmpd, poller: Poller
) -> None:
    polls = [await poller.poll(target(snmpd.port, credential, retries=0)) for _ in range(2)]

    for poll in polls:
        assert poll.outcome is PollOutcome.REFUSED
        assert [problem.kind for problem in poll.problems] == ["refused"]
        assert hint in poll.problems[0].text
        assert not any(key in poll.problems[0].text for key in (AUTH_KEY, PRIV_KEY, "wrong-key"))


async def test_a_silent_agent_costs_one_question_and_its_retransmissions(poller: Poller) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        lab = target(silent.getsockname()[1], v3_credential(SHA_AES), retries=2)
        poll = await poller.poll(Target(lab.address, lab.credential, lab.port, timeout_seconds=0.05, retries=2))

    assert poll.outcome is PollOutcome.TIMEOUT
    assert (poll.cost.packets_sent, poll.cost.packets_received, poll.cost.retries) == (3, 0, 2)


async def test_the_deadline_bounds_a_silent_agent(poller: Poller) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        credential = v3_credential(SHA_AES)
        lab = Target("127.0.0.1", credential, silent.getsockname()[1], timeout_seconds=5.0, deadline_seconds=0.2)
        poll = await poller.poll(lab)

    assert poll.outcome is PollOutcome.TIMEOUT
    assert "deadline" in poll.problems[0].text


async def test_two_users_of_the_same_name_with_other_keys_do_not_disturb_each_other(
    snmpd: Snmpd, poller: Poller
) -> None:
    right, wrong = v3_credential(SHA_AES), v3_credential(SHA_AES, auth_key="another-key")

    polls = await asyncio.gather(*(poller.poll(target(snmpd.port, one)) for one in (right, wrong, right)))

    assert [poll.outcome for poll in polls] == [PollOutcome.OK, PollOutcome.REFUSED, PollOutcome.OK]


async def test_a_changed_credential_takes_the_place_of_the_old_one(snmpd: Snmpd, poller: Poller) -> None:
    right, wrong = v3_credential(SHA_AES), v3_credential(SHA_AES, auth_key="old-key-was-this")
    named_alike = Credential(
        wrong.name, right.version, None, right.user, *SHA_AES[:1], right.auth_key, SHA_AES[1], right.priv_key
    )

    first = await poller.poll(target(snmpd.port, wrong))
    second = await poller.poll(target(snmpd.port, named_alike))

    assert (first.outcome, second.outcome) == (PollOutcome.REFUSED, PollOutcome.OK)


async def test_an_agent_that_restarts_and_one_that_is_replaced_are_found_again(tmp_path: Path, poller: Poller) -> None:
    port = free_port(socket.SOCK_DGRAM)
    outcomes = []
    for folder in ("first", "first", "second"):  # the same engine with more boots, then another engine
        with running_snmpd(tmp_path / folder, port):
            poll = await poller.poll(target(port, v3_credential(SHA_AES), retries=2))
            outcomes.append((poll.outcome, poll.problems))

    assert outcomes == [(PollOutcome.OK, ())] * 3


class _Relay(asyncio.DatagramProtocol):
    """Hands what comes to a function that may answer from anywhere."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._handle(self.transport, data, addr)


@asynccontextmanager
async def agent_that(handle: Any) -> AsyncIterator[int]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Relay(handle), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@pytest.mark.parametrize(
    "junk", [b"", b"\x30", b"\x30\x82\xff\xff", b"\x30\x03\x02\x01\x03", b"\xff" * 1400, b"\x30\x80\x00\x00"]
)
async def test_rubbish_for_an_answer_is_silence_and_no_traceback(junk: bytes, poller: Poller) -> None:
    failures: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))

    async with agent_that(lambda transport, _, peer: transport.sendto(junk or b"\0", peer)) as port:
        poll = await poller.poll(target(port, v3_credential(SHA_AES), retries=0))

    assert poll.outcome is PollOutcome.TIMEOUT
    assert failures == []


async def test_the_question_itself_for_an_answer_is_no_answer(poller: Poller) -> None:
    async with agent_that(lambda transport, data, peer: transport.sendto(data, peer)) as port:
        poll = await poller.poll(target(port, v3_credential(SHA_AES), retries=0))

    assert poll.outcome is PollOutcome.TIMEOUT
    assert (poll.cost.packets_sent, poll.cost.packets_received) == (1, 1)


async def test_an_answer_from_another_address_does_not_count(snmpd: Snmpd, poller: Poller) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.connect(("127.0.0.1", snmpd.port))
        elsewhere.settimeout(2)

        def answer_from_elsewhere(_: Any, data: bytes, peer: tuple[str, int]) -> None:
            elsewhere.send(data)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as third:
                third.sendto(elsewhere.recv(65535), peer)

        async with agent_that(answer_from_elsewhere) as port:
            poll = await poller.poll(target(port, v3_credential(SHA_AES), retries=0))

    assert poll.outcome is PollOutcome.TIMEOUT
    assert poller.counts().ignored["unknown_source"] == 1


async def test_lost_datagrams_are_sent_again(snmpd: Snmpd, poller: Poller) -> None:
    seen = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as behind:
        behind.connect(("127.0.0.1", snmpd.port))
        behind.settimeout(2)

        def lose_every_second(transport: Any, data: bytes, peer: tuple[str, int]) -> None:
            nonlocal seen
            seen += 1
            if seen % 2 == 0:
                behind.send(data)
                transport.sendto(behind.recv(65535), peer)

        async with agent_that(lose_every_second) as port:
            lab = target(port, v3_credential(SHA_AES))
            poll = await poller.poll(Target(lab.address, lab.credential, lab.port, timeout_seconds=0.1, retries=2))

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert poll.cost.retries == poll.cost.packets_sent / 2
