"""Each state of a target, and what its extent holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fengsui.coverage.forecast import Forecast
from fengsui.coverage.ratio import Figure, Ratio, Source
from fengsui.coverage.result import CoverageState
from fengsui.coverage.retrospect import ALL, DayRecord, SectorDay
from fengsui.coverage.targets import TargetStanding, TargetState, extent_of, judge, target_document, target_standings
from fengsui.exporters.snapshot import known_of
from fengsui.model.target import Measure, Phase, Target, TargetFigure
from tests.support.builders import province

TODAY = date(2026, 11, 23)
PHASES = {"pilot": Phase("pilot", 1, "试点", "Pilots", ("620200", "620500"))}


def target(**given: Any) -> Target:
    fields = {"name": "t", "figure": TargetFigure.HOUSEHOLD_PENETRATION, "value": 0.3, "due": date(2027, 12, 31)}
    return Target(**{**fields, **given})


def ratio(numerator: int, *unknowns: str, source: Source = Source.DECLARED, of: int = 100) -> Ratio:
    return Ratio(Figure.HOUSEHOLD_PENETRATION, "", numerator, of, source, "2026-10", unknowns)


def state(ratio: Ratio, expected: Forecast | None = None, **given: Any) -> TargetState:
    return judge(target(**given), ratio, expected, TODAY)[0]


OVER: dict[str, Any] = {"due": date(2026, 11, 22)}


@pytest.mark.parametrize("due", [date(2015, 12, 31), date(2027, 12, 31)])
def test_what_is_enough_is_reached_whatever_is_missing(due: date) -> None:
    assert state(ratio(30, "620121"), due=due) is TargetState.REACHED


def test_what_is_not_enough_after_the_last_day_is_late_even_where_reports_are_missing() -> None:
    assert state(ratio(29), **OVER) is TargetState.LATE
    assert state(ratio(29, "620121/telecom"), **OVER) is TargetState.LATE
    assert state(ratio(29), due=TODAY) is not TargetState.LATE


def test_counties_that_could_not_be_observed_leave_open_what_they_may_decide() -> None:
    assert state(ratio(29, "620121", source=Source.OBSERVED), **OVER) is TargetState.UNKNOWN
    assert state(ratio(28, "620121", source=Source.OBSERVED), **OVER) is TargetState.LATE


@pytest.mark.parametrize(
    ("low", "expected"), [(0.3, TargetState.ON_TRACK), (0.299, TargetState.AT_RISK), (0.1, TargetState.AT_RISK)]
)
def test_the_low_end_of_the_forecast_decides(low: float, expected: TargetState) -> None:
    assert state(ratio(20), Forecast(0.35, low, 0.4, 12)) is expected


def test_without_a_forecast_or_anything_to_count_nothing_is_known() -> None:
    assert state(ratio(20)) is TargetState.UNKNOWN
    assert state(ratio(0, of=0), **OVER) is TargetState.UNKNOWN


def test_a_count_is_held_against_the_numerator() -> None:
    assert state(ratio(3_000_000, of=25_000_000), measure=Measure.COUNT, value=3_000_000) is TargetState.REACHED
    assert state(ratio(2_999_999, of=25_000_000), measure=Measure.COUNT, value=3_000_000, **OVER) is TargetState.LATE


def test_a_phase_and_a_division_narrow_a_target_together() -> None:
    units = known_of(province()).network.coverage_units
    assert extent_of(target(), units, PHASES).units is None
    assert extent_of(target(phase="pilot"), units, PHASES).units == {"620200", "620502", "620503"}
    assert extent_of(target(phase="pilot", division="620500"), units, PHASES).units == {"620502", "620503"}
    assert extent_of(target(division="620102", carrier="telecom"), units, PHASES).units == {"620102"}


def test_a_month_in_which_a_carrier_is_missing_is_no_point_of_the_series() -> None:
    picture = province()
    ports = target(figure=TargetFigure.PON_10G_SHARE, value=0.5)
    (found,) = target_standings([ports], known_of(picture), {}, TODAY)
    assert found.forecast is not None
    assert found.forecast.points == 8
    fewer = province(reports=[each for each in picture.reports if each.month != "2026-04"])
    (again,) = target_standings([ports], known_of(fewer), {}, TODAY)
    assert again.forecast is not None
    assert again.forecast.points == 7
    assert again.forecast.value == pytest.approx(found.forecast.value, rel=0.01)


def test_targets_come_by_their_last_day_as_plain_values() -> None:
    later, sooner = target(name="a"), target(name="b", due=date(2026, 12, 31))
    found = target_standings([later, sooner], known_of(province()), {}, TODAY)
    assert [each.target.name for each in found] == ["b", "a"]
    document = target_document(found[0])
    assert (document["due"], document["state"], document["forecast"]) == ("2026-12-31", "unknown", None)


def days(connected: Callable[[int], int], months: int = 12) -> list[DayRecord]:
    """Days until the end of October 2026 with so many units connected in each month, the first 0."""
    codes = [each.code for each in known_of(province()).network.coverage_units]
    found = []
    for back in range(months * 30, 0, -1):
        day = date(2026, 11, 1) - timedelta(days=back)
        count = connected(months - 1 - (date(2026, 10, 1).year - day.year) * 12 - (10 - day.month))
        sectors = {"emergency": SectorDay(count, 0, 6)}
        told = frozenset(codes[:count])
        found.append(DayRecord(day.isoformat(), True, {ALL: told, "telecom": told}, sectors))
    return found


def observed(past: list[DayRecord], **given: Any) -> TargetStanding:
    """Where a target on coverage stands: three of the six units are connected, and one is unknown."""
    known = replace(known_of(province()), past=past)
    fields = {"figure": TargetFigure.COUNTY_COVERAGE, "value": 1.0, "due": date(2027, 6, 30)}
    (found,) = target_standings([target(**{**fields, **given})], known, PHASES, TODAY)
    return found


def test_coverage_that_grows_is_on_track_and_one_that_stands_still_at_risk() -> None:
    growing = observed(days(lambda month: min(month // 2, 6)))
    assert growing.state is TargetState.ON_TRACK
    assert growing.forecast is not None
    # Half a unit a month: five and a half of six in November, nine by June, for a straight line has no ceiling.
    assert growing.forecast.value == pytest.approx(9.3 / 6, abs=0.1)
    still = observed(days(lambda _: 3))
    assert still.forecast is not None
    assert (still.state, still.forecast.value) == (TargetState.AT_RISK, 0.5)


def test_a_count_of_counties_is_forecast_as_a_count() -> None:
    found = observed(days(lambda _: 3), measure=Measure.COUNT, value=5)
    assert found.forecast is not None
    assert (found.current, found.forecast.value, found.state) == (3, 3, TargetState.AT_RISK)


def test_a_carrier_and_a_phase_are_forecast_by_their_own_counties() -> None:
    found = observed(days(lambda _: 6), carrier="telecom", phase="pilot")
    assert found.forecast is not None
    assert found.forecast.value == 1.0
    assert observed(days(lambda _: 6), carrier="mobile").forecast == replace(found.forecast, value=0, low=0, high=0)


def test_without_a_record_coverage_has_no_forecast() -> None:
    found = observed([])
    assert (found.state, found.reason) == (TargetState.UNKNOWN, "too few months for a forecast")


def test_a_sector_is_held_against_its_sites_and_forecast_for_the_whole_province_alone() -> None:
    picture = province()
    emergency = [code for code, site in picture.network.sites.items() if site.sector == "emergency"]
    states = dict.fromkeys(emergency, CoverageState.COVERED)
    known = replace(known_of(picture), coverage=replace(picture.coverage, sites=states), past=days(lambda _: 3))
    whole = target(figure=TargetFigure.SECTOR_COVERAGE, part="emergency", value=1.0)
    (found,) = target_standings([whole], known, PHASES, TODAY)
    assert (found.state, found.ratio.numerator) == (TargetState.REACHED, len(emergency))
    assert found.forecast is not None
    assert found.forecast.value == 0.5
    (pilots,) = target_standings([replace(whole, phase="pilot")], known, PHASES, TODAY)
    assert pilots.forecast is None
    assert target_document(found)["part"] == "emergency"


def test_fibre_is_held_against_the_sites_of_a_kind_and_has_no_forecast() -> None:
    schools = target(figure=TargetFigure.FIBRE_SITES, part="school", value=1.0, due=date(2027, 1, 1))
    (found,) = target_standings([schools], known_of(province()), PHASES, TODAY)
    assert (found.ratio.part, found.forecast) == ("school", None)
    assert found.state in (TargetState.UNKNOWN, TargetState.REACHED)
    below = judge(schools, Ratio(Figure.FIBRE_SITES, "school", 1, 2, Source.OBSERVED), None, TODAY)
    assert below == (TargetState.UNKNOWN, "no forecast: what it was is not recorded")
