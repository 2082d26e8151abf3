from pathlib import Path

import fengsui
from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.reference import reference
from fengsui.alerts.rule import Timing

PAGE = Path(fengsui.__file__).parents[1] / "docs" / "reference" / "alerts.md"


def test_the_page_in_the_docs_is_the_catalogue() -> None:
    made = reference(alert_rules(), Timing())
    hint = "run `fengsui rules --output docs/reference --file reference`"
    assert PAGE.read_text(encoding="utf-8") == made, hint


def test_every_rule_has_a_section_that_its_anchor_leads_to() -> None:
    lines = reference(alert_rules(), Timing()).splitlines()
    for rule in alert_rules():
        assert f"## {rule.name}" in lines
        assert rule.anchor == rule.name.lower()


def test_the_page_names_the_times_that_it_was_made_for() -> None:
    page = reference(alert_rules(Timing(10, 30)), Timing(10, 30))
    assert "an interval of 10s" in page
    assert "> 30\n" in page
