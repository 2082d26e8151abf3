import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors import columns
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_numbers

ANY_VALUES = st.lists(
    st.one_of(st.none(), st.integers(-(2**70), 2**70), st.binary(max_size=8), st.floats(allow_nan=False)), max_size=20
)


def test_integers_in_range_stay_as_they_are() -> None:
    assert columns.counter64([0, 5, 2**64 - 1]) == ((0, 5, 2**64 - 1), 0)


@pytest.mark.parametrize("wrong", [-1, 2**32, b"5", 5.0])
def test_a_value_that_cannot_be_a_counter_becomes_none_and_is_counted(wrong: Value) -> None:
    assert columns.counter32([1, wrong, None]) == ((1, None, None), 1)


def test_a_missing_value_is_no_fault() -> None:
    assert columns.counter32([None, None]) == ((None, None), 0)
    assert columns.texts([None, b"x"]) == ((None, "x"), 0)


def test_statuses_become_the_words_of_if_mib() -> None:
    assert columns.oper_status([1, 2, 3, 4, 5, 6, 7]) == (
        ("up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"),
        0,
    )
    assert columns.admin_status([1, 2, 3]) == (("up", "down", "testing"), 0)


def test_a_status_outside_its_enumeration_becomes_none_and_is_counted() -> None:
    assert columns.oper_status([1, 0, 8]) == (("up", None, None), 2)
    assert columns.admin_status([4]) == ((None,), 1)


def test_time_ticks_become_seconds() -> None:
    assert columns.seconds([0, 150, None, -1]) == ((0.0, 1.5, None, None), 1)


def test_a_number_where_text_belongs_is_counted() -> None:
    assert columns.texts([b"eth0", 7]) == (("eth0", None), 1)


@pytest.mark.parametrize(
    "decoder", [columns.counter32, columns.counter64, columns.oper_status, columns.texts, columns.seconds]
)
@given(values=ANY_VALUES)
def test_no_column_makes_a_decoder_fail(decoder: columns.Decoder, values: list[Value]) -> None:
    if values:
        decoded, faults = decoder(values)
        assert len(decoded) == len(values)
        assert faults == sum(got is None and value is not None for value, got in zip(values, decoded, strict=True))


@given(st.integers(0, 2**32 - 1))
def test_an_index_of_one_number_is_read_up_to_32_bits(number: int) -> None:
    assert columns.single_arc(encode_numbers([number])) == number


@pytest.mark.parametrize(
    "index", [b"", b"\x01\x02", b"\x80\x01", b"\x81", b"\x90\x80\x80\x80\x00", b"\x81\x80\x80\x80\x80\x00"]
)
def test_any_other_index_is_no_if_index(index: bytes) -> None:
    assert columns.single_arc(index) is None


def test_a_physical_address_is_shown_as_octets_and_one_of_zeros_is_none() -> None:
    values = [bytes.fromhex("00E0FC12AB01"), b"", b"\0" * 6, None, b"\xff" * 300]
    shown = ("00:e0:fc:12:ab:01", None, None, None, ":".join(["ff"] * 20))
    assert columns.physical_addresses(values) == (shown, 0)
    assert columns.physical_addresses([7]) == ((None,), 1)
