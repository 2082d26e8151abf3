"""The catalogue as files for Prometheus: rule groups, and the unit tests that promtool runs over them.

Both are deterministic: the same catalogue gives the same bytes, so that a rule file can live under version control.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import yaml

from fengsui.alerts.example import Example, Fired, fill
from fengsui.alerts.rule import AlertRule, Text, Timing

RULE_FILE = "fengsui.rules.yml"
TEST_FILE = "fengsui.rules.test.yml"
MARK = "# Written by `fengsui rules`"
DEFAULT_RUNBOOK = "docs/reference/alerts.md"


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as a block, so that a condition reads as it is written in the catalogue."""


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def rule_file(rules: Sequence[AlertRule], *, runbook: str = DEFAULT_RUNBOOK) -> str:
    """The Prometheus rule file: one group for each kind, in the catalogue's order.

    Args:
        rules: The catalogue; rules of one kind stand together.
        runbook: Where the reference of alerts is to be read; each alert's `runbook_url` adds its anchor.
    """
    groups = [
        {"name": f"fengsui-{kind}", "rules": [_rule(rule, runbook) for rule in members]}
        for kind, members in groupby(rules, key=lambda rule: rule.kind)
    ]
    return _document({"groups": groups})


def rule_test_file(
    rules: Sequence[AlertRule], examples: Iterable[Example], timing: Timing, *, runbook: str = DEFAULT_RUNBOOK
) -> str:
    """The unit-test file for `promtool test rules`, to stand beside the rule file.

    Each example is held against its rule when the hold is over; one that fires must also be quiet one interval earlier.
    """
    by_name = {rule.name: rule for rule in rules}
    return _document(
        {
            "rule_files": [RULE_FILE],
            "evaluation_interval": duration(timing.interval_seconds),
            "tests": [_test(by_name[example.rule], example, timing, runbook) for example in examples],
        }
    )


def duration(seconds: float) -> str:
    """Seconds as Prometheus writes durations, for example `1m30s`; parts of a second are kept as milliseconds."""
    rest = round(seconds * 1000)
    parts = []
    for unit, size in (("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"


def _rule(rule: AlertRule, runbook: str) -> dict[str, Any]:
    return {
        "alert": rule.name,
        "expr": rule.condition,
        "for": duration(rule.hold_seconds),
        "labels": _own_labels(rule),
        "annotations": _annotations(rule, rule.summary, rule.description, runbook),
    }


def _own_labels(rule: AlertRule) -> dict[str, str]:
    return {"severity": rule.severity.value, "kind": rule.kind}


def _annotations(rule: AlertRule, summary: Text, description: Text, runbook: str) -> dict[str, str]:
    return {
        "summary": summary.en,
        "summary_zh": summary.zh,
        "description": description.en,
        "description_zh": description.zh,
        "runbook_url": f"{runbook}#{rule.anchor}",
    }


def _test(rule: AlertRule, example: Example, timing: Timing, runbook: str) -> dict[str, Any]:
    due = timing.polls(example.after_polls) + rule.hold_seconds
    checks = [_check(rule, due, example.fires, runbook)]
    if example.fires and rule.hold_seconds >= timing.interval_seconds:
        checks.insert(0, _check(rule, due - timing.interval_seconds, (), runbook))
    return {
        "name": f"{rule.name}: {example.name}",
        "interval": duration(timing.interval_seconds),
        "input_series": [{"series": series, "values": values} for series, values in example.series],
        "alert_rule_test": checks,
    }


def _check(rule: AlertRule, at: float, fires: Iterable[Fired], runbook: str) -> dict[str, Any]:
    expected = [
        {
            "exp_labels": {**_own_labels(rule), **fired.labels},
            "exp_annotations": _annotations(rule, fill(rule.summary, fired), fill(rule.description, fired), runbook),
        }
        for fired in fires
    ]
    return {"eval_time": duration(at), "alertname": rule.name, "exp_alerts": expected}


def _document(content: Mapping[str, Any]) -> str:
    text: str = yaml.dump(dict(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return f"{MARK}; what is changed here by hand is lost when it runs again.\n{text}"
