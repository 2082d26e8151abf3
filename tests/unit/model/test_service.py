"""Services: which statuses are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.service import DEFAULT_STATUS, is_expected, parse_status_ranges


@given(st.integers(0, 999))
def test_the_usual_statuses_are_those_from_200_to_399(status: int) -> None:
    ranges = parse_status_ranges(DEFAULT_STATUS)
    assert ranges is not None
    assert is_expected(status, ranges) == (200 <= status <= 399)


@pytest.mark.parametrize(("text", "ranges"), [("200", ((200, 200),)), ("200,301-302", ((200, 200), (301, 302)))])
def test_ranges_hold_both_ends(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert parse_status_ranges(text) == ranges


@given(st.text("0123456789-, ", max_size=12))
def test_any_text_is_ranges_in_order_or_none(text: str) -> None:
    ranges = parse_status_ranges(text)
    assert ranges is None or all(100 <= low <= high <= 599 for low, high in ranges)
