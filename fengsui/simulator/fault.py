"""Faults of the simulated province: what breaks, from when to when, and how to say so."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What can break."""

    FIBRE_CUT = "fibre-cut"  # a ring is cut: both ends see their ports down, traffic goes the other way round
    AGENT_DEAD = "agent-dead"  # the device carries traffic, its agent is silent: neighbours see their ports up
    REBOOT = "reboot"  # silent for some seconds, then uptime and counters begin anew
    POWER_LOSS = "power-loss"  # silent, and neighbours' ports towards it are down
    COUNTY_CUT_OFF = "county-cut-off"  # every cable that leaves a county


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault with its end.

    Attributes:
        at, until: Epoch seconds of its beginning and of its repair.
        links: Names of the links that are cut.
        devices: Names of the devices that are silent, dead or rebooting by themselves.
        county: GB/T 2260 code of the county that is cut off, empty otherwise.
        text_en, text_zh: What happened, one line.
        repair_en, repair_zh: What the repair was, one line.
    """

    kind: FaultKind
    at: float
    until: float
    links: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    county: str = ""
    text_en: str = ""
    text_zh: str = ""
    repair_en: str = ""
    repair_zh: str = ""
