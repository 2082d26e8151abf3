"""Rules about the programme ask for work within days, never at night."""

from fengsui.alerts.programme import programme_rules
from fengsui.alerts.rule import Severity, Timing


def test_nobody_is_woken_for_a_target() -> None:
    assert {rule.severity for rule in programme_rules(Timing())} == {Severity.WARNING, Severity.INFO}


def test_each_state_that_asks_for_something_has_its_rule() -> None:
    late, risk, flagged = programme_rules(Timing())
    assert 'state="late"' in late.condition
    assert 'state="at_risk"' in risk.condition
    assert "fengsui_subscribers_flagged == 1" in flagged.condition
