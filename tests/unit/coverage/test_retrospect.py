"""Days as they were, and the months that are made of them."""

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.availability import WatchedTime
from fengsui.coverage.forecast import forecast
from fengsui.coverage.result import CoverageState
from fengsui.coverage.retrospect import (
    ALL,
    CountyTurn,
    DayRecord,
    Days,
    SectorDay,
    SectorTurn,
    county_series,
    month_number,
    monthly,
    sector_month,
    sector_series,
)

COVERED, DEGRADED, UNKNOWN, UNCOVERED, UNSERVED = CoverageState
DAY = 86_400.0
ALWAYS = WatchedTime([(0.0, 1000 * DAY)])
UNITS = [f"62{number:04d}" for number in range(87)]


def told(*days: Iterable[CountyTurn], watched: WatchedTime = ALWAYS) -> list[DayRecord]:
    folding = Days()
    return [
        folding.take(f"2026-01-{number + 1:02d}", (number * DAY, (number + 1) * DAY), watched, turns, [])
        for number, turns in enumerate(days)
    ]


def county(state: CoverageState | None, day: float = 0.0, carrier: str = ALL, code: str = "620102") -> CountyTurn:
    return CountyTurn(day * DAY, code, carrier, state)


def at_end(days: list[DayRecord], carrier: str = ALL) -> list[bool]:
    return ["620102" in each.connected.get(carrier, ()) for each in days]


def test_a_county_is_as_it_is_at_the_end_of_the_day() -> None:
    days = told([county(COVERED)], [county(UNCOVERED), county(DEGRADED)], [county(DEGRADED), county(UNCOVERED)], [])
    assert at_end(days) == [True, True, False, False]


def test_a_county_that_is_unknown_counts_as_it_was_known_last() -> None:
    days = told([county(UNKNOWN)], [county(COVERED)], [county(UNKNOWN)], [county(UNCOVERED)], [county(UNKNOWN)])
    assert at_end(days) == [False, True, True, False, False]


def test_what_is_there_no_longer_is_not_connected() -> None:
    assert at_end(told([county(COVERED)], [county(None)])) == [True, False]
    assert at_end(told([county(COVERED)], [county(UNSERVED)])) == [True, False]


def test_carriers_are_told_apart() -> None:
    days = told([county(COVERED), county(COVERED, carrier="telecom"), county(UNCOVERED, carrier="mobile")])
    assert (at_end(days), at_end(days, "telecom"), at_end(days, "mobile")) == ([True], [True], [False])


def test_a_day_whose_end_nobody_watched_is_told_as_such() -> None:
    days = told([county(COVERED)], [], [], watched=WatchedTime([(0.0, 1.5 * DAY), (2.1 * DAY, 9 * DAY)]))
    assert [each.watched for each in days] == [True, False, True]
    assert at_end(days) == [True, False, True]


def test_sectors_add_up_the_time_of_their_sites_as_far_as_somebody_watched() -> None:
    folding = Days()
    watched = WatchedTime([(0.0, 1.5 * DAY)])
    turns = [
        SectorTurn(0.0, "campus", {COVERED: 2, UNCOVERED: 1}),
        SectorTurn(0.5 * DAY, "campus", {DEGRADED: 2, UNKNOWN: 1}),
    ]
    first = folding.take("2026-01-01", (0.0, DAY), watched, [], turns)
    assert first.sectors == {"campus": SectorDay(2, 1, 3, 2 * DAY, 0.5 * DAY, 0.5 * DAY)}
    second = folding.take("2026-01-02", (DAY, 2 * DAY), watched, [], [])
    assert second.sectors == {"campus": SectorDay(2, 1, 3, DAY, 0.0, 0.5 * DAY)}
    gone = folding.take("2026-01-03", (2 * DAY, 3 * DAY), watched, [], [SectorTurn(2 * DAY, "campus", {})])
    assert gone.sectors == {}
    assert dict(sector_month([first, second, gone], "2026-01"))["campus"].up_seconds == 3 * DAY


