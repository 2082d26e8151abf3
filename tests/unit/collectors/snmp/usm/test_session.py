"""Sessions over SNMPv3 against engines on loopback: what a poll sees, remembers and says."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.snmp.usm.message import read_message
from fengsui.collectors.snmp.usm.reports import Report
from fengsui.collectors.snmp.usm.session import UsmClient, UsmSession
from fengsui.collectors.target import Target
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret
from tests.support.scripted_agent import honest, table
from tests.support.snmpd import AUTH_KEY, PRIV_KEY, Level, v3_credential
from tests.support.v3_engine import V3Engine

LEVEL: Level = (AuthProtocol.SHA_256, PrivProtocol.AES)
CREDENTIAL = v3_credential(LEVEL)
COLUMNS = ("1.3.6.1.2.1.2.2.1.10", "1.3.6.1.2.1.2.2.1.16")
PREFIXES = [encode_oid(column) for column in COLUMNS]
MIB = table(*COLUMNS, rows=range(1, 200))
UP_TIME = encode_oid(f"{COLUMNS[0]}.1")

Handler = Callable[[bytes], bytes | list[bytes] | None]


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as agent:
        agent.setblocking(False)
        agent.bind(("127.0.0.1", 0))

        def read() -> None:
            data, peer = agent.recvfrom(65_535)
            said = handler(data)
            for answer in said if isinstance(said, list) else [said] if said else []:
                agent.sendto(answer, peer)

        loop.add_reader(agent, read)
        try:
            yield agent.getsockname()[1]
        finally:
            loop.remove_reader(agent)


@pytest.fixture
async def transport() -> AsyncIterator[UdpTransport]:
    transport = UdpTransport()
    yield transport
    transport.close()


@pytest.fixture
def client(transport: UdpTransport) -> UsmClient:
    return UsmClient(transport, 12345)


def session(
    client: UsmClient,
    port: int,
    memory: AgentMemory | None = None,
    credential: Credential = CREDENTIAL,
    **patience: Any,
) -> UsmSession:
    patience = {"timeout_seconds": 0.1, "retries": 1} | patience
    return client.session(Target("127.0.0.1", credential, port, **patience), memory or AgentMemory())


def engine(credential: Credential = CREDENTIAL, **fields: Any) -> V3Engine:
    return V3Engine(credential, honest(MIB, most=60), **fields)


@pytest.mark.parametrize(
    "level", [(None, None), (AuthProtocol.SHA_512, None), (AuthProtocol.MD5, PrivProtocol.DES), LEVEL]
)
async def test_a_walk_brings_every_row(client: UsmClient, level: Level) -> None:
    credential = v3_credential(level)
    async with listening(engine(credential).answer) as port:
        talk = session(client, port, credential=credential)
        walk = await talk.walk(PREFIXES)

    assert walk.complete
    assert walk.problems == ()
    assert walk.columns[0].values == [row * 1_000 for row in range(1, 200)]
    assert talk.cost().varbinds > 398
    assert talk.cost().packets_sent == talk.cost().packets_received


async def test_walks_are_remembered_as_those_of_v2c_are(client: UsmClient, transport: UdpTransport) -> None:
    memory, agent = AgentMemory(), engine()
    async with listening(agent.answer) as port:
        walks = [await session(client, port, memory).walk(PREFIXES) for _ in range(4)]
        hits = transport.counts().layout_hits
        agent.boots += 1  # a restart in between disturbs no layout
        agent.time = 2
        walks.append(await session(client, port, memory).walk(PREFIXES))

    assert all(walk == walks[0] for walk in walks)
    assert hits > 0
    assert transport.counts().layout_hits > hits
    assert transport.counts().layout_misses == 0


async def test_the_engine_is_asked_for_once_for_all_polls(client: UsmClient) -> None:
    agent = engine()
    async with listening(agent.answer) as port:
        for _ in range(3):
            assert await session(client, port).get([UP_TIME]) == [1_000]

    assert [asked.engine_id for asked in agent.asked].count(b"") == 1


async def test_an_agent_that_was_silent_is_asked_for_its_engine_first(client: UsmClient) -> None:
    agent = engine()
    silent = False
    async with listening(lambda data: None if silent else agent.answer(data)) as port:
        await session(client, port).get([UP_TIME])
        silent = True
        with pytest.raises(SnmpTimeoutError, match="does not answer: 2 tries") as caught:
            await session(client, port).get([UP_TIME])
        silent = False
        agent.asked.clear()
        await session(client, port).get([UP_TIME])

    assert "community" not in str(caught.value)
    assert [asked.engine_id for asked in agent.asked] == [b"", agent.engine_id]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (v3_credential(LEVEL, user="stranger"), "does not know the user"),
        (v3_credential(LEVEL, auth_key="another-auth"), "authentication key or protocol is wrong"),
        (v3_credential((AuthProtocol.SHA_256, None), user=CREDENTIAL.user), "this security level"),
        (v3_credential(LEVEL, priv_key="another-priv"), "privacy key or protocol is probably wrong"),
    ],
)
async def test_a_refusal_is_told_once_the_time_has_passed_and_nothing_is_sent_again(
    client: UsmClient, wrong: Credential, hint: str
) -> None:
    agent = engine()
    async with listening(agent.answer) as port:
        with pytest.raises(SnmpAuthError, match=hint):
            await session(client, port, credential=wrong, retries=3, timeout_seconds=0.15).get([UP_TIME])

    # A wrong privacy key is met with silence, so that one is asked again.
    assert len(agent.asked) == (5 if "privacy" in hint else 2)


async def test_a_user_without_privacy_that_is_passed_over_is_told_so(client: UsmClient) -> None:
    credential = v3_credential((AuthProtocol.SHA_256, None))
    agent = engine(credential)
    async with listening(lambda data: agent.answer(data) if not read_message(data).engine_id else None) as port:
        with pytest.raises(SnmpAuthError, match="answers no request of this user"):
            await session(client, port, credential=credential).get([UP_TIME])


async def test_a_forged_refusal_before_the_valid_answer_ends_nothing(client: UsmClient) -> None:
    agent = engine()

    def forge(data: bytes) -> list[bytes]:
        answer = agent.answer(data)
        asked = read_message(data)
        forged = [agent.report(asked, report) for report in (Report.WRONG_DIGEST, Report.UNKNOWN_USER)]
        return [*(forged if asked.engine_id else []), answer or b""]

    async with listening(forge) as port:
        walk = await session(client, port).walk(PREFIXES)

    assert walk.complete
    assert walk.problems == ()


async def test_a_refusal_in_the_middle_keeps_what_came(client: UsmClient) -> None:
    agent = engine()

    def revoked(data: bytes) -> bytes | None:
        if len(agent.asked) < 3:
            return agent.answer(data)
        return agent.report(read_message(data), Report.UNKNOWN_USER)

    async with listening(revoked) as port:
        walk = await session(client, port).walk(PREFIXES)

    assert not walk.complete
    assert len(walk.columns[0].values) > 0
    assert [problem.kind for problem in walk.problems] == ["refused"]
    assert "usmStatsUnknownUserNames" in walk.problems[0].text


async def test_an_engine_that_never_keeps_its_id_is_a_protocol_error(client: UsmClient) -> None:
    agent = engine()
    ids = iter(range(1, 1_000))

    def restless(data: bytes) -> bytes:
        return agent.report(read_message(data), Report.UNKNOWN_ENGINE, engine_id=bytes([next(ids) % 256]) * 9)

    async with listening(restless) as port:
        talk = session(client, port, retries=5)
        with pytest.raises(SnmpProtocolError, match="changes its engine id"):
            await talk.get([UP_TIME])

    assert talk.cost().packets_sent < 20


async def test_an_agent_that_is_replaced_is_found_within_the_poll(client: UsmClient) -> None:
    memory = AgentMemory()
    agents = [engine(), engine(engine_id=b"its successor", boots=1, time=1)]
    at = 0

    def whoever_is_there(data: bytes) -> bytes | None:
        return agents[at].answer(data)

    async with listening(whoever_is_there) as port:
        first = await session(client, port, memory).walk(PREFIXES)
        at = 1
        second = await session(client, port, memory).walk(PREFIXES)

    assert first == second


async def test_a_changed_credential_takes_the_place_of_the_old_one(client: UsmClient) -> None:
    old = v3_credential(LEVEL, auth_key="the-old-key")
    new = Credential(old.name, old.version, None, old.user, LEVEL[0], Secret(AUTH_KEY), LEVEL[1], Secret(PRIV_KEY))
    async with listening(engine(new).answer) as port:
        with pytest.raises(SnmpAuthError):
            await session(client, port, credential=old).get([UP_TIME])
        assert await session(client, port, credential=new).get([UP_TIME]) == [1_000]


async def test_another_version_is_refused_at_once(client: UsmClient) -> None:
    with pytest.raises(SnmpError, match="expected a v3 credential, got v2c"):
        session(client, 9, credential=Credential("lab", SnmpVersion.V2C, community=Secret("public")))


async def test_values_that_move_come_through_a_remembered_walk(client: UsmClient) -> None:
    mib = dict(MIB)
    agent = V3Engine(CREDENTIAL, honest(mib))
    memory = AgentMemory()
    async with listening(agent.answer) as port:
        for value in (5, 70_000, 4_000_000_000, 0):
            mib[UP_TIME] = ber.COUNTER32, ber.encode_integer(value)[2:]
            walk = await session(client, port, memory).walk(PREFIXES)
            assert walk.columns[0].values[0] == value


async def test_keys_and_packets_stand_in_no_log_and_no_error(
    client: UsmClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = v3_credential(LEVEL, auth_key="canary-auth-key", priv_key="canary-priv-key", user="noc")
    wrong = Credential("lab", wrong.version, None, "noc", LEVEL[0], wrong.auth_key, LEVEL[1], wrong.priv_key)
    agent = engine(v3_credential(LEVEL, user="noc"))
    texts = []
    async with listening(agent.answer) as port:
        talk = session(client, port, credential=wrong, retries=0)
        try:
            await talk.get([UP_TIME])
        except SnmpError as error:
            texts.append(f"{error!r} {error.__cause__!r} {error.__context__!r}")
        known = client._agent(Target("127.0.0.1", wrong, port))
        texts += [repr(vars(client)), repr(vars(talk)), repr(known), repr(known.user), repr(vars(known.user))]
    keys = known._keys.local_keys(wrong, agent.engine_id)
    texts += [caplog.text, *capfd.readouterr()]

    assert len(texts) == 9
    for text in texts:
        assert "canary" not in text
        for key in (keys.auth, keys.priv):
            assert key is not None
            assert key.hex() not in text
            assert repr(key)[2:-1] not in text
