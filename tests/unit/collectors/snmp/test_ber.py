"""BER primitives: what agents send, well-formed and not."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber
from fengsui.errors import SnmpProtocolError
from tests.support.asn1 import decoder, encoder, univ


@given(st.integers(-(2**63), 2**64 - 1))
def test_an_integer_is_no_longer_than_pyasn1_makes_it_and_both_read_it_back(number: int) -> None:
    encoded = ber.encode_integer(number)
    assert len(encoded) <= len(encoder.encode(univ.Integer(number)))
    assert int(decoder.decode(encoded)[0]) == number
    assert ber.read_integer(encoded, 0, len(encoded)) == (number, len(encoded))


@pytest.mark.parametrize(
    ("length", "encoded"), [(0, "00"), (127, "7f"), (128, "8180"), (256, "820100"), (65_535, "82ffff")]
)
def test_a_length_is_as_short_as_it_goes(length: int, encoded: str) -> None:
    assert ber.encode_length(length) == bytes.fromhex(encoded)


@pytest.mark.parametrize(
    ("tag", "content", "meaning"),
    [
        (ber.INTEGER, "ff", -1),
        (ber.INTEGER, "0000000005", 5),
        (ber.INTEGER, "", 0),
        (ber.INTEGER, "80000000", -(2**31)),
        (ber.COUNTER32, "80000000", 2**31),
        (ber.COUNTER32, "00ffffffff", 2**32 - 1),
        (ber.COUNTER32, "ff", 2**32 - 1),
        (ber.GAUGE32, "", 0),
        (ber.TIMETICKS, "ffffff9c", 2**32 - 100),
        (ber.TIMETICKS, "fe", 2**32 - 2),
        (ber.COUNTER64, "ffffffffffffffff", 2**64 - 1),
        (ber.COUNTER64, "00ffffffffffffffff", 2**64 - 1),
        (ber.UNSIGNED32, "7f", 127),
        (ber.OCTET_STRING, "c0ff", b"\xc0\xff"),
        (ber.IP_ADDRESS, "7f000001", b"\x7f\x00\x00\x01"),
        (ber.OBJECT_IDENTIFIER, "2b06", b"\x2b\x06"),
        (ber.NULL, "", None),
        (ber.NO_SUCH_OBJECT, "", None),
        (ber.NO_SUCH_INSTANCE, "", None),
        (ber.END_OF_MIB_VIEW, "", None),
        (ber.OPAQUE, "9f7804" + struct.pack(">f", 1.5).hex(), 1.5),
        (ber.OPAQUE, "9f7908" + struct.pack(">d", -2.25).hex(), -2.25),
        (ber.OPAQUE, "9f7804ffffff00", None),  # not a number: the agent has no value
        (ber.OPAQUE, "9f79087ff0000000000000", None),
        (ber.OPAQUE, "040161", b"\x04\x01a"),
    ],
)
def test_a_value_means_what_its_tag_says(tag: int, content: str, meaning: object) -> None:
    assert ber.value(tag, bytes.fromhex(content)) == meaning


@pytest.mark.parametrize(("tag", "content"), [(ber.INTEGER, "01" * 9), (ber.COUNTER64, "00" * 17)])
def test_a_number_that_fits_no_type_is_given_as_its_bytes(tag: int, content: str) -> None:
    assert ber.value(tag, bytes.fromhex(content)) == bytes.fromhex(content)


@pytest.mark.parametrize(("tag", "content"), [(0x30, "0500"), (0x13, "41")])
def test_a_value_without_a_meaning_is_refused(tag: int, content: str) -> None:
    with pytest.raises(SnmpProtocolError):
        ber.value(tag, bytes.fromhex(content))


@pytest.mark.parametrize("data", ["", "30", "3005", "3080", "308500000000010000", "30820100", "308101"])
def test_a_length_that_lies_is_refused(data: str) -> None:
    with pytest.raises(SnmpProtocolError):
        ber.read_tlv(bytes.fromhex(data), 0, len(data) // 2)


def test_a_long_form_length_is_read_however_long_it_is_without_need() -> None:
    assert ber.read_tlv(bytes.fromhex("048400000002c0ff"), 0, 8) == (0x04, 6, 8)


def test_something_else_in_the_place_of_an_integer_is_refused() -> None:
    with pytest.raises(SnmpProtocolError, match="0x04"):
        ber.read_integer(b"\x04\x01a", 0, 3)
