"""A report's month, figures and key."""

import pytest

from fengsui.model.report import FIGURES, SubscriberReport, is_month, month_of


@pytest.mark.parametrize("text", ["2026-10", "2011-01", "2099-12"])
def test_a_month_has_a_year_and_a_month(text: str) -> None:
    assert is_month(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-10", "2026-10-01", "", "2026-10\n", "２026-10"])
def test_anything_else_is_no_month(text: str) -> None:
    assert not is_month(text)


def test_a_month_begins_at_midnight_in_beijing() -> None:
    first_of_november = 1_793_462_400.0  # 2026-10-31T16:00:00Z
    assert (month_of(first_of_november - 1), month_of(first_of_november)) == ("2026-10", "2026-11")


def test_figures_stand_in_the_order_of_their_names() -> None:
    report = SubscriberReport("telecom", "620102", "2026-10", 1, 2, 3, 4, 5, 6)
    assert report.figures == (1, 2, 3, 4, 5, 6)
    assert [getattr(report, name) for name in FIGURES] == [1, 2, 3, 4, 5, 6]
    assert report.key == ("telecom", "620102", "2026-10")
