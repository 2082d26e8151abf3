"""OIDs: text to bytes and back, indexes, and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp.oid import decode_oid, encode_numbers, encode_oid, follows, index_numbers
from fengsui.errors import SnmpProtocolError, UsageError

NUMBERS = st.lists(st.integers(0, 0xFFFFFFFF), min_size=1, max_size=20)


def test_an_oid_is_written_as_the_wire_has_it() -> None:
    assert encode_oid("1.3.6.1.2.1.1.3.0") == bytes.fromhex("2b06010201010300")
    assert encode_oid(".1.3.6.1.4.1.2011") == bytes.fromhex("2b060104018f5b")
    assert encode_oid("2.999.3") == bytes.fromhex("883703")


@pytest.mark.parametrize("text", ["1.3.6.1.2.1.2.2.1.10.4294967295", "0.0", "1.0.8802.1", "2.47.1", "2.999.3"])
def test_text_comes_back_as_it_went(text: str) -> None:
    assert decode_oid(encode_oid(text)) == text


@pytest.mark.parametrize(
    "text", ["", "1", "3.1", "1.40", "1.3.x", "1..3", "1.3.4294967296", "1.3.-1", "1.3.²", "1.3" + ".1" * 127]
)
def test_text_that_is_no_oid_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(UsageError, match="expected 2 to 128 numbers"):
        encode_oid(text)


@given(NUMBERS)
def test_index_bytes_come_back_as_their_numbers(numbers: list[int]) -> None:
    assert index_numbers(encode_numbers(numbers)) == tuple(numbers)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x2b\x81", "ends inside"),
        (b"\x90\x80\x80\x80\x00", "over 32 bits"),
        (b"\x01" * 129, "129 sub-identifiers"),
        (b"\x81\x00" * 400, "800 bytes"),
    ],
)
def test_index_bytes_that_are_none_are_refused(content: bytes, what: str) -> None:
    with pytest.raises(SnmpProtocolError, match=what):
        index_numbers(content)


def test_an_oid_of_no_bytes_has_no_text() -> None:
    with pytest.raises(SnmpProtocolError):
        decode_oid(b"")


@given(NUMBERS, NUMBERS)
def test_bytes_follow_each_other_as_their_numbers_do(one: list[int], other: list[int]) -> None:
    assert follows(encode_numbers(one), encode_numbers(other)) == (one > other)


def test_two_byte_numbers_stand_before_three_byte_ones_although_their_bytes_do_not() -> None:
    assert encode_numbers([16383]) > encode_numbers([16384])
    assert follows(encode_numbers([16384]), encode_numbers([16383]))
