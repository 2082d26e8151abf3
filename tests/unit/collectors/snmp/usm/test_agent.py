from typing import Any

import pytest

from fengsui.collectors.snmp.usm.agent import UsmAgent
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.errors import SnmpError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from tests.support.snmpd import v3_credential
from tests.support.v3_engine import ENGINE_ID

CREDENTIAL = v3_credential((AuthProtocol.SHA_256, PrivProtocol.AES))


def met(**change: Any) -> UsmAgent:
    agent = UsmAgent(CREDENTIAL, KeyCache(), Salts(1))
    agent.meet(ENGINE_ID, 4, 500, 10.0)
    return agent


def test_an_agent_is_asked_for_its_engine_before_anything_else() -> None:
    agent = UsmAgent(CREDENTIAL, KeyCache(), Salts(1))

    assert (agent.known, agent.proven, agent.user) == (False, False, None)


def test_boots_and_time_of_discovery_are_a_guess() -> None:
    agent = met()

    assert agent.known
    assert agent.clock.estimate(12.0) == (4, 502)
    assert not agent.clock.synchronised


def test_asked_again_the_same_engine_keeps_its_keys_and_its_authenticated_clock() -> None:
    agent = met()
    user = agent.user
    agent.clock.accepts(9, 90, 10.0)
    agent.proven = True

    agent.ask_again()
    assert (agent.known, agent.proven) == (False, False)
    agent.meet(ENGINE_ID, 1, 1, 11.0)

    assert agent.user is user
    assert agent.clock.estimate(11.0) == (9, 91)


def test_another_engine_has_other_keys_and_another_clock() -> None:
    agent = met()
    user = agent.user
    agent.clock.accepts(9, 90, 10.0)

    agent.meet(b"another-engine", 1, 1, 11.0)

    assert agent.user is not user
    assert agent.clock.estimate(11.0) == (1, 1)


def test_a_clock_that_was_forgotten_begins_anew_with_the_same_keys() -> None:
    agent = met()
    user = agent.user
    agent.clock.accepts(9, 90, 10.0)

    agent.forget_clock()
    agent.meet(ENGINE_ID, 1, 1, 11.0)

    assert agent.user is user
    assert agent.clock.estimate(11.0) == (1, 1)


def test_a_credential_that_cannot_be_used_is_refused_at_once() -> None:
    with pytest.raises(SnmpError, match="expected a user"):
        UsmAgent(Credential("lab", SnmpVersion.V3), KeyCache(), Salts(1))
