"""Values lifted out by struct are the values that the decoder reads, for every tag and length that has a form."""

from struct import Struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.lift import fits, form_of, unpacking

TAGS = (ber.INTEGER, ber.OCTET_STRING, ber.IP_ADDRESS, ber.OBJECT_IDENTIFIER, *ber.UNSIGNED_MASKS)
# Of a binding: its name's last bytes, tag and length, so that bytes stand before the content.
BEFORE = b"\x2b\x06\x01\x02\x01\x01\x41\x03"


@given(st.sampled_from(TAGS), st.binary(max_size=10))
def test_what_is_lifted_is_what_is_decoded(tag: int, content: bytes) -> None:
    form = form_of(tag, len(content))
    if form is None or not fits(form, content[:1]):
        return
    size = len(BEFORE) + len(content) + 3
    (value,) = unpacking([(len(BEFORE), form)], size).unpack(BEFORE + content + b"end")
    assert (value if isinstance(value, bytes) else value & form.mask) == ber.value(tag, content)


@pytest.mark.parametrize(("tag", "size"), [(tag, size) for tag in TAGS for size in range(1, 5)])
def test_every_common_length_has_a_form(tag: int, size: int) -> None:
    assert form_of(tag, size) is not None


@pytest.mark.parametrize(
    ("tag", "size"), [(ber.NULL, 0), (ber.OPAQUE, 4), (ber.INTEGER, 9), (ber.COUNTER32, 6), (ber.INTEGER, 0)]
)
def test_what_has_no_one_meaning_has_no_form(tag: int, size: int) -> None:
    assert form_of(tag, size) is None


def test_a_top_bit_that_would_change_the_number_does_not_fit() -> None:
    short, full, padded = form_of(ber.COUNTER32, 2), form_of(ber.COUNTER32, 4), form_of(ber.COUNTER32, 5)
    assert short is not None
    assert full is not None
    assert padded is not None
    assert [fits(short, first) for first in (b"\x7f", b"\x80")] == [True, False]
    assert [fits(full, first) for first in (b"\x7f", b"\x80")] == [True, True]
    assert [fits(padded, first) for first in (b"\x00", b"\x01")] == [True, False]


def test_several_values_are_lifted_at_once() -> None:
    number, text = form_of(ber.COUNTER32, 3), form_of(ber.OCTET_STRING, 2)
    assert number is not None
    assert text is not None
    lifted = unpacking([(8, number), (11, text)], 14)
    assert isinstance(lifted, Struct)
    low, octets = lifted.unpack(BEFORE + b"\x01\x02\x03" + b"ab" + b"!")
    assert (low & number.mask, octets) == (0x010203, b"ab")
