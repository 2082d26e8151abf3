"""Answers of name servers: whatever bytes come, an answer to this very question or None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.probes.dns_message import DnsQuestion
from tests.support.name_server import reply

NAME = "portal.example.cn"


def test_an_answer_gives_its_records_in_words() -> None:
    question = DnsQuestion(NAME, "A")
    found = question.read(reply(question.wire, f"{NAME}. 60 IN A 10.0.0.1", f"{NAME}. 60 IN A 10.0.0.2"))
    assert found is not None
    assert (found.rcode, found.answers, found.truncated) == ("NOERROR", ("10.0.0.1", "10.0.0.2"), False)


def test_an_alias_is_followed_within_the_message_and_a_ring_of_them_ends() -> None:
    question = DnsQuestion(NAME, "A")
    found = question.read(reply(question.wire, f"{NAME}. 60 IN CNAME www.a.cn.", "www.a.cn. 60 IN A 10.0.0.3"))
    assert found is not None
    assert found.answers == ("10.0.0.3",)
    ring = question.read(reply(question.wire, f"{NAME}. 60 IN CNAME a.cn.", f"a.cn. 60 IN CNAME {NAME}."))
    assert ring is not None
    assert ring.answers == ()


def test_records_of_other_names_are_no_answer() -> None:
    question = DnsQuestion(NAME, "A")
    found = question.read(reply(question.wire, "other.cn. 60 IN A 10.0.0.9"))
    assert found is not None
    assert found.answers == ()


@pytest.mark.parametrize("rcode", ["NXDOMAIN", "SERVFAIL", "REFUSED"])
def test_the_code_is_given_in_words(rcode: str) -> None:
    question = DnsQuestion(NAME, "A")
    found = question.read(reply(question.wire, rcode=rcode))
    assert found is not None
    assert found.rcode == rcode


def test_the_answer_to_another_question_is_none() -> None:
    question = DnsQuestion(NAME, "A")
    good = reply(question.wire, f"{NAME}. 60 IN A 10.0.0.1")
    other_id = bytes([good[0] ^ 1]) + good[1:]
    other_name = question.wire[:2] + reply(DnsQuestion("other.cn", "A").wire)[2:]
    for strange in (other_id, other_name, question.wire, good[:-2], good + b"\0", b""):
        assert question.read(strange) is None


def test_a_compression_pointer_that_loops_is_none() -> None:
    question = DnsQuestion(NAME, "A")
    # One answer, whose name points at itself, and one that points ahead.
    for place in (len(question.wire), len(question.wire) + 20):
        head = question.wire[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question.wire[12:]
        record = (0xC000 | place).to_bytes(2) + b"\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1"
        assert question.read(head + record) is None


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_right_beginning_are_an_answer_or_none(tail: bytes) -> None:
    question = DnsQuestion(NAME, "TXT")
    found = question.read(question.wire[:2] + b"\x81\x80" + tail)
    assert found is None or all(text.isprintable() for text in found.answers)


@given(st.data())
def test_a_damaged_answer_is_an_answer_or_none(data: st.DataObject) -> None:
    question = DnsQuestion(NAME, "TXT")
    raw = bytearray(reply(question.wire, f'{NAME}. 60 IN TXT "v=1 x"', f"{NAME}. 60 IN CNAME a.cn."))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(2, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found = question.read(bytes(raw))
    assert found is None or len(found.answers) <= 20
