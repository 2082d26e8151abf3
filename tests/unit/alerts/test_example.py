import pytest

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.example import Fired, fill, readable
from fengsui.alerts.rule import Text


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{{ $labels.device }} is down", "wudu-1 is down"),
        ("{{$labels.device}}", "wudu-1"),
        ("late by {{ $value | humanizeDuration }}", "late by 1m 0s"),
        ("{{ $value }}", "1m 0s"),
        ("{{ $labels.nothing }}!", "!"),
        ("no template", "no template"),
    ],
)
def test_templates_are_filled_as_prometheus_fills_them(template: str, filled: str) -> None:
    assert fill(Text(template, template), Fired({"device": "wudu-1"}, "1m 0s")) == Text(filled, filled)


def test_readers_of_the_catalogue_see_what_will_stand_where() -> None:
    rule = next(rule for rule in alert_rules() if rule.name == "FengsuiEvidenceStale")
    assert readable(rule, rule.summary).en == "Nothing new from DEVICE of CARRIER for VALUE"
