"""Rows become versions of subscriber reports: what is refused, what takes a reason, what is flagged."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
from fengsui.inventory.readers.table import TableRow
from fengsui.inventory.report_rules import Declared, ReportVerdict, judge, report_counts, report_notes
from fengsui.inventory.rows import Row
from fengsui.model.principal import Author
from fengsui.model.report import ReportVersion, SubscriberReport
from tests.support.registers import shipped

BY = Author("token:telecom", 1_793_462_400.0)  # 2026-11-01 00:00 in Beijing
OCTOBER = {"carrier": "telecom", "division": "620121", "month": "2026-10", "broadband_households": "60000"}
DECLARED = Declared(shipped().divisions, {"telecom"})


def rows(*values: dict[str, str]) -> list[Row]:
    return [TableRow(SUBSCRIBER_REPORTS, dict(row), "r.csv", number) for number, row in enumerate(values, 2)]


def judged(*values: dict[str, str], latest: ReportVersion | None = None) -> ReportVerdict:
    declared = DECLARED if latest is None else replace(DECLARED, latest={latest.report.key: latest})
    return judge(rows(*values), declared, BY)


def faults(*values: dict[str, str], latest: ReportVersion | None = None) -> list[str]:
    return [str(fault) for fault in judged(*values, latest=latest).faults]


def version(**given: Any) -> ReportVersion:
    report = SubscriberReport("telecom", "620121", "2026-10", 60000)
    return ReportVersion(replace(report, **given), 1, 0.0, "token:telecom")


def test_a_sound_row_becomes_the_first_version_in_the_name_of_who_sent_it() -> None:
    (made,) = judged({**OCTOBER, "internet_users": "", "users_500mbps": "9000"}).versions
    assert (made.version, made.at, made.principal, made.warnings) == (1, BY.at, "token:telecom", ())
    assert made.report == SubscriberReport("telecom", "620121", "2026-10", 60000, users_500mbps=9000)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"month": "2026-12"}, "column month: expected a month that has begun, 2026-11 at the latest, got 2026-12"),
        ({"month": "October"}, "column month: expected a month such as 2026-10, got 'October'"),
        ({"broadband_households": "-1"}, "column broadband_households: expected a whole number of 0 to"),
        ({"division": "620100"}, "column division: expected the code of a county-level division or coverage unit"),
        ({"division": "999999"}, "column division: expected the code of a county-level division or coverage unit"),
        ({"carrier": "nobody"}, "column carrier: expected a registered carrier, got 'nobody'"),
        ({"pon_ports": "10", "pon_10g_ports": "11"}, "column pon_10g_ports: expected at most pon_ports, 10, got 11"),
        ({"pon_10g_ports": "11"}, "column pon_ports: expected the number of all PON ports beside pon_10g_ports"),
    ],
)
def test_what_cannot_be_is_refused_whatever_the_reason(change: dict[str, str], said: str) -> None:
    (fault,) = faults({**OCTOBER, **change, "reason": "because"})
    assert fault.startswith(f"r.csv row 2 {said}")


@pytest.mark.parametrize(
    "change",
    [{"broadband_households": "99999999"}, {"internet_users": "99999999"}, {"users_500mbps": "60001"}],
)
def test_what_nobody_would_expect_takes_a_reason(change: dict[str, str]) -> None:
    (fault,) = faults({**OCTOBER, **change})
    assert "or a reason" in fault
    assert next(iter(change)) in fault
    assert faults({**OCTOBER, **change, "reason": "a university town"}) == []


def test_a_prefecture_without_counties_reports_itself() -> None:
    assert faults({**OCTOBER, "division": "620200"}) == []


def test_all_faults_of_all_rows_are_told_at_once() -> None:
    told = faults({**OCTOBER, "month": "2027-01", "carrier": "nobody"}, {**OCTOBER, "broadband_households": "x"})
    assert [text.split(":")[0] for text in told] == [
        "r.csv row 2 column carrier",
        "r.csv row 2 column month",
        "r.csv row 3 column broadband_households",
    ]


def test_a_report_stands_once_in_a_file() -> None:
    (fault,) = faults(OCTOBER, OCTOBER)
    assert "each report once, got telecom/620121/2026-10 again. It stands at r.csv row 2" in fault


def test_a_new_report_needs_its_households() -> None:
    (fault,) = faults({name: text for name, text in OCTOBER.items() if name != "broadband_households"})
    assert "a value for broadband_households, which a new report needs" in fault


def test_the_same_figures_again_change_nothing() -> None:
    verdict = judged(OCTOBER, latest=version(reason="a reason that was given then"))
    assert verdict.versions == []
    assert verdict.results == [(("telecom", "620121", "2026-10"), "unchanged")]


def test_a_correction_is_the_next_version_and_says_why() -> None:
    (fault,) = faults({**OCTOBER, "broadband_households": "61000"}, latest=version())
    assert "expected why the report is corrected, got nothing. Version 1 counts so far" in fault
    corrected = {**OCTOBER, "broadband_households": "61000", "reason": "a branch was missing"}
    (made,) = judged(corrected, latest=version()).versions
    assert (made.version, made.report.broadband_households, made.report.reason) == (2, 61000, "a branch was missing")


def test_a_correction_keeps_the_figures_that_it_does_not_name() -> None:
    row = {"carrier": "telecom", "division": "620121", "month": "2026-10", "pon_ports": "12", "reason": "counted again"}
    (made,) = judged(row, latest=version(villages_reached=250)).versions
    assert made.report == version(villages_reached=250, pon_ports=12, reason="counted again").report


def test_a_jump_is_kept_and_flagged_beside_the_report_before_it() -> None:
    november = {**OCTOBER, "month": "2026-11", "broadband_households": "79000", "villages_reached": "30"}
    (made,) = judged(november, latest=version(villages_reached=10)).versions
    assert made.warnings == ("broadband_households went from 60000 in 2026-10 to 79000",)


def test_a_move_within_the_tolerance_or_of_few_is_no_jump() -> None:
    november = {**OCTOBER, "month": "2026-11", "broadband_households": "78000", "villages_reached": "60"}
    (made,) = judged(november, latest=version(villages_reached=10)).versions
    assert made.warnings == ()


def test_the_report_before_may_stand_in_the_same_file_in_any_order() -> None:
    verdict = judged({**OCTOBER, "broadband_households": "20000"}, {**OCTOBER, "month": "2026-09"})
    october, september = verdict.versions
    assert october.warnings == ("broadband_households went from 60000 in 2026-09 to 20000",)
    assert september.warnings == ()
    assert report_notes(verdict) == [f"telecom/620121/2026-10: {october.warnings[0]}"]


def test_the_code_of_a_division_as_it_was_is_read_as_it_is() -> None:
    verdict = judged({**OCTOBER, "division": "620201"})
    assert [made.report.division for made in verdict.versions] == ["620200"]
    assert "620201 is read as 620200" in verdict.notes[0]


def test_reports_are_counted_by_what_became_of_them() -> None:
    counts = report_counts(judged(OCTOBER, {**OCTOBER, "month": "2026-09"}, latest=version()))
    assert counts is not None
    assert (counts.added, counts.changed, counts.unchanged) == (1, 0, 1)
    assert report_counts(judged()) is None
