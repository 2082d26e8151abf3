"""What is known of devices, interfaces and links at a moment: a condition, since when, and on what evidence."""

from dataclasses import dataclass, field
from enum import StrEnum

from fengsui.model.poll import InterfaceTable, PollCost, PollOutcome, Problem, Reading, SystemFacts


class Condition(StrEnum):
    """Three-valued: never folded into a yes or a no."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class InterfaceRates:
    """Per-second rates between the last two polls, column by column beside the InterfaceTable; None is a gap."""

    in_bits_per_second: tuple[float | None, ...] = ()
    out_bits_per_second: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceObservation:
    """What polling has shown of one device; the evidence that conditions are worked out from.

    Attributes:
        device: Name of the device.
        outcome: Of the last poll.
        polled_at: When the last poll began, answered or not (epoch seconds).
        answered_at: When the agent last gave a valid answer; None for never.
        silent_since: When the current run of unanswered polls began; None while it answers.
        failures: Unanswered polls in a row.
        next_poll_at: When it is asked again; later than the interval while a dead device is backed off.
        interfaces: From the last answered poll.
        interface_since: Since when each interface has its oper_status, beside `interfaces`.
        booted_at: When the agent last started, as far as its sysUpTime tells; None while unknown.
        refusals: Counter values turned away in the last poll, by reason (`reset`, `wrap`, `discontinuity`, `over_line_rate` …).
    """

    device: str
    outcome: PollOutcome
    polled_at: float
    answered_at: float | None = None
    silent_since: float | None = None
    failures: int = 0
    next_poll_at: float | None = None
    booted_at: float | None = None
    system: SystemFacts | None = None
    interfaces: InterfaceTable = field(default_factory=InterfaceTable)
    interfaces_at: float | None = None
    interface_since: tuple[float, ...] = ()
    rates: InterfaceRates = field(default_factory=InterfaceRates)
    profile: str = "generic"
    readings: tuple[Reading, ...] = ()
    cost: PollCost = field(default_factory=PollCost)
    problems: tuple[Problem, ...] = ()
    refusals: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ElementState:
    """Condition of one device or one link.

    Attributes:
        name: Natural key of the device or link.
        since: When the condition began (epoch seconds).
        evidence_at: Time of the newest evidence behind it; None where there is none.
        reason: One short English phrase, for example `port down at lz-core-1 eth1`.
        agent_silent: Device only: up on the word of another witness while its agent is silent.
    """

    name: str
    condition: Condition
    since: float
    evidence_at: float | None
    reason: str = ""
    agent_silent: bool = False


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions of everything registered, by name."""

    devices: dict[str, ElementState]
    links: dict[str, ElementState]


@dataclass(frozen=True, slots=True)
class Change:
    """A condition that changed.

    Attributes:
        kind: `device`, `link`, `interface` or `county`.
        before: None where it was seen for the first time.
        at: Epoch seconds.
        carrier: Carrier's code, empty for a county as a whole.
    """

    kind: str
    name: str
    before: str | None
    after: str
    at: float
    reason: str = ""
    carrier: str = ""
