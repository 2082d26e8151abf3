"""The figures of a monthly report, from a province whose October is written down in `tests.support.months`."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.reports.checksum import canonical
from fengsui.reports.figures import figures_of
from fengsui.reports.incident_figures import MOST_INCIDENTS
from tests.support.months import CHENGXIAN, GUAZHOU, JIAYUGUAN, WUDU, remembered


@pytest.fixture(scope="module")
def october() -> dict[str, Any]:
    return figures_of(remembered())


def county(figures: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in figures["counties"] if each["code"] == code)


def ratio(figures: dict[str, Any], figure: str, part: str | None = None) -> dict[str, Any]:
    return next(each for each in figures["ratios"] if (each["figure"], each["part"]) == (figure, part))


def test_the_same_material_gives_the_same_figures_and_they_hold_no_time_of_making(october: dict[str, Any]) -> None:
    assert canonical(figures_of(remembered())) == canonical(october)
    assert october["month"] == "2026-10"
    assert october["period"] == {"since": "2026-10-01T00:00:00+08:00", "until": "2026-11-01T00:00:00+08:00"}


def test_the_summary_counts_units_by_state_and_holds_them_against_the_month_before(october: dict[str, Any]) -> None:
    end, before = october["summary"]["end"], october["summary"]["before"]
    assert (end["at"], end["units"], end["connected"]) == ("2026-10-31T23:59:59+08:00", 87, 83)
    states = {state: end[state] for state in ("covered", "degraded", "unknown", "uncovered", "unserved")}
    assert states == {"covered": 82, "degraded": 1, "unknown": 1, "uncovered": 1, "unserved": 2}
    assert (before["connected"], october["summary"]["change"]) == (85, -2)


def test_the_first_month_that_was_watched_has_none_before_it() -> None:
    september = figures_of(remembered("2026-09"))
    assert (september["summary"]["before"], september["summary"]["change"]) == (None, None)
    assert september["summary"]["end"]["connected"] == 85


def test_a_county_says_how_it_stands_since_when_and_why(october: dict[str, Any]) -> None:
    guazhou = county(october, GUAZHOU)
    assert (guazhou["state"], guazhou["since"]) == ("uncovered", "2026-10-30T22:00:00+08:00")
    assert guazhou["reason"] == {"count": 2, "names": ["mobile-620922-1", "mobile-620922-2"]}
    assert guazhou["evidence_at"] == "2026-10-30T21:59:40+08:00"
    assert (guazhou["paths"], guazhou["outages"], guazhou["repaired"]) == ({"live": 0, "designed": 4}, 1, 0)
    assert guazhou["down_seconds"] == guazhou["longest_outage_seconds"] == 26 * 3600
    alone = county(october, JIAYUGUAN)
    assert (alone["state"], alone["reason"]["names"]) == ("unknown", ["telecom-620200"])
    assert alone["carriers"] == [{"carrier": "telecom", "state": "unknown"}]


def test_a_night_in_longnan_counts_with_its_length_and_unwatched_time_stands_apart(october: dict[str, Any]) -> None:
    wudu = county(october, WUDU)
    assert (wudu["state"], wudu["outages"], wudu["repaired"]) == ("covered", 1, 1)
    assert wudu["down_seconds"] == wudu["longest_outage_seconds"] == 148 * 60
    assert wudu["unknown_seconds"] == 160 * 60
    known = wudu["up_seconds"] + wudu["down_seconds"]
    assert known + wudu["unknown_seconds"] == october["evidence"]["seconds"] == 31 * 86_400
    assert wudu["availability_ratio"] == round(wudu["up_seconds"] / known, 6)
    chengxian = county(october, CHENGXIAN)
    assert (chengxian["outages"], chengxian["down_seconds"]) == (1, 15 * 60)


def test_prefectures_and_carriers_add_their_counties_up(october: dict[str, Any]) -> None:
    longnan = next(each for each in october["prefectures"] if each["code"] == "621200")
    own = [each for each in october["counties"] if each["prefecture"] == "621200"]
    assert (longnan["name_zh"], longnan["units"], longnan["outages"]) == ("陇南市", len(own), 2)
    assert longnan["down_seconds"] == sum(each["down_seconds"] for each in own)
    assert sum(each["units"] for each in october["prefectures"]) == october["summary"]["end"]["units"]
    telecom = next(each for each in october["carriers"] if each["code"] == "telecom")
    assert (telecom["name_en"], telecom["counties"]) == ("China Telecom Gansu", 85)
    assert telecom["outages"] == 3


def test_ratios_carry_their_parts_their_source_and_what_is_missing(october: dict[str, Any]) -> None:
    covered = ratio(october, "county_coverage")
    assert (covered["numerator"], covered["denominator"], covered["unknowns"]) == (83, 87, [JIAYUGUAN])
    penetration = ratio(october, "household_penetration")
    assert (penetration["source"], penetration["month"]) == ("declared", "2026-10")
    assert penetration["unknowns"] == ["620922/telecom", "623026", "623027"]
    schools = ratio(october, "fibre_sites", "school")
    assert (schools["numerator"], schools["unknown"], schools["at"]) == (30, 2, "2026-10-31T23:55:00+08:00")
    assert ratio(october, "sector_coverage", "emergency")["denominator"] == 85


def test_a_month_of_which_no_observation_was_kept_says_so() -> None:
    september = figures_of(remembered("2026-09"))
    assert september["declared_observed"]["observed_at"] is None
    assert {each["state"] for each in september["declared_observed"]["items"]} == {"unknown"}
    assert ratio(september, "fibre_sites", "school")["numerator"] is None


def test_declared_against_observed_is_flagged_beyond_the_tolerance(october: dict[str, Any]) -> None:
    flagged = [each for each in october["declared_observed"]["items"] if each["state"] == "flagged"]
    assert [(each["county"], each["carrier"]) for each in flagged] == [(WUDU, "mobile"), (WUDU, "telecom")]
    assert flagged[0]["difference"] == flagged[0]["observed"] - flagged[0]["declared"] < 0


def test_targets_stand_as_they_did_on_the_last_day_with_their_forecast(october: dict[str, Any]) -> None:
    counties, households = october["targets"]
    assert (counties["name"], counties["state"], counties["current"]) == ("counties", "unknown", pytest.approx(83 / 87))
    assert (households["state"], households["forecast_months"]) == ("on_track", 8)
    assert households["forecast_low"] <= households["forecast"] <= households["forecast_high"]


def test_the_evidence_names_the_gap_of_the_watch_and_the_reports_that_came(october: dict[str, Any]) -> None:
    evidence = october["evidence"]
    assert evidence["gaps"] == [
        {"since": "2026-10-21T01:30:00+08:00", "until": "2026-10-21T04:10:00+08:00", "seconds": 9600}
    ]
    assert (evidence["watched_seconds"], evidence["unwatched_seconds"]) == (31 * 86_400 - 9600, 9600)
    assert evidence["reports"]["received"] == len(
        [1 for each in remembered().reports if each.report.month == "2026-10"]
    )
    assert evidence["oldest_evidence_at"] == "2026-08-31T23:59:40+08:00"


def test_incidents_stand_as_they_did_at_the_end_of_the_month(october: dict[str, Any]) -> None:
    found = october["incidents"]
    counted = {key: found[key] for key in ("count", "critical", "warning", "info", "open")}
    assert counted == {"count": 4, "critical": 2, "warning": 1, "info": 1, "open": 2}
    night, _, lasting = found["items"]
    assert (night["seconds"], night["cut_off"], night["lost"]) == (148 * 60, [WUDU], [])
    assert (night["closed_at"], night["cause"]["names"]) == (
        "2026-10-15T05:40:00+08:00",
        ["telecom-621202-1", "telecom-621202-2"],
    )
    # It was repaired in November, which October's report does not know.
    assert (lasting["closed_at"], lasting["seconds"]) == (None, 26 * 3600)


def test_a_month_with_more_incidents_than_can_be_listed_counts_them_all() -> None:
    october = remembered()
    many = [replace(october.incidents[0], id=f"20261015-{number:08d}") for number in range(MOST_INCIDENTS + 50)]
    found = figures_of(replace(october, incidents=many))["incidents"]
    assert (found["count"], len(found["items"])) == (MOST_INCIDENTS + 50, MOST_INCIDENTS)
