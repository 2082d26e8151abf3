import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.simulator import ber
from fengsui.simulator.ber import MalformedError


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, "020100"),
        (127, "02017f"),
        (128, "02020080"),
        (-1, "0201ff"),
        (-129, "0202ff7f"),
        (2**64 - 1, "020900" + "ff" * 8),
    ],
)
def test_integers_take_the_fewest_octets(value: int, encoded: str) -> None:
    assert ber.integer(value).hex() == encoded


@pytest.mark.parametrize(
    ("length", "head"), [(0, "0400"), (127, "047f"), (128, "048180"), (255, "0481ff"), (256, "04820100")]
)
def test_lengths_are_short_or_long_as_needed(length: int, head: str) -> None:
    assert ber.tlv(ber.OCTET_STRING, bytes(length)).hex().startswith(head)


@given(st.tuples(st.integers(0, 1), st.integers(0, 39), st.lists(st.integers(0, 2**32 - 1), max_size=20)))
def test_an_oid_comes_back_as_it_went(parts: tuple[int, int, list[int]]) -> None:
    numbers = (parts[0], parts[1], *parts[2])
    assert ber.oid_numbers(ber.oid_content(numbers)) == numbers


@pytest.mark.parametrize("content", ["", "81", "2b8f", "2bffffffff7f"])
def test_an_oid_that_ends_within_a_number_or_is_too_large_is_refused(content: str) -> None:
    with pytest.raises(MalformedError):
        ber.oid_numbers(bytes.fromhex(content))


@pytest.mark.parametrize("data", ["", "02", "0205", "0280", "02850102030405", "0482ffff00"])
def test_what_promises_more_than_it_holds_is_refused(data: str) -> None:
    with pytest.raises(MalformedError):
        ber.read_tlv(bytes.fromhex(data), 0)
