"""Traps: what a device said unasked, reduced to what it hints at. A trap is a hint where to look, never evidence of a state."""

from dataclasses import dataclass, field
from enum import StrEnum


class TrapKind(StrEnum):
    """What a notification is about; the standard ones are spelled as SNMPv2-MIB and IF-MIB spell them."""

    COLD_START = "coldStart"
    WARM_START = "warmStart"
    LINK_DOWN = "linkDown"
    LINK_UP = "linkUp"
    AUTHENTICATION_FAILURE = "authenticationFailure"
    ONU = "onu"  # a vendor's notification about PON ports and the ONUs behind them
    OTHER = "other"


# What is worth asking the device at once. A wrong community in somebody's request says nothing of the device's state, and a
# scanner would have us ask all that it scans; of the others nothing is known.
URGENT_KINDS = frozenset(TrapKind) - {TrapKind.AUTHENTICATION_FAILURE, TrapKind.OTHER}


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap or inform that was taken.

    Attributes:
        at: Epoch seconds when it was read.
        oid: Its snmpTrapOID in dotted text; of an SNMPv1 trap as RFC 3584 maps it.
        version: `v1`, `v2c` or `v3`.
        devices: Names of the devices that it may come from: one, unless several share address and credential.
    """

    at: float
    kind: TrapKind
    oid: str
    version: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastTrap:
    """The newest trap of a device; fields as in `Trap`."""

    device: str
    at: float
    kind: TrapKind
    oid: str
    version: str


@dataclass(frozen=True, slots=True)
class TrapCounts:
    """Counts of the trap receiver since the process started.

    Attributes:
        listening: False where no address to listen on is set; everything else is zero then.
        received: Traps and informs that were taken, by version and kind.
        dropped: Datagrams that were not, by reason.
        answers: What was sent: `response` to an inform, `discovery` of our engine, `report` of an error, and `suppressed` for
            reports that were not sent because the source had its share.
        kernel_drops: Datagrams that the kernel dropped because the receive buffer was full.
        queued: Datagrams that wait to be read.
        urgent_polls: Polls that traps have caused.
    """

    listening: bool = False
    received: dict[tuple[str, str], int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    kernel_drops: int = 0
    queued: int = 0
    urgent_polls: int = 0
