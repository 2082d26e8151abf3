import subprocess
from pathlib import Path

import pytest
import yaml

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.examples import examples
from fengsui.alerts.prometheus import MARK, RULE_FILE, TEST_FILE, duration, rule_file, rule_test_file
from fengsui.alerts.rule import Timing
from tests.support.programs import program


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (60, "1m"), (90, "1m30s"), (3600, "1h"), (2.5, "2s500ms"), (93784, "26h3m4s")],
)
def test_a_duration_is_written_as_prometheus_reads_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_same_catalogue_gives_the_same_bytes() -> None:
    assert rule_file(alert_rules()) == rule_file(alert_rules())


def test_a_rule_file_holds_each_rule_once_in_a_group_of_its_kind() -> None:
    groups = yaml.safe_load(rule_file(alert_rules(), runbook="https://wiki/alerts"))["groups"]
    assert [group["name"] for group in groups] == [
        f"fengsui-{kind}"
        for kind in ("county", "coverage", "programme", "device", "link", "emergency", "service", "poller")
    ]
    written = [rule for group in groups for rule in group["rules"]]
    assert [rule["alert"] for rule in written] == [rule.name for rule in alert_rules()]
    assert written[0]["annotations"]["runbook_url"] == "https://wiki/alerts#fengsuicountyuncovered"
    assert written[0]["annotations"]["summary_zh"] == "{{ $labels.name }}（{{ $labels.county }}）已断网"
    assert written[0]["for"] == "1m"


def test_a_rule_file_says_whose_it_is() -> None:
    assert rule_file(alert_rules()).startswith(f"{MARK};")


@pytest.mark.parametrize("timing", [Timing(), Timing(10, 30), Timing(300, 900)])
def test_promtool_finds_each_alert_firing_and_quiet_as_the_examples_say(tmp_path: Path, timing: Timing) -> None:
    promtool = program("promtool", "prometheus")
    rules = alert_rules(timing)
    (tmp_path / RULE_FILE).write_text(rule_file(rules), encoding="utf-8")
    (tmp_path / TEST_FILE).write_text(rule_test_file(rules, examples(timing), timing), encoding="utf-8")
    for arguments in (["check", "rules", RULE_FILE], ["test", "rules", TEST_FILE]):
        done = subprocess.run(
            [promtool, *arguments], check=False, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_would_notice_a_rule_that_fires_when_it_should_not(tmp_path: Path) -> None:
    promtool = program("promtool", "prometheus")
    text = rule_file(alert_rules()).replace("fengsui_link_up == 0", "fengsui_link_up == 1")
    (tmp_path / RULE_FILE).write_text(text, encoding="utf-8")
    (tmp_path / TEST_FILE).write_text(rule_test_file(alert_rules(), examples(Timing()), Timing()), encoding="utf-8")
    done = subprocess.run(
        [promtool, "test", "rules", TEST_FILE], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "FengsuiLinkDown" in done.stdout + done.stderr
