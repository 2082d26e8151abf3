"""Rows read by their shape are what the decoder of single bindings reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import decode_varbinds
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.rowshape import RowShapes, decode_rows
from fengsui.errors import SnmpProtocolError
from tests.support.scripted_agent import bind

OID = encode_oid("1.3.6.1.2.1.2.2.1")
TAGS = st.sampled_from(
    [ber.OCTET_STRING, ber.IP_ADDRESS, ber.INTEGER, *ber.UNSIGNED_MASKS, ber.NULL, ber.OPAQUE, ber.END_OF_MIB_VIEW]
)
VALUES = st.tuples(TAGS, st.integers(0, 9), st.integers(0, 255))


def row(kinds: list[tuple[int, int, int]], number: int) -> bytes:
    """One binding for each (tag, length, byte that fills it)."""
    return b"".join(
        bind(OID + bytes([column, number]), tag, bytes([fill]) * size) for column, (tag, size, fill) in enumerate(kinds)
    )


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=3), st.data())
def test_rows_are_decoded_as_single_bindings_are(kinds: list[list[tuple[int, int, int]]], data: st.DataObject) -> None:
    numbers = st.integers(0, len(kinds) - 1)
    answer = b"".join(row(kinds[data.draw(numbers)], number) for number in range(data.draw(st.integers(0, 12))))
    answer += row(kinds[0], 99)[: data.draw(st.sampled_from([0, 0, 20]))]
    noise = data.draw(st.one_of(st.none(), st.tuples(st.integers(0, max(len(answer) - 1, 0)), st.integers(0, 255))))
    if noise is not None and answer:
        answer = answer[: noise[0]] + bytes([noise[1]]) + answer[noise[0] + 1 :]
    try:
        expected = decode_varbinds(answer, 0, len(answer))
    except SnmpProtocolError:
        with pytest.raises(SnmpProtocolError):
            decode_rows(answer, 0, len(answer), 3, RowShapes())
        return
    assert repr(decode_rows(answer, 0, len(answer), 3, RowShapes())) == repr(expected)


def test_a_shape_is_kept_from_answer_to_answer() -> None:
    shapes = RowShapes()
    kinds = [(ber.COUNTER64, 6, 0x11), (ber.COUNTER32, 4, 0xF0), (ber.INTEGER, 1, 0xFF), (ber.OCTET_STRING, 5, 0x41)]
    for number in range(3):
        answer = row(kinds, number) + row(kinds, number + 100)
        assert decode_rows(answer, 0, len(answer), 4, shapes).values == [0x111111111111, 0xF0F0F0F0, -1, b"AAAAA"] * 2
    assert shapes.latest is not None
    assert shapes.failures == 0


def test_rows_that_are_all_unlike_are_given_up_on() -> None:
    shapes = RowShapes()
    answer = b"".join(row([(ber.OCTET_STRING, size, 0x41)] * 2, size) for size in range(30))
    assert len(decode_rows(answer, 0, len(answer), 2, shapes)) == 60
    assert shapes.failures <= 7


def test_a_row_that_an_answer_ends_in_the_middle_of_is_read_by_the_front_of_its_shape() -> None:
    shapes = RowShapes()
    kinds = [(ber.COUNTER32, 4, 0x11), (ber.OCTET_STRING, 5, 0x41), (ber.INTEGER, 1, 2)]
    two = row(kinds[:2], 3)
    answer = row(kinds, 1) + row(kinds, 2) + two
    binds = decode_rows(answer, 0, len(answer), 3, shapes)
    assert binds == decode_varbinds(answer, 0, len(answer))
    assert shapes.latest is not None
    front = shapes.latest.front(len(two))
    assert front is not None
    assert front.size == len(two)
    assert shapes.latest.front(len(two) - 1) is None
