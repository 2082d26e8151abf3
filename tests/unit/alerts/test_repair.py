from dataclasses import replace

from fengsui.alerts.repair import Standing
from fengsui.model.incident import Element
from fengsui.model.observation import Conditions
from tests.unit.alerts.test_failure import ring
from tests.unit.coverage.networks import NOW, conditions_from

DEVICE, LINK = Element("device", "wd", "telecom"), Element("link", "wd-cx", "telecom")
GONE = Element("link", "gone", "telecom")


def test_what_failed_is_up_since_the_last_of_it_came_up() -> None:
    conditions = conditions_from(ring(), {})
    conditions.links["wd-cx"] = replace(conditions.links["wd-cx"], since=NOW - 5)
    standing = Standing(ring(), conditions, NOW)
    assert standing.up_since([DEVICE, LINK]) == NOW - 5
    assert standing.up_since([DEVICE, LINK, GONE]) == NOW - 5


def test_what_is_unknown_is_neither_up_nor_down() -> None:
    standing = Standing(ring(), conditions_from(ring(), {"wd": "unknown"}), NOW)
    assert standing.up_since([DEVICE, LINK]) is None
    assert not standing.is_down([DEVICE, LINK])
    assert Standing(ring(), Conditions({}, {}), NOW).up_since([LINK]) is None


def test_one_that_is_down_is_enough() -> None:
    standing = Standing(ring(), conditions_from(ring(), {"wd-cx": "down"}), NOW)
    assert standing.is_down([DEVICE, LINK])
    assert standing.up_since([DEVICE, LINK]) is None


def test_what_is_registered_no_more_is_no_trouble_from_now_on() -> None:
    standing = Standing(ring(), conditions_from(ring(), {}), NOW)
    assert standing.up_since([GONE]) == standing.up_since([]) == NOW
    assert not standing.is_down([GONE])


def test_a_clock_that_was_set_back_lets_nothing_come_up_in_the_future() -> None:
    assert Standing(ring(), conditions_from(ring(), {}), NOW - 3600).up_since([DEVICE]) == NOW - 3600
