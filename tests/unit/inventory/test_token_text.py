"""The text of a token is told from anything else without asking the database."""

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.token_text import PATTERN, digest_of, mint, well_formed


@given(st.binary(min_size=32, max_size=32))
def test_what_is_minted_is_well_formed_and_found_by_secret_scanners(random: bytes) -> None:
    text = mint(lambda _: random).reveal()
    assert well_formed(text)
    assert re.findall(PATTERN, f'header = "Bearer {text}",') == [text]


def test_all_of_the_random_bits_are_in_the_text() -> None:
    least, greatest = mint(bytes).reveal(), mint(lambda count: b"\xff" * count).reveal()
    assert least.startswith("fengsui_" + "0" * 43)
    assert len(least) == len(greatest) == 57
    assert mint(lambda count: bytes(count - 1) + b"\x01").reveal() != least


def test_two_tokens_differ() -> None:
    assert mint(secrets.token_bytes).reveal() != mint(secrets.token_bytes).reveal()


@given(st.integers(8, 56), st.sampled_from("0Az"))
def test_a_slip_of_the_pen_is_noticed(place: int, letter: str) -> None:
    text = mint(lambda count: b"\x5a" * count).reveal()
    slipped = text[:place] + letter + text[place + 1 :]
    assert well_formed(slipped) is (slipped == text)


@pytest.mark.parametrize(
    "text",
    ["", "fengsui_", "fengsui_" + "0" * 49, "Fengsui_" + "0" * 49, "x" * 57, "fengsui_" + "०" * 49, "0" * 10_000],
)
def test_anything_else_is_no_token(text: str) -> None:
    assert not well_formed(text)


def test_a_token_never_prints_and_its_digest_is_not_its_text() -> None:
    token = mint(secrets.token_bytes)
    assert token.reveal() not in f"{token} {token!r} {[token]}"
    assert len(digest_of(token.reveal())) == 32
    assert digest_of(token.reveal()) != digest_of(mint(secrets.token_bytes).reveal())
