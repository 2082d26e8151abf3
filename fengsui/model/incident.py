"""Incidents: one thing that failed, what it took with it, and what people did about it.

The cause is what to repair; everything that is down or unknown only because of it is a victim of the incident and has none
of its own.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class IncidentState(StrEnum):
    """Where an incident stands: it opens, may be acknowledged by a person, and closes by itself."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class IncidentSeverity(StrEnum):
    """How fast somebody should look, worst first; the words are those of the alert rules."""

    CRITICAL = "critical"  # a county is cut off by every carrier, an emergency site is, or the monitor is blind
    WARNING = "warning"  # a carrier lost a county, or a county its reserve
    INFO = "info"  # a link failed, and neither a county nor a device feels it


class CauseKind(StrEnum):
    """What kind of thing is to be repaired."""

    LINK = "link"
    DEVICE = "device"
    DUCT = "duct"  # several links that lie in one duct
    SET = "set"  # several elements of which none alone explains what is lost
    MONITOR = "monitor"  # nothing at all answers: what failed is the monitor's own way to the network


class Loss(StrEnum):
    """What a county lost, worst first."""

    COVER = "cover"  # no way to the carrier's core is left
    CERTAINTY = "certainty"  # nobody can tell any more whether there is one
    REDUNDANCY = "redundancy"  # fewer disjoint ways than designed


@dataclass(frozen=True, slots=True, order=True)
class Element:
    """A device or a link.

    Attributes:
        kind: `device` or `link`.
        carrier: Code of the carrier that owns it.
    """

    kind: str
    name: str
    carrier: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What is to be repaired.

    Attributes:
        elements: The devices and links that failed, sorted; none for `monitor`.
        duct: Name of the duct that they lie in, for `duct`; else None.
        together_with: Elements that had failed before, without which this failure would have cost less, sorted; they are
            the causes of incidents of their own.
        or_else: What would explain the same as well, sorted: no evidence tells them apart. A router that hangs on one fibre is
            silent and its fibre dark whichever of the two failed.
    """

    kind: CauseKind
    elements: tuple[Element, ...] = ()
    duct: str | None = None
    together_with: tuple[Element, ...] = ()
    or_else: tuple[Element, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What an operator calls it: the duct, or the elements with those that had failed before, sorted."""
        if self.duct is not None:
            return (self.duct, *sorted(each.name for each in self.together_with))
        return tuple(sorted(each.name for each in (*self.elements, *self.together_with)))

    @property
    def carriers(self) -> tuple[str, ...]:
        """Codes of the carriers whose equipment failed, sorted."""
        return tuple(sorted({each.carrier for each in self.elements}))


@dataclass(frozen=True, slots=True)
class CountyVictim:
    """What one county lost of one carrier.

    Attributes:
        county: GB/T 2260 code.
        carrier: Carrier's code.
        loss: The worst so far.
        whole: True where no carrier was left to cover the county at some time.
        since: When it was first seen (epoch seconds).
        until: When it was over; None while it lasts.
    """

    county: str
    carrier: str
    loss: Loss
    whole: bool
    since: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Victims:
    """What an incident took with it, up to now or to its end.

    Attributes:
        counties: By county and carrier, sorted by both.
        elements: Devices and links that became down or unknown because of it, sorted; the cause itself is not among them.
    """

    counties: tuple[CountyVictim, ...] = ()
    elements: tuple[Element, ...] = ()

    def named(self, kind: str) -> tuple[str, ...]:
        """Names of the elements of a kind (`device`, `link`), sorted."""
        return tuple(sorted(each.name for each in self.elements if each.kind == kind))


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That a person took an incident on.

    Attributes:
        by: Name of the principal.
        at: Epoch seconds.
        note: What they wrote; may be empty.
    """

    by: str
    at: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident.

    Attributes:
        id: The day on which it opened, by the province's time, and eight hexadecimal digits: `20260701-9f2c41ab`.
        cause: As it was known at its widest: a cause of which a part is repaired stays named whole.
        opened_at: When the cause failed (epoch seconds, as all times here).
        seen_at: When the cause was last known to be down.
        severity: The worst so far.
        reason: What the evidence says of the cause, one short phrase.
        evidence_at: Time of the newest evidence that the cause is down; None where there was none.
        evidence_since: Time of the evidence that it opened on.
        households: In the counties that no carrier covered at some time, as far as the census says.
        flaps: How often the cause came back and failed again.
        maintenance: True where planned work is announced for all of the cause: nobody is to be called.
        up_since: Since when the cause is up again, while it must prove to stay so; None while it is down.
        closed_at: When the cause came back for good; None while it has not.
        merged_into: Id of the incident that turned out to be the same one; it lists the victims of both. None mostly.
    """

    id: str
    cause: Cause
    opened_at: float
    seen_at: float
    severity: IncidentSeverity
    reason: str = ""
    evidence_at: float | None = None
    evidence_since: float | None = None
    victims: Victims = field(default_factory=Victims)
    households: int = 0
    flaps: int = 0
    maintenance: bool = False
    up_since: float | None = None
    closed_at: float | None = None
    merged_into: str | None = None
    acknowledged: Acknowledgement | None = None

    @property
    def state(self) -> IncidentState:
        """Open, acknowledged or closed."""
        if self.closed_at is not None:
            return IncidentState.CLOSED
        return IncidentState.OPEN if self.acknowledged is None else IncidentState.ACKNOWLEDGED

    @property
    def counties(self) -> tuple[str, ...]:
        """Codes of the counties that lost anything, sorted."""
        return tuple(sorted({each.county for each in self.victims.counties}))

    def lost(self, loss: Loss) -> tuple[str, ...]:
        """Codes of the counties whose worst loss, of any carrier, was this one, sorted."""
        return tuple(sorted({each.county for each in self.victims.counties if each.loss is loss}))
