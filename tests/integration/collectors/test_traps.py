"""The receiver on a real socket, and net-snmp's snmptrap and snmpinform as its senders."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from fengsui.clock import SystemClock, spawn
from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.judge import TrapJudge
from fengsui.collectors.traps.receiver import TrapReceiver
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol
from fengsui.model.trap import Trap, TrapKind
from tests.support import net_snmp
from tests.support.net_snmp import LINK_DOWN, SENDER_ENGINE, send, v2c, v3, v3_options

ENGINE_ID = bytes.fromhex("80007ed905") + b"fengsui-test"
SHA_AES = (AuthProtocol.SHA, PrivProtocol.AES)
LEVELS = (
    (None, None),
    (AuthProtocol.MD5, None),
    (AuthProtocol.SHA, None),
    SHA_AES,
    (AuthProtocol.SHA_256, PrivProtocol.AES),
    (AuthProtocol.SHA_512, PrivProtocol.AES_256),
    (AuthProtocol.SHA, PrivProtocol.DES),
)


class Ear:
    """A running receiver: what it heard, and whom it knows at 127.0.0.1."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.engine = Engine(ENGINE_ID, 7, self.clock.monotonic() - 1_000)
        self.senders: tuple[Sender, ...] | None = ()
        self.heard: list[Trap] = []
        judge = TrapJudge(SecuredTraps(self.engine, first_salt=5))
        self.receiver = TrapReceiver(judge, self.find, self.heard.append, self.clock)
        self.port = 0

    def find(self, address: str) -> tuple[Sender, ...] | None:
        return self.senders if address == "127.0.0.1" else None

    def know(self, *credentials: Credential) -> None:
        """Registers a device at 127.0.0.1 for each credential."""
        self.senders = tuple(Sender(f"device-{credential.name}", credential) for credential in credentials)

    @property
    def dropped(self) -> dict[str, int]:
        return {reason: count for reason, count in self.receiver.counts().dropped.items() if count}

    @property
    def answers(self) -> dict[str, int]:
        return {answer: count for answer, count in self.receiver.counts().answers.items() if count}

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not what():  # noqa: ASYNC110 - what is waited for happens in the receiver, which has no event for it
                await asyncio.sleep(0.005)


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    listening = Ear()
    listening.receiver.open([("127.0.0.1", 0)])
    listening.port = listening.receiver.addresses[0][1]
    loop = spawn(listening.receiver.run(), name="trap receiver")
    yield listening
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop
    listening.receiver.close()


async def test_a_v2c_trap_is_heard_with_its_kind_and_its_device(ear: Ear, tmp_path: Path) -> None:
    ear.know(v2c())
    await send(tmp_path, ear.port, ["-v2c", "-c", net_snmp.COMMUNITY])
    await ear.until(lambda: ear.heard)
    (trap,) = ear.heard
    assert (trap.kind, trap.oid, trap.version, trap.devices) == (TrapKind.LINK_DOWN, LINK_DOWN, "v2c", ("device-lab",))
    assert ear.receiver.counts().received == {("v2c", "linkDown"): 1}
    assert ear.dropped == {}


@pytest.mark.parametrize(
    ("generic", "specific", "kind", "oid"),
    [
        ("0", "0", TrapKind.COLD_START, "1.3.6.1.6.3.1.1.5.1"),
        ("2", "0", TrapKind.LINK_DOWN, LINK_DOWN),
        ("4", "0", TrapKind.AUTHENTICATION_FAILURE, "1.3.6.1.6.3.1.1.5.5"),
        ("6", "17", TrapKind.ONU, "1.3.6.1.4.1.2011.6.128.1.1.0.17"),
    ],
)
async def test_a_v1_trap_is_heard_under_its_v2_name(
    ear: Ear, tmp_path: Path, generic: str, specific: str, kind: TrapKind, oid: str
) -> None:
    ear.know(v2c())
    enterprise = "1.3.6.1.4.1.2011.6.128.1.1"
    await send(tmp_path, ear.port, ["-v1", "-c", net_snmp.COMMUNITY], enterprise, "192.0.2.1", generic, specific, "42")
    await ear.until(lambda: ear.heard)
    assert [(trap.kind, trap.oid, trap.version) for trap in ear.heard] == [(kind, oid, "v1")]


