"""Who an agent is: its engine id and the serial of its chassis, and what tells nothing."""

import pytest

from fengsui.collectors.identity import collect_identity
from fengsui.collectors.session import Value
from fengsui.errors import SnmpTimeoutError
from fengsui.model.verification import AgentIdentity
from tests.support.agent import AgentDouble

ENGINE = "1.3.6.1.6.3.10.2.1.1.0"
CLASS = "1.3.6.1.2.1.47.1.1.1.1.5"
SERIAL = "1.3.6.1.2.1.47.1.1.1.1.11"
PORT, CHASSIS = 10, 3


async def test_engine_id_and_serial_of_the_chassis_are_told() -> None:
    engine = bytes.fromhex("800007db03001122334455")
    rows: dict[str, Value] = {f"{CLASS}.1": PORT, f"{SERIAL}.1": b"PORT-1", f"{CLASS}.7": CHASSIS}
    agent = AgentDouble({ENGINE: engine, **rows, f"{SERIAL}.7": b" 2102 ABC1 "})
    assert await collect_identity(agent) == AgentIdentity(engine.hex(), "2102ABC1")


async def test_of_several_chassis_the_first_that_has_a_serial_counts() -> None:
    agent = AgentDouble({f"{CLASS}.1": CHASSIS, f"{CLASS}.2": CHASSIS, f"{SERIAL}.1": b"", f"{SERIAL}.2": b"SN-0002"})
    assert (await collect_identity(agent)).serial == "SN-0002"


@pytest.mark.parametrize("said", [b"", b"N/A", b"None", b"0000000000", b"unknown", b"1", b"\xff\xfe" * 80, 5, None])
async def test_a_serial_that_every_device_has_is_none(said: Value) -> None:
    agent = AgentDouble({f"{CLASS}.1": CHASSIS, f"{SERIAL}.1": said})
    assert (await collect_identity(agent)).serial is None


@pytest.mark.parametrize(
    "said", [b"", b"\x80\x00\x07\xdb", bytes.fromhex("800007db03000000000000"), b"\xff" * 12, b"\x80" * 33, 5, None]
)
async def test_an_engine_id_that_was_never_set_is_none(said: Value) -> None:
    assert (await collect_identity(AgentDouble({ENGINE: said}))).engine_id is None


async def test_an_agent_that_falls_silent_has_told_nothing() -> None:
    agent = AgentDouble({})
    agent.failure = SnmpTimeoutError("silent")
    assert await collect_identity(agent) == AgentIdentity()
