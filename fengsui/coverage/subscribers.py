"""Subscribers as the equipment sees them, and what carriers declare held against it: pure.

ONUs and cable modems online are lines in the county where their OLT or CMTS stands; sessions on a BRAS are told apart, since a BRAS
serves more counties than its own. `docs/why/targets.md` says why the two numbers may honestly differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fengsui.model.network import Network
from fengsui.model.observation import DeviceObservation
from fengsui.model.report import SubscriberReport

DEFAULT_TOLERANCE = 0.2
_SMALL = 50  # lines: a gap of fewer is nobody's business, whatever its share
# Reading → the states that mean a line in use; None for a reading without states.
_COUNTED: Mapping[str, frozenset[str] | None] = {
    "subscribers_online": None,
    "pon_onus": frozenset({"online"}),
    "cable_modems": frozenset({"registration_complete", "registered_bpi_initializing", "operational"}),
}
Place = tuple[str, str]
"""County and carrier."""


class GapState(StrEnum):
    """What comes of holding a declaration against what is seen."""

    WITHIN = "within"
    FLAGGED = "flagged"
    UNKNOWN = "unknown"  # no declaration, nothing to see, or equipment that did not say


@dataclass(frozen=True, slots=True)
class Observed:
    """What is seen of one carrier in one county.

    Attributes:
        sessions: Users online on its BRAS there; None where none says.
        onus, cable_modems: Lines online on its OLTs and CMTSs there; None where none says.
        silent: Devices that gave such figures before and whose last word is too old, by name: the sums lack them.
    """

    sessions: int | None = None
    onus: int | None = None
    cable_modems: int | None = None
    silent: tuple[str, ...] = ()

    @property
    def lines(self) -> int | None:
        """Access lines in use; None where nothing was seen of any."""
        seen = [count for count in (self.onus, self.cable_modems) if count is not None]
        return sum(seen) if seen else None


@dataclass(frozen=True, slots=True)
class Gap:
    """Declared against observed, of one carrier in one county.

    Attributes:
        declared: Broadband households of the carrier's report; None without one.
        reason: Why the state is unknown; empty otherwise.
    """

    county: str
    carrier: str
    month: str
    declared: int | None
    observed: Observed
    state: GapState
    reason: str = ""

    @property
    def difference(self) -> int | None:
        """Observed lines less declared households; None where either is missing."""
        lines = self.observed.lines
        return None if lines is None or self.declared is None else lines - self.declared

    @property
    def ratio(self) -> float | None:
        """The difference as a share of what was declared."""
        return None if self.difference is None or not self.declared else self.difference / self.declared


def observed_subscribers(
    network: Network, observations: Mapping[str, DeviceObservation], now: float, *, fresh_seconds: float
) -> dict[Place, Observed]:
    """Sums of what devices say of subscribers, by county and carrier; of counties where no device says any there is none."""
    sums: dict[Place, dict[str, int]] = {}
    silent: dict[Place, list[str]] = {}
    for name, device in network.devices.items():
        seen = observations.get(name)
        if seen is None or not (counts := _counts(seen)):
            continue
        place = (network.county_of(device), device.carrier)
        if seen.answered_at is None or now - seen.answered_at > fresh_seconds:
            silent.setdefault(place, []).append(name)
            continue
        total = sums.setdefault(place, {})
        for reading, count in counts.items():
            total[reading] = total.get(reading, 0) + count
    return {place: _observed(sums.get(place, {}), silent.get(place, ())) for place in sums.keys() | silent.keys()}


def _counts(seen: DeviceObservation) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reading in seen.readings:
        if reading.name not in _COUNTED:
            continue
        states = _COUNTED[reading.name]
        counted = states is None or dict(reading.labels).get("state") in states
        counts[reading.name] = counts.get(reading.name, 0) + (int(reading.value) if counted else 0)
    return counts


def _observed(sums: Mapping[str, int], silent: Iterable[str]) -> Observed:
    return Observed(
        sums.get("subscribers_online"), sums.get("pon_onus"), sums.get("cable_modems"), tuple(sorted(silent))
    )


def gaps(
    reports: Iterable[SubscriberReport], month: str, observed: Mapping[Place, Observed], tolerance: float
) -> tuple[Gap, ...]:
    """Declared against observed wherever there is either, by county and carrier.

    Args:
        reports: Those that count, of any months.
        month: Whose declarations are held against what is seen now.
        observed: By county and carrier.
        tolerance: Share of the declared households by which the two may differ.
    """
    declared = {(each.division, each.carrier): each for each in reports if each.month == month}
    found = []
    for county, carrier in sorted(declared.keys() | observed.keys()):
        report = declared.get((county, carrier))
        households = report.broadband_households if report else None
        seen = observed.get((county, carrier), Observed())
        state, reason = _judge(households, seen, tolerance)
        found.append(Gap(county, carrier, month, households, seen, state, reason))
    return tuple(found)


def _judge(declared: int | None, seen: Observed, tolerance: float) -> tuple[GapState, str]:
    if declared is None:
        return GapState.UNKNOWN, "no report of the month"
    if seen.lines is None:
        return GapState.UNKNOWN, "no OLT or CMTS says how many lines it has"
    difference = seen.lines - declared
    beyond = abs(difference) > max(tolerance * declared, _SMALL)
    if seen.silent and (difference < 0 or not beyond):
        # What the silent ones have can only add to what is seen.
        return GapState.UNKNOWN, f"{len(seen.silent)} device(s) gave no fresh figures"
    return (GapState.FLAGGED if beyond else GapState.WITHIN), ""


def gap_document(gap: Gap) -> dict[str, Any]:
    """A gap as plain values, fit for JSON."""
    return {
        "county": gap.county,
        "carrier": gap.carrier,
        "month": gap.month,
        "declared": gap.declared,
        "observed": gap.observed.lines,
        "onus_online": gap.observed.onus,
        "cable_modems_online": gap.observed.cable_modems,
        "sessions_online": gap.observed.sessions,
        "silent": list(gap.observed.silent),
        "difference": gap.difference,
        "ratio": gap.ratio,
        "state": gap.state.value,
        "reason": gap.reason,
    }