async def test_a_v2c_inform_is_answered(ear: Ear, tmp_path: Path) -> None:
    ear.know(v2c())
    assert await send(tmp_path, ear.port, ["-v2c", "-c", net_snmp.COMMUNITY], inform=True) == 0
    assert [trap.kind for trap in ear.heard] == [TrapKind.LINK_DOWN]
    assert ear.answers == {"response": 1}


@pytest.mark.parametrize(("auth", "priv"), LEVELS)
async def test_v3_traps_are_heard_at_every_level(
    ear: Ear, tmp_path: Path, auth: AuthProtocol | None, priv: PrivProtocol | None
) -> None:
    credential = v3(auth, priv)
    ear.know(credential)
    await send(tmp_path, ear.port, [*v3_options(credential), "-e", SENDER_ENGINE])
    await ear.until(lambda: ear.heard or ear.dropped)
    assert [(trap.kind, trap.version, trap.devices) for trap in ear.heard] == [
        (TrapKind.LINK_DOWN, "v3", ("device-secured",))
    ]
    assert ear.dropped == {}


@pytest.mark.parametrize(("auth", "priv"), LEVELS)
async def test_v3_informs_are_answered_at_every_level(
    ear: Ear, tmp_path: Path, auth: AuthProtocol | None, priv: PrivProtocol | None
) -> None:
    credential = v3(auth, priv)
    ear.know(credential)
    assert await send(tmp_path, ear.port, v3_options(credential), inform=True) == 0
    assert [trap.kind for trap in ear.heard] == [TrapKind.LINK_DOWN]
    assert ear.answers == {"response": 1, "discovery": 1}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (v3(*SHA_AES, user="stranger"), "unknown_user"),
        (v3(*SHA_AES, auth_key="another-auth-key"), "digest"),
        (v3(*SHA_AES, priv_key="another-priv-key"), "decryption"),
        (v3(AuthProtocol.SHA), "security_level"),
    ],
)
async def test_wrong_v3_credentials_are_dropped_by_reason(
    ear: Ear, tmp_path: Path, wrong: Credential, reason: str
) -> None:
    ear.know(v3(*SHA_AES))
    with structlog.testing.capture_logs() as logs:
        await send(tmp_path, ear.port, [*v3_options(wrong), "-e", SENDER_ENGINE])
        await ear.until(lambda: ear.dropped)
        assert ear.dropped == {reason: 1}
        assert ear.answers == {}, "a trap is never answered"
        assert await send(tmp_path, ear.port, v3_options(wrong), inform=True, patience="0.3") != 0
    assert ear.dropped[reason] >= 2
    assert ear.answers["report"] >= 1, "an inform is told why"
    assert ear.heard == []
    told = repr(logs) + repr(ear.receiver.counts()) + repr(ear.senders)
    assert not any(secret in told for secret in ("canary", "another-auth-key", "another-priv-key"))


async def test_an_inform_for_another_engine_is_told_ours_and_comes_again(ear: Ear, tmp_path: Path) -> None:
    credential = v3(*SHA_AES)
    ear.know(credential)
    await send(tmp_path, ear.port, [*v3_options(credential), "-e", SENDER_ENGINE], inform=True, patience="0.3")
    assert ear.dropped["unknown_engine"] >= 1
    assert ear.heard == []


async def test_strangers_wrong_communities_and_other_versions_are_dropped(ear: Ear, tmp_path: Path) -> None:
    options = ["-v2c", "-c", "guess"]
    ear.senders = None
    await send(tmp_path, ear.port, options)
    await ear.until(lambda: ear.dropped == {"unknown_source": 1})
    ear.know()
    await send(tmp_path, ear.port, options)
    await ear.until(lambda: ear.dropped.get("no_credential") == 1)
    ear.know(v3(*SHA_AES))
    await send(tmp_path, ear.port, options)
    await ear.until(lambda: ear.dropped.get("version") == 1)
    ear.know(v2c())
    assert await send(tmp_path, ear.port, options, inform=True, patience="0.2") != 0
    await ear.until(lambda: ear.dropped.get("community") == 1)
    assert ear.heard == []
    assert ear.answers == {}
