"""What a spreadsheet would run is made harmless, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.formulas import defused, restored


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@x"])
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert restored(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "lz-core", "'quoted'", "O'Neill", "1-2"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text
    assert restored(text) == text


@given(st.text("'=+-@\t\rab", max_size=6))
def test_every_text_comes_back(text: str) -> None:
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))
