"""`fengsui rules` through the command line."""

import json
from pathlib import Path

from tests.support.cli import fengsui


def test_rules_are_listed_for_people_and_for_programs() -> None:
    table = fengsui("rules")
    assert table.returncode == 0, table.stderr
    assert "FengsuiCountyUncovered" in table.stdout
    listed = json.loads(fengsui("rules", "-o", "json").stdout)
    assert listed[0]["severity"] == "critical"
    assert listed[0]["for_seconds"] == 60.0
    assert fengsui("rules", "-o", "csv").stdout.splitlines()[0] == "alert,severity,for_seconds,summary,summary_zh"


def test_the_rule_file_follows_the_settings_and_says_where_it_went(tmp_path: Path) -> None:
    done = fengsui("rules", "--output", tmp_path / "r", FENGSUI_POLL_INTERVAL_SECONDS="10")
    assert done.stdout == f"{tmp_path / 'r' / 'fengsui.rules.yml'}: written\n"
    assert "for: 10s" in (tmp_path / "r" / "fengsui.rules.yml").read_text(encoding="utf-8")


def test_a_file_of_somebody_else_is_kept_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "fengsui.rules.yml").write_text("groups: []\n")
    done = fengsui("rules", "--output", tmp_path)
    assert done.returncode == 1
    assert "somebody else's; nothing was changed" in done.stderr
    assert (tmp_path / "fengsui.rules.yml").read_text() == "groups: []\n"
    assert fengsui("rules", "--output", tmp_path, "--force").returncode == 0


def test_a_slip_between_the_two_outputs_is_misuse() -> None:
    done = fengsui("rules", "--output", "json")
    assert done.returncode == 2
    assert "To list as json, use -o json" in done.stderr
    assert not Path("json").exists()
