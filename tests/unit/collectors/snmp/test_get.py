"""Asking for single instances."""

import pytest

from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.message import Ask
from fengsui.errors import SnmpAuthError

OIDS = [bytes((43, number)) for number in range(100)]


def binds(ask: Ask) -> VarBinds:
    return VarBinds(list(ask.oids), [oid[-1] for oid in ask.oids])


def next_ask(getter: Getter) -> Ask:
    ask = getter.ask()
    assert ask is not None
    return ask


def test_many_instances_are_asked_for_in_several_requests_and_come_in_order() -> None:
    getter = Getter(OIDS)
    while (ask := getter.ask()) is not None:
        assert len(ask.oids) <= 40
        getter.answer(ask, 0, 0, binds(ask))
    assert getter.values == list(range(100))


def test_no_instances_need_no_request() -> None:
    assert Getter([]).ask() is None


def test_an_answer_about_other_oids_does_not_fit() -> None:
    getter = Getter(OIDS[:2])
    ask = next_ask(getter)
    assert getter.fits(ask, binds(ask))
    assert not getter.fits(ask, VarBinds(list(OIDS[1:3]), [1, 2]))
    assert not getter.fits(ask, VarBinds(list(OIDS[:1]), [1]))


@pytest.mark.parametrize("status", [message.NO_SUCH_NAME, message.GEN_ERR])
def test_the_instance_at_fault_is_left_out_and_the_rest_asked_again(status: int) -> None:
    getter = Getter(OIDS[:3])
    getter.answer(next_ask(getter), status, 2, VarBinds())
    ask = next_ask(getter)
    assert ask.oids == [OIDS[0], OIDS[2]]
    getter.answer(ask, 0, 0, binds(ask))
    assert getter.values == [0, None, 2]


@pytest.mark.parametrize("status", [message.TOO_BIG, message.GEN_ERR])
def test_without_a_place_of_the_fault_the_question_is_halved_until_it_is_found(status: int) -> None:
    getter = Getter(OIDS[:8])
    requests = 0
    while (ask := getter.ask()) is not None:
        requests += 1
        faulty = OIDS[5] in ask.oids
        getter.answer(ask, status if faulty else 0, 0, VarBinds() if faulty else binds(ask))
    assert getter.values == [0, 1, 2, 3, 4, None, 6, 7]
    assert requests < 10


def test_an_authorization_error_is_said_aloud() -> None:
    getter = Getter(OIDS[:1])
    with pytest.raises(SnmpAuthError, match="authorizationError"):
        getter.answer(next_ask(getter), message.AUTHORIZATION_ERROR, 1, VarBinds())
