"""A walk that begins as last time's did: what ends the recall, and that nothing is lost by it."""

from itertools import count

from fengsui.collectors.session import WalkBounds
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.layout import Layout, learn
from fengsui.collectors.snmp.message import RequestEncoder
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.recall import WalkConversation
from fengsui.collectors.snmp.walk import Walker
from fengsui.model.credential import SnmpVersion
from tests.support.scripted_agent import Request, honest_bindings, read_request, reply_to, table

NAMES = ("1.3.6.1.2.1.2.2.1.10", "1.3.6.1.2.1.2.2.1.16")
PREFIXES = [encode_oid(name) for name in NAMES]
MIB = table(*NAMES, rows=range(1, 31))
IDS = count(0x40000001)


def conversation(layout: Layout | None) -> WalkConversation:
    walker = Walker(PREFIXES, WalkBounds(), bulk=True, repetitions=5)
    return WalkConversation(RequestEncoder(SnmpVersion.V2C, b"public"), walker, lambda: next(IDS), layout)


def asked(talk: WalkConversation) -> Request:
    datagram = talk.next()
    assert datagram is not None
    return read_request(datagram)


def answered(talk: WalkConversation, requests: int = 100) -> None:
    for _ in range(requests):
        datagram = talk.next()
        if datagram is None:
            return
        request = read_request(datagram)
        assert talk.receive(reply_to(request, honest_bindings(request, MIB))) is None


def remembered() -> Layout:
    talk = conversation(None)
    answered(talk)
    assert talk.heard is not None
    layout = learn(talk.heard, talk.result(), frozenset())
    assert layout is not None
    return layout


def test_the_same_answers_are_read_without_the_walker() -> None:
    talk = conversation(remembered())
    answered(talk)
    assert talk.recalled
    assert talk.layout_hits == talk.answers == 7
    assert talk.varbinds == 62 + 8  # the last answer holds 5 rows of 2 columns behind the table's end


def test_a_forged_request_id_is_turned_away_and_does_not_end_the_recall() -> None:
    talk = conversation(remembered())
    request = asked(talk)
    good = honest_bindings(request, MIB)
    assert talk.receive(reply_to(request, good, request_id=0x40FFFFFF)) == "request_id"
    assert talk.receive(reply_to(request, good, community=b"private")) == "community"
    assert talk.receive(b"\x30\x03") == "malformed"
    assert talk.recalled
    assert talk.receive(reply_to(request, good)) is None
    assert talk.recalled


def test_an_answer_from_the_last_step_is_late() -> None:
    talk = conversation(remembered())
    request = asked(talk)
    said = reply_to(request, honest_bindings(request, MIB))
    assert talk.receive(said) is None
    asked(talk)
    assert talk.receive(said) == "late"


def test_an_error_in_the_middle_goes_to_the_walker_with_all_that_came_before() -> None:
    talk = conversation(remembered())
    answered(talk, 3)
    request = asked(talk)
    assert talk.receive(reply_to(request, status=message.TOO_BIG)) is None
    assert not talk.recalled
    answered(talk)
    walk = talk.result()
    assert [len(column.values) for column in walk.columns] == [30, 30]
    assert walk.complete
    assert talk.heard is None


def test_a_second_retransmission_asks_for_less_and_the_walk_goes_on() -> None:
    talk = conversation(remembered())
    answered(talk, 2)
    first = asked(talk)
    assert read_request(talk.again(1)) == first
    smaller = read_request(talk.again(2))
    assert smaller.repetitions == 2
    assert smaller.request_id == first.request_id
    assert talk.receive(reply_to(smaller, honest_bindings(smaller, MIB))) is None
    answered(talk)
    assert [column.values for column in talk.result().columns] == [
        [row * 1000 + place for row in range(1, 31)] for place in (0, 1)
    ]


def test_a_recall_that_breaks_off_keeps_what_came() -> None:
    talk = conversation(remembered())
    answered(talk, 2)
    asked(talk)
    talk.settle()
    assert [len(column.values) for column in talk.result().columns] == [10, 10]


def test_a_malformed_answer_with_the_right_request_id_is_waited_out() -> None:
    talk = conversation(remembered())
    request = asked(talk)
    assert talk.receive(reply_to(request, b"\x30\x7f\x06")) == "malformed"
    assert talk.receive(reply_to(request, honest_bindings(request, MIB))) is None
    answered(talk)
    assert talk.result().complete


def test_an_over_long_request_id_is_read_but_not_remembered() -> None:
    talk = conversation(None)
    while (datagram := talk.next()) is not None:
        request = read_request(datagram)
        good = reply_to(request, honest_bindings(request, MIB))
        number = request.request_id.to_bytes(4, "big")
        pdu = ber.encode_tlv(message.RESPONSE, b"\x02\x05\x00" + number + good[good.index(number) + 4 :])
        assert talk.receive(ber.encode_tlv(0x30, b"\x02\x01\x01\x04\x06public" + pdu)) is None
    assert talk.heard is not None
    assert learn(talk.heard, talk.result(), frozenset()) is None
