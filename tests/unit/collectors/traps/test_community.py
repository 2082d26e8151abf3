"""Who is believed by community."""

import pytest

from fengsui.collectors.snmp.message import RESPONSE, read_reply
from fengsui.collectors.traps.community import judge_plain
from fengsui.collectors.traps.notification import INFORM
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.verdict import Answer, Drop, Verdict
from fengsui.model.credential import Credential, SnmpVersion
from tests.support.net_snmp import COMMUNITY, v2c, v3
from tests.support.traps import bindings, inform, pdu, pdu_v1, plain, trap

SENDERS = [Sender("a", v2c("lab")), Sender("b", v2c("other", "another")), Sender("c", v3())]
_OPENING = 2 + 3  # the message's tag and length, the version


def judge(data: bytes, version: int = 1, senders: list[Sender] = SENDERS) -> Verdict:
    return judge_plain(data, version, _OPENING, len(data), senders)


def test_the_community_tells_devices_at_one_address_apart() -> None:
    assert judge(trap()).devices == ("a",)
    assert judge(trap(community="another")).devices == ("b",)


def test_devices_with_the_same_community_are_all_meant() -> None:
    assert judge(trap(), senders=[Sender("a", v2c("x")), Sender("b", v2c("y"))]).devices == ("a", "b")


@pytest.mark.parametrize("wrong", ["", "canary", COMMUNITY + "x", "公共"])
def test_another_community_is_dropped_and_never_answered(wrong: str) -> None:
    assert judge(trap(community=wrong)) == Verdict(Drop.COMMUNITY)
    assert judge(inform(community=wrong)) == Verdict(Drop.COMMUNITY)


def test_a_device_that_is_asked_with_v3_is_not_believed_without() -> None:
    assert judge(trap(), senders=[Sender("c", v3())]) == Verdict(Drop.VERSION)


def test_a_credential_without_community_matches_nothing() -> None:
    assert judge(trap(community=""), senders=[Sender("a", Credential("x", SnmpVersion.V2C))]).drop is Drop.COMMUNITY


def test_an_inform_is_answered_in_its_own_version_and_community() -> None:
    verdict = judge(inform())
    assert verdict.answer is Answer.RESPONSE
    assert verdict.reply is not None
    read = read_reply(verdict.reply)
    assert (read.wire_version, read.community, read.pdu, read.request_id) == (1, COMMUNITY.encode(), RESPONSE, 77)
    assert verdict.reply[read.start : read.end] == bindings()


def test_a_v1_trap_is_believed_with_the_community_of_v2c() -> None:
    assert (judge(plain(pdu_v1(), version=0), 0).version, judge(plain(pdu_v1(), version=0), 0).devices) == (
        "v1",
        ("a",),
    )


@pytest.mark.parametrize(
    ("data", "version"),
    [
        (plain(pdu(0xA0)), 1),  # a request
        (plain(pdu(0xA2)), 1),  # a response
        (plain(pdu_v1()), 1),  # v1's PDU in a v2c message
        (plain(pdu(), version=0), 0),  # and the other way round
        (plain(pdu(INFORM), version=0), 0),
    ],
)
def test_other_pdus_are_not_taken(data: bytes, version: int) -> None:
    assert judge(data, version) == Verdict(Drop.UNEXPECTED_PDU)