def days_of(counts: dict[str, Iterable[int]]) -> list[DayRecord]:
    """Days of months (`2026-01`) with so many counties connected."""
    return [
        DayRecord(f"{month}-{number:02d}", True, {ALL: frozenset(UNITS[:count])})
        for month, each in counts.items()
        for number, count in enumerate(each, 1)
    ]


def growing(months: int, start: int = 60, step: int = 2) -> list[DayRecord]:
    first = date(2025, 1, 1)
    found = []
    for number in range(months * 30):
        day = first + timedelta(days=number)
        place = (day.year - 2025) * 12 + day.month - 1
        found.append(DayRecord(day.isoformat(), True, {ALL: frozenset(UNITS[: start + step * place])}))
    return found


def test_a_month_is_the_median_of_its_days_so_that_an_outage_does_not_move_it() -> None:
    calm, cut = days_of({"2026-01": [80] * 31}), days_of({"2026-01": [80] * 20 + [40] * 11})
    assert [value for _, value in county_series(calm, UNITS)] == [80]
    assert county_series(calm, UNITS) == county_series(cut, UNITS)


def test_a_month_of_few_days_or_that_is_not_over_is_left_out() -> None:
    assert county_series(days_of({"2026-01": [80] * 6, "2026-02": [81] * 28}), UNITS) == [
        (month_number(date(2026, 2, 15)), 81)
    ]
    assert county_series(days_of({"2026-02": [81] * 27}), UNITS) == []
    assert county_series([], UNITS) == []


def test_only_the_counties_asked_about_count() -> None:
    assert [value for _, value in county_series(days_of({"2026-01": [80] * 31}), UNITS[75:])] == [5]


def test_a_province_that_grows_by_two_counties_a_month_is_forecast_to_do_so() -> None:
    series = county_series(growing(13), UNITS)
    assert len(series) == 12
    found = forecast(series, month_number(date(2026, 6, 15)))
    assert found is not None
    # 60 in January 2025, 94 by this line in June 2026; months are not all of one length.
    assert abs(found.value - 94) < 0.3
    assert found.low <= found.value <= found.high
    assert found.high - found.low < 2


def test_a_month_of_storms_does_not_bend_the_forecast() -> None:
    calm = growing(13)
    storm = [DayRecord(each.day, True, {ALL: frozenset()}) if each.day.startswith("2025-08") else each for each in calm]
    without, within = (forecast(county_series(each, UNITS), month_number(date(2026, 6, 15))) for each in (calm, storm))
    assert without is not None
    assert within is not None
    assert abs(without.value - within.value) < 1.5


def test_days_on_which_more_of_a_sector_was_unknown_are_left_out() -> None:
    def day(number: int, connected: int, unknown: int) -> DayRecord:
        return DayRecord(f"2026-01-{number:02d}", True, {}, {"campus": SectorDay(connected, unknown, 10)})

    days = [day(number, 5, 4) for number in range(1, 21)] + [day(number, 9, 0) for number in range(21, 32)]
    assert [value for _, value in sector_series(days, "campus", most_unknown=0)] == [0.9]
    assert [value for _, value in sector_series(days, "campus", most_unknown=4)] == [0.5]
    assert sector_series(days, "logistics", most_unknown=9) == []


@given(st.lists(st.tuples(st.booleans(), st.none() | st.integers(0, 87)), max_size=62))
def test_a_month_lies_between_its_least_and_its_greatest_day(drawn: list[tuple[bool, int | None]]) -> None:
    days = [
        DayRecord((date(2026, 1, 1) + timedelta(days=place)).isoformat(), pair[0]) for place, pair in enumerate(drawn)
    ]
    values = {each.day: pair[1] for each, pair in zip(days, drawn, strict=True)}
    for month, value in monthly(days, lambda each: values[each.day]):
        held = [
            values[each.day]
            for each in days
            if each.watched
            and values[each.day] is not None
            and month_number(date.fromisoformat(each.day[:7] + "-15")) == month
        ]
        known = [each for each in held if each is not None]
        assert min(known) <= value <= max(known)
        assert len(known) >= 7
