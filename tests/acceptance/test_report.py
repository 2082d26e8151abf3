"""Subscriber reports as an administrator meets them at the terminal."""

import json
from pathlib import Path

from tests.support.cli import fengsui
from tests.support.registers import write_register

ONE = ("report", "submit", "telecom", "620121", "2020-08")


def test_a_report_is_submitted_corrected_with_a_reason_and_shown_with_both_versions(tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data")}
    file = tmp_path / "subscriber_reports.csv"
    file.write_text("carrier,division,month,broadband_households\ntelecom,620121,2020-07,20000\n", encoding="utf-8")
    imported = fengsui("import", *write_register(tmp_path), file, **folder)
    assert imported.returncode == 0, imported.stderr
    assert "subscriber_reports" in imported.stdout

    taken = fengsui(*ONE, "--broadband-households", "60000", **folder)
    assert (taken.returncode, "is taken" in taken.stdout) == (0, True), taken.stderr
    assert "broadband_households went from 20000 in 2020-07 to 60000" in taken.stderr

    refused = fengsui(*ONE, "--broadband-households", "61000", **folder)
    assert refused.returncode == 1
    assert "--reason: expected why the report is corrected" in refused.stderr
    corrected = fengsui(*ONE, "--broadband-households", "61000", "--reason", "a branch was missing", **folder)
    assert corrected.returncode == 0, corrected.stderr

    shown = json.loads(fengsui("report", "show", *ONE[2:], "-o", "json", **folder).stdout)
    assert [(each["version"], each["broadband_households"]) for each in shown] == [(2, 61000), (1, 60000)]
    listed = json.loads(fengsui("report", "list", "--month", "2020-08", "-o", "json", **folder).stdout)
    assert [each["version"] for each in listed] == [2]
    assert fengsui("report", "show", "telecom", "620121", "2020-01", **folder).returncode == 1

    ratios = json.loads(fengsui("ratios", "--month", "2020-08", "-o", "json", **folder).stdout)
    penetration = next(each for each in ratios["ratios"] if each["figure"] == "household_penetration")
    assert (penetration["numerator"], penetration["source"], penetration["month"]) == (61000, "declared", "2020-08")
    assert penetration["unknown"] == len(penetration["unknowns"]) > 0
    table = fengsui("ratios", "--carrier", "telecom", "--county", "620100", **folder)
    assert "household_penetration" in table.stdout
    assert "620121" in fengsui("ratios", "--gaps", "--month", "2020-08", "-o", "csv", **folder).stdout
    assert fengsui("ratios", "--month", "August", **folder).returncode == 2


def test_the_policy_s_targets_are_loaded_and_each_says_where_it_stands(tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data")}
    assert fengsui("target", "load", "policy-2011", **folder).returncode == 0
    added = fengsui(
        "target", "add", "x", "--figure", "pon_10g_share", "--value", "0.5", "--due", "2099-12-31", **folder
    )
    assert added.returncode == 0, added.stderr
    listed = json.loads(fengsui("target", "list", "-o", "json", **folder).stdout)
    assert [each["state"] for each in listed] == ["late", "late", "late", "unknown"]
    assert "at least" not in fengsui("target", "show", "x", **folder).stderr
    assert fengsui("target", "remove", "x", **folder).returncode == 0
    assert fengsui("target", "show", "x", **folder).returncode == 1
    assert fengsui("target", "load", tmp_path / "none.csv", **folder).returncode == 1
