"""The forecast on series whose future is known: lines, lines with odd months, flat ones, noise."""

from random import Random

import pytest

from fengsui.coverage.forecast import LEAST_POINTS, MOST_POINTS, forecast


def line(months: int, slope: float = 2.0, start: float = 10.0) -> list[tuple[float, float]]:
    return [(float(month), start + slope * month) for month in range(months)]


@pytest.mark.parametrize("months", [LEAST_POINTS, 12, 24])
def test_a_line_goes_on_as_a_line_without_doubt(months: int) -> None:
    found = forecast(line(months), 30.0)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((70.0, 70.0, 70.0))
    assert found.points == months


def test_too_few_points_say_nothing() -> None:
    assert forecast(line(LEAST_POINTS - 1), 30.0) is None
    assert forecast([], 30.0) is None


def test_two_wild_months_of_twelve_move_nothing() -> None:
    series = line(12)
    series[3], series[9] = (3.0, 900.0), (9.0, -900.0)
    found = forecast(series, 24.0)
    assert found is not None
    assert found.value == pytest.approx(58.0, abs=0.5)


def test_what_stands_still_is_forecast_to_stand_still() -> None:
    found = forecast(line(8, slope=0.0), 100.0)
    assert found is not None
    assert (found.low, found.value, found.high) == (10.0, 10.0, 10.0)


def test_older_months_than_two_years_do_not_count() -> None:
    old = [(float(month), 1000.0) for month in range(-40, 0)]
    found = forecast([*old, *line(MOST_POINTS)], 30.0)
    assert found is not None
    assert found.value == pytest.approx(70.0)
    assert found.points == MOST_POINTS


def test_missing_months_bend_nothing() -> None:
    found = forecast([point for point in line(14) if point[0] not in (3, 4, 9)], 20.0)
    assert found is not None
    assert found.value == pytest.approx(50.0)


def test_the_slope_s_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(300):
        random = Random(seed)
        series = [(month, value + random.gauss(0, 3)) for month, value in line(18)]
        found = forecast(series, 1000.0)  # so far ahead that the slope alone decides
        assert found is not None
        held += found.low <= 2010.0 <= found.high
    assert 0.9 < held / 300 < 0.99
