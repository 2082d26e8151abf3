from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.rule import Timing


def test_rounds_of_polling_become_seconds() -> None:
    assert Timing(interval_seconds=10).polls(3) == 30


def test_an_anchor_is_what_markdown_makes_of_the_heading() -> None:
    assert alert_rules()[0].anchor == "fengsuicountyuncovered"
