"""The period that the words of `fengsui scorecard` mean."""

from datetime import UTC, datetime

import pytest

from fengsui.commands.scorecard import wanted_period
from fengsui.coverage.moment import province_text
from fengsui.errors import UsageError

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC).timestamp()  # noon in Lanzhou


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ((None, None, None), "2026-06-01T00:00:00+08:00", "2026-06-30T23:59:59+08:00"),
        (("2026-07", None, None), "2026-07-01T00:00:00+08:00", "2026-07-01T12:00:00+08:00"),
        ((None, "2026-06-10", "2026-06-11"), "2026-06-10T00:00:00+08:00", "2026-06-11T23:59:59+08:00"),
        ((None, "2d", None), "2026-06-29T12:00:00+08:00", "2026-07-01T12:00:00+08:00"),
    ],
)
def test_a_month_or_a_period_and_else_the_last_month_that_is_over(
    words: tuple[str | None, str | None, str | None], since: str, until: str
) -> None:
    found = wanted_period(*words, NOW)
    assert (province_text(found[0]), province_text(found[1])) == (since, until)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-6", None, None), "--month: expected a month such as 2026-06, got '2026-6'"),
        (("2099-01", None, None), "--month: expected a month that has begun, got '2099-01', which lies ahead"),
        (("2026-06", "7d", None), "--month: expected either a month or --since and --until, got both"),
        ((None, "2026-06-10", "2026-06-01"), "--since: expected a moment before the end of the period"),
    ],
)
def test_words_that_mean_no_period_are_refused(words: tuple[str | None, str | None, str | None], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        wanted_period(*words, NOW)
    assert said in str(raised.value)
