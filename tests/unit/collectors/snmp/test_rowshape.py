"""Rows read by their shape are what the decoder of single bindings reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import VarBinds, decode_varbinds
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.rowshape import Expected, RowShapes, decode_rows, in_full
from fengsui.errors import SnmpProtocolError
from tests.support.scripted_agent import bind

Kinds = list[tuple[int, int, int]]
PREFIXES = tuple(encode_oid(f"1.3.6.1.2.1.2.2.1.{column}") for column in (2, 8, 10, 16))
TAGS = st.sampled_from(
    [ber.OCTET_STRING, ber.IP_ADDRESS, ber.INTEGER, *ber.UNSIGNED_MASKS, ber.NULL, ber.OPAQUE, ber.END_OF_MIB_VIEW]
)
VALUES = st.tuples(TAGS, st.integers(0, 9), st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
COMMON = [(ber.COUNTER64, 6, 0x11), (ber.COUNTER32, 4, 0xF0), (ber.INTEGER, 1, 0xFF), (ber.OCTET_STRING, 5, 0x41)]


def row(kinds: Kinds, number: int, offsets: tuple[int, ...] = (0, 0, 0, 0)) -> bytes:
    """One binding for each (tag, length, byte that fills it)."""
    return b"".join(
        bind(PREFIXES[column] + index(number + offsets[column]), tag, bytes([fill]) * size)
        for column, (tag, size, fill) in enumerate(kinds)
    )


def index(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([0x81, number - 128])


def expected(columns: int, known: list[int] | None = None, offsets: tuple[int, ...] = (0, 0, 0, 0)) -> Expected:
    indexes = [index(number) for number in known or []]
    return Expected(PREFIXES[:columns], tuple(range(columns)), indexes, offsets[:columns])


def decoded(answer: bytes, wanted: Expected, shapes: RowShapes | None = None) -> VarBinds:
    return decode_rows(answer, 0, len(answer), wanted, shapes or RowShapes())


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=3), st.data())
def test_rows_are_decoded_as_single_bindings_are(kinds: list[Kinds], data: st.DataObject) -> None:
    offsets = (*data.draw(st.sampled_from([(0, 0, 0), (1, 0, 0), (1, 1, 0), (2, 1, 0), (0, 0, 3)])), 0)
    first = data.draw(st.sampled_from([0, 1, 120]))
    numbers = range(first + 1, first + 1 + data.draw(st.integers(0, 12)))
    answer = b"".join(row(data.draw(st.sampled_from(kinds)), number, offsets) for number in numbers)
    answer += row(kinds[0], first + 1 + len(numbers), offsets)[: data.draw(st.sampled_from([0, 0, 20, 24, 40, 44]))]
    noise = data.draw(st.one_of(st.none(), st.tuples(st.integers(0, max(len(answer) - 1, 0)), st.integers(0, 255))))
    if noise is not None and answer:
        answer = answer[: noise[0]] + bytes([noise[1]]) + answer[noise[0] + 1 :]
    wanted = expected(3, list(range(first + 1, first + 1 + max(offsets))), offsets)
    try:
        plain = decode_varbinds(answer, 0, len(answer))
    except SnmpProtocolError:
        with pytest.raises(SnmpProtocolError):
            decoded(answer, wanted)
        return
    shapes = RowShapes()
    for _ in range(2):  # the second time the shapes of the first are known
        assert repr(in_full(decoded(answer, wanted, shapes), wanted)) == repr(plain)


def test_a_shape_is_kept_from_answer_to_answer() -> None:
    shapes = RowShapes()
    for number in (1, 3, 5):
        binds = decoded(row(COMMON, number) + row(COMMON, number + 1), expected(4), shapes)
        assert binds.regular == [0x111111111111, 0xF0F0F0F0, -1, b"AAAAA"] * 2
        assert binds.fresh == [index(number), index(number + 1)]
        assert not binds.oids
    assert shapes.failures == 0
    assert shapes.shape(expected(4)) is not None


def test_columns_that_are_ahead_of_others_have_later_rows() -> None:
    offsets = (2, 2, 1, 0)
    wanted = expected(4, [7, 8], offsets)
    binds = decoded(row(COMMON, 7, offsets) + row(COMMON, 8, offsets), wanted)
    assert len(binds.regular) == 8
    assert binds.fresh == [index(9), index(10)]


def test_a_row_with_an_index_of_its_own_is_not_as_expected() -> None:
    other = row(COMMON[:2], 2) + bind(PREFIXES[2] + index(9), ber.INTEGER, b"\x01")
    binds = decoded(row(COMMON[:3], 1) + other + row(COMMON[:3], 3), expected(3))
    assert len(binds.regular) == 3
    assert binds.fresh == [index(1)]
    assert binds.oids[2] == PREFIXES[2] + index(9)
    assert len(binds) == 9


def test_no_row_has_the_bare_prefix_for_its_oid() -> None:
    binds = decoded(bind(PREFIXES[0], ber.INTEGER, b"\x01"), expected(1))
    assert (binds.regular, binds.oids) == ([], [PREFIXES[0]])


def test_rows_that_are_all_unlike_are_given_up_on() -> None:
    shapes = RowShapes()
    answer = b"".join(row([(ber.OCTET_STRING, size, 0x41)] * 2, size) for size in range(1, 31))
    binds = decoded(answer, expected(2), shapes)
    assert (len(binds), len(binds.regular)) == (60, 60)
    assert shapes.failures == 30


def test_a_row_that_an_answer_ends_in_the_middle_of_is_read_by_the_front_of_its_shape() -> None:
    shapes = RowShapes()
    two = row(COMMON[:2], 3)
    answer = row(COMMON, 1) + row(COMMON, 2) + two
    binds = decoded(answer, expected(4), shapes)
    assert in_full(binds, expected(4)) == decode_varbinds(answer, 0, len(answer))
    assert len(binds.regular) == 10
    shape = shapes.shape(expected(4))
    assert shape is not None
    front = shape.run(len(two))
    assert front is not None
    assert front.size == len(two)
    assert shape.run(len(two) - 1) is None


def test_rows_alike_that_come_often_are_read_all_at_once() -> None:
    shapes, wanted = RowShapes(), expected(4)
    for _ in range(20):
        decoded(row(COMMON, 1), wanted, shapes)
    shape = shapes.shape(wanted)
    assert shape is not None
    answer = b"".join(row(COMMON, number) for number in range(1, 6)) + row(COMMON[:1], 6)
    run = shape.run(len(answer))
    assert run is not None
    assert run.size == run.proven(answer) == len(answer)
    binds = decoded(answer, wanted, shapes)
    assert in_full(binds, wanted) == decode_varbinds(answer, 0, len(answer))
    assert len(binds.regular) == 21


def test_a_run_is_read_up_to_the_row_that_differs() -> None:
    shapes, wanted = RowShapes(), expected(4)
    for _ in range(20):
        decoded(row(COMMON, 1), wanted, shapes)
    shape = shapes.shape(wanted)
    assert shape is not None
    other = row([*COMMON[:3], (ber.OCTET_STRING, 6, 0x41)], 3)
    answer = row(COMMON, 1) + row(COMMON, 2) + other + row(COMMON, 4)
    run = shape.run(len(answer))
    assert run is not None
    assert 2 * shape.size < run.proven(answer[: run.size]) < 3 * shape.size
    binds = decoded(answer, wanted, shapes)
    assert in_full(binds, wanted) == decode_varbinds(answer, 0, len(answer))
    assert len(binds.regular) == 16


def test_a_run_is_bounded_however_long_the_answer() -> None:
    shapes, wanted = RowShapes(), expected(4)
    for _ in range(20):
        decoded(row(COMMON, 1), wanted, shapes)
    shape = shapes.shape(wanted)
    assert shape is not None
    run = shape.run(60_000)
    assert run is not None
    assert run.size <= 4096
