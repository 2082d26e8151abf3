"""The pages on services; `test_runbook.py` holds them to what holds for every page."""

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.rule import Severity


def test_an_emergency_service_has_a_severity_and_a_route_of_its_own() -> None:
    rules = {rule.name: rule for rule in alert_rules()}
    emergency, other = rules["FengsuiEmergencyServiceDown"], rules["FengsuiServiceDown"]
    assert (emergency.severity, emergency.kind, emergency.hold_seconds) == (Severity.CRITICAL, "emergency", 0)
    assert (other.severity, other.kind) == (Severity.WARNING, "service")


def test_every_page_leads_to_a_command() -> None:
    rules = [rule for rule in alert_rules() if rule.kind in ("emergency", "service")]
    assert len(rules) == 3
    for rule in rules:
        assert any("`fengsui " in step.en for step in rule.runbook.look)
