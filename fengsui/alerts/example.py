"""Worked examples of a rule: series that go in and the alerts that must, or must not, come out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.alerts.rule import AlertRule, Text

_TEMPLATE = re.compile(r"\{\{\s*\$(?:labels\.(?P<label>\w+)|value\b[^}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Fired:
    """One alert that an example must give.

    Attributes:
        labels: Those that come from the series; the rule's own labels are added.
        value: The text that the templates on `$value` give.
    """

    labels: Mapping[str, str]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One situation held against one rule, lasting from the first moment of the test on.

    Attributes:
        rule: Name of the rule.
        name: The situation in a few words.
        series: Series and their values in promtool's notation, one value each polling interval.
        fires: What must be firing once the rule's hold is over; empty where the rule must stay quiet.
        after_polls: Rounds of polling until the condition can be seen at all: an increase needs two scrapes.
    """

    rule: str
    name: str
    series: tuple[tuple[str, str], ...]
    fires: tuple[Fired, ...] = ()
    after_polls: int = 0


def fill(text: Text, fired: Fired) -> Text:
    """The text with its templates replaced as Prometheus replaces them, for the simple templates that the catalogue uses."""

    def value_of(match: re.Match[str]) -> str:
        label = match["label"]
        return fired.labels.get(label, "") if label else fired.value

    return Text(en=_TEMPLATE.sub(value_of, text.en), zh=_TEMPLATE.sub(value_of, text.zh))


def readable(rule: AlertRule, text: Text) -> Text:
    """A text of the rule for readers of the catalogue: a label's place holds its name in capitals."""
    return fill(text, Fired({label: label.upper() for label in rule.labels}, "VALUE"))
