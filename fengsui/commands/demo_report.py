"""What the demonstration proves: each injected fault held against what Fengsui saw of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fengsui.model.observation import Change, DeviceObservation
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase

# Clocks of two processes on one machine are one clock; a poll that began just before the fault may end just after it.
_SLACK_SECONDS = 1.0

# What a fault does to what: kind of element, its name, the condition that it must come to.
Sign = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One injected fault and what was seen of it.

    Attributes:
        expected: False where the fault was too short, or too close to the end, to be seen for certain.
        seen_after: Seconds from the fault to the last of its signs; None while one is missing.
        cleared_after: Seconds from the repair until every sign was gone; None while one is left, or nothing was repaired yet.
        missing: Signs that were not seen.
    """

    fault: Fault
    expected: bool
    seen_after: float | None
    cleared_after: float | None
    missing: tuple[Sign, ...]


def signs_of(fault: Fault) -> tuple[Sign, ...]:
    """What Fengsui must come to say of a fault."""
    if fault.kind is FaultKind.COUNTY_CUT_OFF:
        # Not its links: of one that leads on to a county behind, both ends are silent, and nobody can tell.
        return (("county", fault.county, "uncovered"),)
    if fault.kind is FaultKind.FIBRE_CUT:
        return tuple(("link", name, "down") for name in fault.links)
    word = {FaultKind.AGENT_DEAD: "unknown", FaultKind.POWER_LOSS: "down", FaultKind.REBOOT: "rebooted"}[fault.kind]
    return tuple(("device", name, word) for name in fault.devices)


def findings(
    happenings: Iterable[Happening], changes: Sequence[Change], *, until: float, patience_seconds: float
) -> tuple[Finding, ...]:
    """One finding for each fault that began, in that order.

    Args:
        happenings: Faults and repairs as the simulator told them.
        changes: What Fengsui saw, oldest first, reboots among it (see `reboots`).
        until: Epoch seconds of the end of the demonstration.
        patience_seconds: Within this time a fault must be seen: an interval, and the timeouts of a silent agent.
    """
    faults = [happening.fault for happening in happenings if happening.phase is Phase.FAULT]
    return tuple(_finding(fault, changes, until, patience_seconds) for fault in faults)


def reboots(
    before: Mapping[str, DeviceObservation], after: Mapping[str, DeviceObservation], now: float
) -> tuple[Change, ...]:
    """Devices whose agent turned out to have started anew between two looks, as changes seen at `now`."""
    return tuple(
        Change("device", name, None, "rebooted", now, "uptime began anew")
        for name, seen in after.items()
        if (known := before.get(name)) is not None
        and None not in (known.booted_at, seen.booted_at)
        and known.booted_at != seen.booted_at
    )


def _finding(fault: Fault, changes: Sequence[Change], until: float, patience: float) -> Finding:
    signs = signs_of(fault)
    seen = {sign: _first(sign, changes, fault.at - _SLACK_SECONDS) for sign in signs}
    times = [at for at in seen.values() if at is not None]
    complete = len(times) == len(signs)
    lasts = fault.kind is FaultKind.REBOOT or fault.until - fault.at >= patience
    return Finding(
        fault=fault,
        expected=lasts and _due(fault) + patience <= until,
        seen_after=max(0.0, max(times) - fault.at) if complete else None,
        cleared_after=_cleared_after(fault, signs, changes, until) if complete else None,
        missing=tuple(sign for sign, at in seen.items() if at is None),
    )


def _due(fault: Fault) -> float:
    # A reboot shows once the device answers again.
    return fault.until if fault.kind is FaultKind.REBOOT else fault.at


def _first(sign: Sign, changes: Sequence[Change], since: float) -> float | None:
    return next((change.at for change in changes if change.at >= since and _sign(change) == sign), None)


def _cleared_after(fault: Fault, signs: Sequence[Sign], changes: Sequence[Change], until: float) -> float | None:
    if fault.until > until or fault.kind is FaultKind.REBOOT:
        return None
    times = []
    for kind, name, word in signs:
        later = [change for change in changes if (change.kind, change.name, change.carrier) == (kind, name, "")]
        left = next((c.at for c in later if c.at >= fault.until - _SLACK_SECONDS and c.after != word), None)
        if left is None:
            return None
        times.append(left)
    return max(0.0, max(times) - fault.until)


def _sign(change: Change) -> Sign | None:
    # A county's state by one carrier is no sign; the county as a whole is.
    return None if change.carrier else (change.kind, change.name, change.after)
