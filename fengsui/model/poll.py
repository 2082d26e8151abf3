"""What one poll of one device brought home.

Interface values are kept in columns, not in objects per interface: a device of 48 ports gives some 800 values a minute,
and objects for them would cost more than fetching them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from fengsui.model.agent import AgentTraits


class PollOutcome(StrEnum):
    """How a poll ended."""

    OK = "ok"
    PARTIAL = "partial"  # something came, something is missing; what came counts
    TIMEOUT = "timeout"  # nothing came: the agent is silent, or could not be asked
    REFUSED = "refused"  # the agent answers but rejects the credential
    ERROR = "error"  # the agent answers with what cannot be used

    @property
    def answered(self) -> bool:
        """True where the agent gave any valid answer: the evidence that it lives."""
        return self in (PollOutcome.OK, PollOutcome.PARTIAL, PollOutcome.REFUSED, PollOutcome.ERROR)


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """The system group (SNMPv2-MIB, RFC 3418), text decoded; None for what the agent does not have.

    Attributes:
        sys_uptime_seconds: sysUpTime; wraps at 497 days.
        engine_time_seconds: snmpEngineTime (RFC 3411), a second witness of reboots.
        engine_boots: snmpEngineBoots (RFC 3411).
        host_uptime_seconds: hrSystemUptime (RFC 2790), another witness.
    """

    sys_descr: str | None = None
    sys_object_id: str | None = None
    sys_name: str | None = None
    sys_location: str | None = None
    sys_uptime_seconds: float | None = None
    engine_time_seconds: int | None = None
    engine_boots: int | None = None
    host_uptime_seconds: float | None = None


# Order of the columns of an InterfaceTable row in listings and JSON.
TEXT_COLUMNS = ("name", "descr", "alias")
STATUS_COLUMNS = ("admin_status", "oper_status")
COUNTER_COLUMNS = (
    "in_octets",
    "out_octets",
    "in_unicast_packets",
    "out_unicast_packets",
    "in_errors",
    "out_errors",
    "in_discards",
    "out_discards",
)


@dataclass(frozen=True, slots=True)
class InterfaceTable:
    """IF-MIB ifTable and ifXTable (RFC 2863) of one device, column by column; all columns have the length of `index`.

    None stands for a value that the agent does not have; it is never 0.

    Attributes:
        index: ifIndex, ascending; moves at reboots, so it identifies nothing beyond this poll.
        name, descr, alias: ifName, ifDescr, ifAlias, decoded text.
        type: IANAifType number.
        physical_address: ifPhysAddress as hexadecimal octets between colons. It is asked for when interfaces come, go or change
            their names and now and then, and remembered meanwhile.
        admin_status, oper_status: IF-MIB words (`up`, `down`, `testing`, `unknown`, `dormant`, `notPresent`, `lowerLayerDown`).
        speed_bits_per_second: ifHighSpeed × 10^6, or ifSpeed where that is missing or 0.
        counter_bits: 64 where octets come from ifHC columns, 32 where not, None without octets.
        discontinuity_seconds: ifCounterDiscontinuityTime on the agent's sysUpTime scale.
    """

    index: tuple[int, ...] = ()
    name: tuple[str | None, ...] = ()
    descr: tuple[str | None, ...] = ()
    alias: tuple[str | None, ...] = ()
    type: tuple[int | None, ...] = ()
    physical_address: tuple[str | None, ...] = ()
    admin_status: tuple[str | None, ...] = ()
    oper_status: tuple[str | None, ...] = ()
    speed_bits_per_second: tuple[int | None, ...] = ()
    in_octets: tuple[int | None, ...] = ()
    out_octets: tuple[int | None, ...] = ()
    in_unicast_packets: tuple[int | None, ...] = ()
    out_unicast_packets: tuple[int | None, ...] = ()
    in_errors: tuple[int | None, ...] = ()
    out_errors: tuple[int | None, ...] = ()
    in_discards: tuple[int | None, ...] = ()
    out_discards: tuple[int | None, ...] = ()
    counter_bits: tuple[int | None, ...] = ()
    discontinuity_seconds: tuple[float | None, ...] = ()

    def __len__(self) -> int:
        return len(self.index)

    def rows(self) -> Iterator[dict[str, int | float | str | None]]:
        """One mapping per interface, in ifIndex order; for listings, not for the hot path."""
        columns = [getattr(self, name) for name in INTERFACE_COLUMNS]
        for values in zip(*columns, strict=True):
            yield dict(zip(INTERFACE_COLUMNS, values, strict=True))


INTERFACE_COLUMNS = (
    "index",
    *TEXT_COLUMNS,
    "type",
    *STATUS_COLUMNS,
    "speed_bits_per_second",
    *COUNTER_COLUMNS,
    "counter_bits",
    "discontinuity_seconds",
    "physical_address",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a profile gave.

    Attributes:
        name: Metric-like name in base units, for example `cpu_utilisation_ratio`.
        index: What the value belongs to inside the device (a slot, a PON port); empty for the device itself.
        unit: Base unit, as `fengsui.model.reading` has it: `ratio`, `celsius`, `dbm`, `count` …
        labels: What tells several values of the same name and part apart: a state, a peer, a quantile.
    """

    name: str
    index: str
    value: float
    unit: str
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a device says that it hears on an interface (LLDP); text decoded, empty where it is not told.

    Attributes:
        local_interface: The interface's name as its series have it, else what the device calls the port.
        remote_chassis: Chassis ID of the other device, mostly a MAC address.
        remote_port: Port ID at the other end.
        remote_name: sysName of the other device.
    """

    local_interface: str
    remote_chassis: str
    remote_port: str
    remote_name: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the values of one reading: how many readings, and how many values gave none.

    Attributes:
        absent: Values that mean no value.
        out_of_range: Values that cannot be true.
        bad: Text where a number belongs.
    """

    reading: str
    readings: int
    absent: int = 0
    out_of_range: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class GroupPoll:
    """What one group of a profile cost in a poll, and what it gave.

    Attributes:
        asked: `walk`, `get`, `sample`, or `missing` where a search found nothing of it.
        rows: Rows that came.
    """

    group: str
    asked: str
    rows: int = 0
    packets: int = 0
    seconds: float = 0.0
    tallies: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class PollCost:
    """What a poll cost the network, the agent and us.

    Attributes:
        varbinds: Variable bindings that were received and checked.
        seconds: Wall time from the first packet to the last.
    """

    packets_sent: int = 0
    packets_received: int = 0
    retries: int = 0
    varbinds: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an operator should know about how an agent answers.

    Attributes:
        kind: A word of a small fixed set, fit for a metric label: `timeout`, `too_big`, `gen_err`, `loop`, `decreasing`,
            `duplicate_row`, `missing_column`, `bound`, `refused`, `malformed`, `deadline`, `wrong_source` …
        text: The particulars, escaped and capped.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DevicePoll:
    """One poll of one device.

    Attributes:
        address: As `address` or `address:port` where the port is not 161.
        at: Seconds since the epoch when the poll began.
        system: None where the agent did not answer the system group.
        interfaces_complete: True where the agent showed the whole interface table, whatever else is missing.
        monotonic: What our steady clock said at `at`; the difference of two of them is no lie where `at` was set meanwhile.
            None where it is not known.
        traits: What is known of the agent's ways since; None where nobody looked.
        profile: The profile that was used, and `profile_why` it was this one.
        readings: Of all groups of the profile; of those that were not due, what they said last.
        neighbours: Likewise.
        groups: The groups that were asked in this poll.
    """

    address: str
    at: float
    outcome: PollOutcome
    system: SystemFacts | None = None
    interfaces: InterfaceTable = field(default_factory=InterfaceTable)
    profile: str = "generic"
    readings: tuple[Reading, ...] = ()
    cost: PollCost = field(default_factory=PollCost)
    problems: tuple[Problem, ...] = ()
    interfaces_complete: bool = False
    monotonic: float | None = None
    traits: AgentTraits | None = None
    profile_why: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    groups: tuple[GroupPoll, ...] = ()
