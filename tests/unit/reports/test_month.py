"""The month of a report."""

import pytest

from fengsui.errors import UsageError
from fengsui.reports.month import CLOSING_SECONDS, month_before, month_from, parse_month
from tests.support.months import moment


def test_a_month_begins_and_ends_at_midnight_in_the_province() -> None:
    october = month_from("2026-10")
    assert october.period == (moment("2026-10-01T00:00"), moment("2026-11-01T00:00"))
    assert october.last_day.isoformat() == "2026-10-31"
    assert month_from("2026-12").until == moment("2027-01-01T00:00")
    assert [month_before(month_from(text)).text for text in ("2026-10", "2026-01")] == ["2026-09", "2025-12"]


@pytest.mark.parametrize(
    "text", ["October", "2026-13", "2026-1", "1999-10", "2026-10-01", "", "２０２６-10", "2026-10\n--"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="expected a month such as 2026-10"):
        parse_month(text, moment("2027-01-01T00:00"))


def test_a_month_can_be_reported_of_once_its_record_is_closed() -> None:
    over = moment("2026-11-01T00:00")
    assert parse_month(" 2026-10 ", over + CLOSING_SECONDS).text == "2026-10"
    for now in (moment("2026-10-15T00:00"), over, over + CLOSING_SECONDS - 1):
        with pytest.raises(UsageError, match=r"whose record closes at 2026-11-01T01:00:00\+08:00"):
            parse_month("2026-10", now)
