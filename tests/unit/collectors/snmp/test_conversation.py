"""Which datagrams count as an answer, and which are turned away for what reason."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.message import RequestEncoder
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.model.credential import SnmpVersion
from tests.support.scripted_agent import Request, honest, read_request, reply_to, table

MIB = table("1.3.6.1.2.1.2.2.1.10", rows=range(1, 60))
OIDS = list(MIB)


def conversation(oids: list[bytes]) -> tuple[Conversation, Getter]:
    getter = Getter(oids)
    ids = count(0x40000001)
    return Conversation(RequestEncoder(SnmpVersion.V2C, b"public"), getter, lambda: next(ids)), getter


def asked(talk: Conversation) -> Request:
    datagram = talk.next()
    assert datagram is not None
    return read_request(datagram)


def answer(request: Request) -> bytes:
    said = honest(MIB)(request)
    assert isinstance(said, bytes)
    return said


def test_a_question_is_answered_request_by_request() -> None:
    talk, getter = conversation(OIDS)
    while (datagram := talk.next()) is not None:
        assert talk.receive(answer(read_request(datagram))) is None
    assert getter.values == [row * 1000 for row in range(1, 60)]
    assert (talk.answers, talk.varbinds) == (2, 59)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"request_id": 0x41234567}, "request_id"),
        ({"request_id": -1}, "request_id"),
        ({"community": b"private"}, "community"),
        ({"wire_version": 0}, "version"),
        ({"pdu": message.GET_NEXT}, "pdu"),
    ],
)
def test_an_answer_to_something_else_is_turned_away_and_the_right_one_still_counts(
    change: dict[str, int], reason: str
) -> None:
    talk, _ = conversation(OIDS[:1])
    request = asked(talk)
    good = [(OIDS[0], ber.COUNTER32, b"\x01")]
    assert talk.receive(reply_to(request, good, **change)) == reason  # type: ignore[arg-type]  # a table of keyword arguments
    assert talk.receive(reply_to(request, good)) is None


def test_an_answer_about_other_oids_is_turned_away() -> None:
    talk, _ = conversation(OIDS[:1])
    assert talk.receive(reply_to(asked(talk), [(OIDS[1], ber.COUNTER32, b"\x01")])) == "oids"
    assert "other OIDs" in talk.fault


def test_an_answer_that_comes_twice_is_late_the_second_time() -> None:
    talk, _ = conversation(OIDS)
    said = answer(asked(talk))
    assert talk.receive(said) is None
    assert talk.next() is not None
    assert talk.receive(said) == "late"


def test_a_retransmission_keeps_its_request_id() -> None:
    talk, _ = conversation(OIDS[:1])
    request = asked(talk)
    assert read_request(talk.again(1)) == request


def test_an_answer_whose_bindings_lie_is_turned_away_and_remembered_as_a_fault() -> None:
    talk, _ = conversation(OIDS[:1])
    assert talk.receive(reply_to(asked(talk), b"\x30\x7f\x06\x01\x2b")) == "malformed"
    assert "beyond the message" in talk.fault


@given(st.binary(max_size=100))
def test_arbitrary_bytes_are_turned_away(data: bytes) -> None:
    talk, _ = conversation([encode_oid("1.3.6.1.2.1.1.3.0")])
    asked(talk)
    assert talk.receive(data) in ("malformed", "request_id")
