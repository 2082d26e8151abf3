"""What is known of devices, interfaces and links at a moment: a condition, since when, and on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fengsui.model.agent import AgentTraits
from fengsui.model.poll import InterfaceTable, Neighbour, PollCost, PollOutcome, Problem, Reading, SystemFacts


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
class InterfaceIdentities:
    """Which interface is which, for as long as the device is registered.

    Attributes:
        ids: Surrogate id of each interface, beside the InterfaceTable: a number that is given once in a device's life and
            stays with the interface however its ifIndex or its name moves.
        given: The highest id given so far.
        departed: Interfaces that a complete table no longer held, as they last were; the one that left last comes last.
        departed_ids: Their ids, beside `departed`.
        departed_at: When each was missed first (epoch seconds).
    """

    ids: tuple[int, ...] = ()
    given: int = 0
    departed: InterfaceTable = field(default_factory=InterfaceTable)
    departed_ids: tuple[int, ...] = ()
    departed_at: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class InterfaceMove:
    """One thing that changed about how an interface is known, while it stayed the same interface.

    Attributes:
        interface_id: Its surrogate id.
        interface: What an operator calls it since.
        attribute: `index`, `name`, `descr` or `physical_address`.
        at: Epoch seconds of the poll that showed it.
    """

    device: str
    interface_id: int
    interface: str
    attribute: str
    before: str
    after: str
    at: float


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
        interfaces: From the last answered poll; rows that a broken-off walk did not bring stay as they were.
        interfaces_at: When any of them was last seen.
        interface_since: Since when each interface has its oper_status, beside `interfaces`.
        interface_seen: When the oper_status of each was last seen, beside `interfaces`; empty where all came at `interfaces_at`.
        identities: Which interface is which.
        moves: What the last poll changed about how interfaces are known.
        counter_bases: What is to be taken off each counter before it is shown, by column of `interfaces`; a column that is
            not there has nothing taken off.
        answered_monotonic, interfaces_monotonic: The steady clock at `answered_at` and `interfaces_at`; None after a restart.
        booted_at: When the agent last started, as far as its sysUpTime tells; None while unknown.
        traits: What is known of the agent's ways; None before the first poll.
        profile: The profile that was used, and `profile_why` it was this one.
        readings, neighbours: What the last answered poll said; after a restart a bounded part of it.
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
    interface_seen: tuple[float, ...] = ()
    identities: InterfaceIdentities = field(default_factory=InterfaceIdentities)
    moves: tuple[InterfaceMove, ...] = ()
    counter_bases: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    answered_monotonic: float | None = None
    interfaces_monotonic: float | None = None
    traits: AgentTraits | None = None
    neighbours: tuple[Neighbour, ...] = ()
    profile_why: str = ""

    def interface_seen_at(self, row: int) -> float | None:
        """When the status of an interface was last seen."""
        return self.interface_seen[row] if self.interface_seen else self.interfaces_at


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
        kind: `device`, `link`, `interface`, `county` or `service`.
        before: None where it was seen for the first time.
        at: Epoch seconds.
        carrier: Carrier's code, empty for a county as a whole.
        evidence_at: Time of the evidence behind it (epoch seconds); None where there was none, or where it was not kept.
    """

    kind: str
    name: str
    before: str | None
    after: str
    at: float
    reason: str = ""
    carrier: str = ""
    evidence_at: float | None = None
