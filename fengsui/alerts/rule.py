"""What an alert rule is: a condition that lasts, how bad it is, and what people are told in Chinese and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How fast somebody should look, worst first; the word is the alert's `severity` label."""

    CRITICAL = "critical"  # people are cut off, or the province is blind: now, at night too
    WARNING = "warning"  # something failed and the reserve still carries: within the working day
    INFO = "info"  # good to know, nobody is called


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; may hold Prometheus templates such as `{{ $labels.device }}`."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """What the one who is called reads.

    Attributes:
        meaning: What is true when the alert fires, and what it means for people.
        look: Where to look first, step by step.
        causes: Likely causes, the likeliest first.
    """

    meaning: Text
    look: tuple[Text, ...]
    causes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule of the catalogue.

    Attributes:
        name: CamelCase, unique; the `alertname`.
        kind: What is in trouble: `county`, `coverage`, `programme`, `device`, `link`, `emergency`, `service` or `poller`; a label to route by.
        condition: PromQL over the families of the metric catalogue; the alert fires for each series that it yields.
        hold_seconds: How long the condition must last without a break before the alert fires.
        labels: Names of the labels that each alert takes from its series, sorted.
        summary: One line, fit for a text message.
        description: What is known and what to do, in a sentence or two.
    """

    name: str
    kind: str
    condition: str
    hold_seconds: float
    severity: Severity
    labels: tuple[str, ...]
    summary: Text
    description: Text
    runbook: Runbook

    @property
    def anchor(self) -> str:
        """Anchor of the rule's section in the reference, as Markdown renderers derive it from the heading."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Timing:
    """The times that holds and limits are multiples of.

    Attributes:
        interval_seconds: Polling interval.
        evidence_limit_seconds: Age at which evidence stops counting.
    """

    interval_seconds: float = 60.0
    evidence_limit_seconds: float = 180.0

    def polls(self, count: float) -> float:
        """Seconds that `count` rounds of polling take."""
        return count * self.interval_seconds
