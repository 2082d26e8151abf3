"""Tables of what was seen: the last state of everything, and a log of what changed.

Names point at the inventory without foreign keys: what was seen of a device outlives its registration until it is
pruned, and removing a device never waits for its history.
"""

from sqlalchemy import BigInteger, Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fengsui.database.base import Base

# Bounds on text, in characters. DisplayString ends at 255 octets (RFC 2579); escaping may make it longer, and is cut.
NAME = 100
TEXT = 255
REASON = 500
# A word of our own for an ICMP error.
PING_REASON = 40
# Twenty octets with colons between them, and room.
PHYSICAL_ADDRESS = 64
# Device and interface of an interface's change, with a blank between them.
CHANGE_NAME = NAME + 1 + TEXT

# SQLite numbers rows by itself only where the column is INTEGER.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class ObservationRow(Base):
    """What the last poll of a device showed, without its interfaces; fields as in `DeviceObservation`."""

    __tablename__ = "device_observations"

    device: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20))
    polled_at: Mapped[float] = mapped_column(Float)
    answered_at: Mapped[float | None] = mapped_column(Float)
    silent_since: Mapped[float | None] = mapped_column(Float)
    failures: Mapped[int] = mapped_column(Integer)
    next_poll_at: Mapped[float | None] = mapped_column(Float)
    booted_at: Mapped[float | None] = mapped_column(Float)
    profile: Mapped[str] = mapped_column(String(NAME))
    interfaces_at: Mapped[float | None] = mapped_column(Float)
    # Of what stands in observed_interfaces, so that an unchanged table is not written again; empty for no interfaces.
    interfaces_digest: Mapped[str] = mapped_column(String(32))
    # JSON: the system group; cost, problems and refusals of the last poll; bases of counters, for those devices that have any.
    system: Mapped[str | None] = mapped_column(Text)
    last_poll: Mapped[str] = mapped_column(Text)
    counter_bases: Mapped[str | None] = mapped_column(Text)
    # JSON: what was learned of the agent's ways.
    traits: Mapped[str | None] = mapped_column(Text)
    interface_ids_given: Mapped[int] = mapped_column(BigInteger, server_default="0")


class ObservedInterfaceRow(Base):
    """One interface as last seen: identity, statuses and speed; counters live in metrics, not here.

    Those that left their device's table stay for a while, with the time at which they were missed, so that they are known
    again when they come back.
    """

    __tablename__ = "observed_interfaces"

    device: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    interface_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # An agent may send any unsigned 32-bit number here.
    if_index: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str | None] = mapped_column(String(TEXT))
    descr: Mapped[str | None] = mapped_column(String(TEXT))
    alias: Mapped[str | None] = mapped_column(String(TEXT))
    type: Mapped[int | None] = mapped_column(BigInteger)
    physical_address: Mapped[str | None] = mapped_column(String(PHYSICAL_ADDRESS))
    admin_status: Mapped[str | None] = mapped_column(String(20))
    oper_status: Mapped[str | None] = mapped_column(String(20))
    speed_bits_per_second: Mapped[int | None] = mapped_column(BigInteger)
    since: Mapped[float | None] = mapped_column(Float)
    # Only where it is not the time of the device's table: rows that a broken-off walk did not bring.
    seen_at: Mapped[float | None] = mapped_column(Float)
    left_at: Mapped[float | None] = mapped_column(Float)


class InterfaceMoveRow(Base):
    """One thing that changed about how an interface is known; rows are only ever added, and removed by age."""

    __tablename__ = "interface_moves"
    __table_args__ = (Index("ix_interface_moves_device_at", "device", "at"),)

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    device: Mapped[str] = mapped_column(String(NAME))
    interface_id: Mapped[int] = mapped_column(BigInteger)
    interface: Mapped[str] = mapped_column(String(TEXT))
    attribute: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(TEXT))
    after: Mapped[str] = mapped_column(String(TEXT))


class PingRow(Base):
    """The last ping of a device; fields as in `Ping`."""

    __tablename__ = "device_pings"

    device: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    at: Mapped[float] = mapped_column(Float)
    sent: Mapped[int] = mapped_column(Integer)
    received: Mapped[int] = mapped_column(Integer)
    answered_at: Mapped[float | None] = mapped_column(Float)
    minimum_seconds: Mapped[float | None] = mapped_column(Float)
    mean_seconds: Mapped[float | None] = mapped_column(Float)
    maximum_seconds: Mapped[float | None] = mapped_column(Float)
    jitter_seconds: Mapped[float | None] = mapped_column(Float)
    unreachable: Mapped[str] = mapped_column(String(PING_REASON))


