from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.example import readable
from fengsui.alerts.examples import examples
from fengsui.alerts.rule import AlertRule, Severity, Timing
from fengsui.exporters.catalogue import CATALOGUE

RULES = alert_rules()
# What Prometheus adds to every series that it scrapes, and what label_replace writes for a join.
SCRAPE_LABELS = {"job", "instance"}
JOINED = {"a_device", "b_device"}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def nodes(expression: Any) -> Iterator[Any]:
    """The expression and everything inside it."""
    yield expression
    for part in ("lhs", "rhs", "expr", "vector_selector"):
        inner = getattr(expression, part, None)
        if inner is not None:
            yield from nodes(inner)
    for argument in getattr(expression, "args", []):
        yield from nodes(argument)


def selectors(condition: str) -> list[Any]:
    return [node for node in nodes(promql_parser.parse(condition)) if isinstance(node, promql_parser.VectorSelector)]


def matched_labels(condition: str) -> set[str]:
    """Labels that the condition joins, groups or aggregates by."""
    found: set[str] = set()
    for node in nodes(promql_parser.parse(condition)):
        modifier = getattr(node, "modifier", None)
        for holder in (modifier, getattr(modifier, "matching", None)):
            found |= set(getattr(holder, "labels", None) or [])
        found |= set(getattr(modifier, "group_labels", None) or [])
    return found


@each_rule
def test_a_condition_asks_only_for_families_and_labels_that_are_exported(rule: AlertRule) -> None:
    asked = selectors(rule.condition)
    assert asked
    for selector in asked:
        assert selector.name in CATALOGUE
        for matcher in selector.matchers.matchers:
            assert matcher.name in CATALOGUE[selector.name].labels


@each_rule
def test_a_condition_joins_only_by_labels_that_its_families_have(rule: AlertRule) -> None:
    known = {label for selector in selectors(rule.condition) for label in CATALOGUE[selector.name].labels}
    assert matched_labels(rule.condition) <= known | SCRAPE_LABELS | JOINED


def test_the_label_check_sees_into_every_corner_of_a_condition() -> None:
    condition = "sum by (a) (rate(x_total[5m])) > 0 and on (b) absent(y) unless (z * on (c) group_left (d) w)"
    assert {selector.name for selector in selectors(condition)} == {"x_total", "y", "z", "w"}
    assert matched_labels(condition) == {"a", "b", "c", "d"}


@each_rule
def test_an_alert_takes_only_labels_of_its_families_and_lists_them_in_order(rule: AlertRule) -> None:
    known = {label for selector in selectors(rule.condition) for label in CATALOGUE[selector.name].labels}
    assert set(rule.labels) <= known
    assert list(rule.labels) == sorted(rule.labels)


@each_rule
def test_texts_use_only_labels_that_the_alert_has(rule: AlertRule) -> None:
    for text in (rule.summary, rule.description):
        shown = readable(rule, text)
        for words in (shown.en, shown.zh):
            assert words
            assert "{{" not in words
            assert "  " not in words
        lost = [label for label in _templates(text.en) | _templates(text.zh) if label not in rule.labels]
        assert lost == []


def _templates(words: str) -> set[str]:
    return {part.split()[0].rstrip("}") for part in words.split("$labels.")[1:]}


def examples_of(rule: AlertRule) -> list[Any]:
    return [example for example in examples(Timing()) if example.rule == rule.name]


@each_rule
def test_a_rule_has_situations_in_which_it_fires_and_in_which_it_is_quiet(rule: AlertRule) -> None:
    fires = [bool(example.fires) for example in examples_of(rule)]
    assert True in fires
    assert False in fires


def test_every_situation_belongs_to_a_rule() -> None:
    assert {example.rule for example in examples(Timing())} == {rule.name for rule in RULES}


def test_names_are_unique_and_rules_of_one_kind_stand_together_the_worst_first() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    kinds = [rule.kind for rule in RULES]
    assert kinds == sorted(kinds, key=list(dict.fromkeys(kinds)).index)
    for kind in set(kinds):
        ranks = [list(Severity).index(rule.severity) for rule in RULES if rule.kind == kind]
        assert ranks == sorted(ranks)


def test_holds_and_limits_follow_the_polling_interval() -> None:
    slow = {rule.name: rule for rule in alert_rules(Timing(interval_seconds=300, evidence_limit_seconds=1234))}
    for rule in RULES:
        assert slow[rule.name].hold_seconds == 5 * rule.hold_seconds
    assert "> 1234" in slow["FengsuiEvidenceStale"].condition


def test_a_county_that_is_cut_off_is_as_bad_as_it_gets() -> None:
    by_name = {rule.name: rule.severity for rule in RULES}
    assert by_name["FengsuiCountyUncovered"] is Severity.CRITICAL
    assert by_name["FengsuiCountyDegraded"] is Severity.WARNING
