"""Moments as people write them."""

from datetime import UTC, datetime

import pytest

from fengsui.coverage.moment import day_begins, month_or_period, month_period, parse_moment, parse_period, province_text
from fengsui.errors import UsageError

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC).timestamp()  # noon in Lanzhou


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-06-30", "2026-06-30T23:59:59+08:00"),
        (" 2026-06-30 ", "2026-06-30T23:59:59+08:00"),
        ("2026-06-30T18:00", "2026-06-30T18:00:00+08:00"),
        ("2026-06-30T18:00:00+08:00", "2026-06-30T18:00:00+08:00"),
        ("2026-06-30T10:00:00Z", "2026-06-30T18:00:00+08:00"),
    ],
)
def test_a_day_means_its_end_and_a_time_without_a_zone_is_the_province_s(text: str, told: str) -> None:
    moment = parse_moment(text, NOW, what="--as-of")
    assert (province_text(moment.at), moment.today) == (told, False)


def test_a_day_that_is_not_over_means_now() -> None:
    moment = parse_moment("2026-07-01", NOW, what="--as-of")
    assert (moment.at, moment.today) == (NOW, True)


def test_a_day_begins_at_midnight_in_the_province() -> None:
    assert province_text(day_begins(NOW)) == "2026-07-01T00:00:00+08:00"
    assert day_begins(day_begins(NOW)) == day_begins(NOW)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-06-31", "30.6.2026", "0001-01-01T00:00+23:59"])
def test_what_is_no_moment_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(UsageError, match="--as-of: expected a day such as 2026-06-30"):
        parse_moment(text, NOW, what="--as-of")


@pytest.mark.parametrize("text", ["2026-07-02", "2026-07-01T12:01", "9999-12-31"])
def test_what_lies_ahead_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"lies ahead|expected a day"):
        parse_moment(text, NOW, what="--as-of")


def test_a_period_takes_days_whole() -> None:
    since, until = parse_period("2026-06-01", "2026-06-30", NOW)
    assert (province_text(since), province_text(until)) == ("2026-06-01T00:00:00+08:00", "2026-06-30T23:59:59+08:00")


def test_a_period_without_words_is_the_thirty_days_before() -> None:
    assert parse_period(None, None, NOW) == (NOW - 30 * 86_400, NOW)
    assert parse_period("7d", None, NOW) == (NOW - 7 * 86_400, NOW)
    assert parse_period("2026-07-01", None, NOW) == (day_begins(NOW), NOW)


@pytest.mark.parametrize(("since", "until"), [("0d", None), ("2026-06-30", "2026-06-29"), ("d", None), ("1e3d", None)])
def test_a_period_that_is_none_is_refused(since: str, until: str | None) -> None:
    with pytest.raises(UsageError, match="--since: expected a"):
        parse_period(since, until, NOW, prefix="--")


@pytest.mark.parametrize(
    ("month", "since", "until"),
    [
        ("2026-06", "2026-06-01T00:00:00+08:00", "2026-06-30T23:59:59+08:00"),
        ("2025-12", "2025-12-01T00:00:00+08:00", "2025-12-31T23:59:59+08:00"),
        ("2026-07", "2026-07-01T00:00:00+08:00", "2026-07-01T12:00:00+08:00"),
    ],
)
def test_a_month_is_a_period_as_far_as_it_has_been(month: str, since: str, until: str) -> None:
    found = month_period(month, NOW, what="--month")
    assert (province_text(found[0]), province_text(found[1])) == (since, until)


@pytest.mark.parametrize("month", ["2026-13", "2026-6", "June", "", "2026-08"])
def test_what_is_no_month_that_has_begun_is_refused(month: str) -> None:
    with pytest.raises(UsageError, match="--month: expected a month"):
        month_period(month, NOW, what="--month")


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
    found = month_or_period(*words, NOW, prefix="--")
    assert (province_text(found[0]), province_text(found[1])) == (since, until)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("", None, None), "--month: expected a month such as 2026-06, got ''"),
        (("2026-6", None, None), "--month: expected a month such as 2026-06, got '2026-6'"),
        (("2099-01", None, None), "--month: expected a month that has begun, got '2099-01', which lies ahead"),
        (("2026-06", "7d", None), "--month: expected either a month or --since and --until, got both"),
        ((None, "2026-06-10", "2026-06-01"), "--since: expected a moment before the end of the period"),
    ],
)
def test_words_that_mean_no_period_are_refused(words: tuple[str | None, str | None, str | None], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        month_or_period(*words, NOW, prefix="--")
    assert said in str(raised.value)