class ConditionRow(Base):
    """Condition of one device or link."""

    __tablename__ = "element_conditions"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    condition: Mapped[str] = mapped_column(String(10))
    since: Mapped[float] = mapped_column(Float)
    evidence_at: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(String(REASON))
    agent_silent: Mapped[bool] = mapped_column(Boolean)


class CountyRow(Base):
    """Coverage of one county by one carrier, and since when; an empty carrier stands for the county as a whole."""

    __tablename__ = "county_coverage"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    carrier: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    since: Mapped[float] = mapped_column(Float)
    # JSON: names of the elements that explain the state.
    reason: Mapped[str] = mapped_column(Text)


class ServiceObservationRow(Base):
    """What is known of one service; fields as in `ServiceObservation`."""

    __tablename__ = "service_observations"

    service: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    condition: Mapped[str] = mapped_column(String(10))
    since: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(String(REASON))
    failures: Mapped[int] = mapped_column(Integer)
    up_at: Mapped[float | None] = mapped_column(Float)
    # JSON: the last probe.
    last_probe: Mapped[str] = mapped_column(Text)


class ChangeRow(Base):
    """One change; rows are only ever added, and removed by age."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_kind_name_at", "kind", "name", "at"),)

    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(CHANGE_NAME))
    carrier: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(REASON))
    evidence_at: Mapped[float | None] = mapped_column(Float)


class LastTrapRow(Base):
    """The newest trap of one device: when, and what it was about."""

    __tablename__ = "last_traps"

    device: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    at: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(40))
    oid: Mapped[str] = mapped_column(String(TEXT))
    version: Mapped[str] = mapped_column(String(10))


class StateRow(Base):
    """What one part of the province became at a moment, as it was worked out then; rows are only ever added, and removed by age."""

    __tablename__ = "states"
    __table_args__ = (Index("ix_states_kind_name_carrier", "kind", "name", "carrier"),)

    # In the order in which they were recorded.
    id: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(NAME))
    carrier: Mapped[str] = mapped_column(String(40))
    # None where the part is there no longer.
    state: Mapped[str | None] = mapped_column(String(20))
    maintenance: Mapped[bool] = mapped_column(Boolean)
    evidence_at: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(String(REASON))
    # JSON of what else was worked out.
    detail: Mapped[str] = mapped_column(Text)
    # Counts up where the clock was set back: see fengsui.history.eras.
    era: Mapped[int] = mapped_column(Integer, server_default="0")


class WatchRow(Base):
    """A stretch of time for which everything that changed stands in `states`: one run of the service."""

    __tablename__ = "watches"

    began_at: Mapped[float] = mapped_column(Float, primary_key=True)
    until: Mapped[float] = mapped_column(Float)
    era: Mapped[int] = mapped_column(Integer, server_default="0")


class HorizonRow(Base):
    """Before what moment retention has cut off the states of a kind."""

    __tablename__ = "state_horizons"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    before: Mapped[float] = mapped_column(Float)


class LinkLoadRow(Base):
    """Load of one link over a day of the province (`2026-06-30`), or over the days of a month that became one row (`2026-06`)."""

    __tablename__ = "link_loads"

    link: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, index=True)
    # Bits per second.
    peak: Mapped[float] = mapped_column(Float)
    # Samples by bucket of `fengsui.state.load`.
    counts: Mapped[str] = mapped_column(Text)


class IncidentRow(Base):
    """One incident; fields as in `Incident`.

    What was worked out is written by one process at a time; an acknowledgement may be written by any, and by nobody else.
    """

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_opened_at_id", "opened_at", "id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    opened_at: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[float] = mapped_column(Float)
    up_since: Mapped[float | None] = mapped_column(Float)
    closed_at: Mapped[float | None] = mapped_column(Float, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    severity: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(REASON))
    evidence_at: Mapped[float | None] = mapped_column(Float)
    evidence_since: Mapped[float | None] = mapped_column(Float)
    households: Mapped[int] = mapped_column(BigInteger)
    flaps: Mapped[int] = mapped_column(Integer)
    maintenance: Mapped[bool] = mapped_column(Boolean)
    merged_into: Mapped[str | None] = mapped_column(String(40))
    # Codes with a blank before, between and behind them, so that one is found whole: ` mobile telecom `.
    carriers: Mapped[str] = mapped_column(Text)
    counties: Mapped[str] = mapped_column(Text)
    # JSON: the cause and the victims.
    cause: Mapped[str] = mapped_column(Text)
    victims: Mapped[str] = mapped_column(Text)
    acknowledged_at: Mapped[float | None] = mapped_column(Float)
    acknowledged_by: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)


class MonthFigureRow(Base):
    """What the last look of a month showed of subscribers (by county and carrier) and of sites on fibre (by kind of site)."""

    __tablename__ = "month_figures"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    carrier: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[float] = mapped_column(Float)
    # JSON of what was counted.
    detail: Mapped[str] = mapped_column(Text)
