"""The province taken apart into what is recorded of it, and coverage put together again from what was recorded; pure.

A part is a device, a link, a county (as a whole, and by each carrier in it), one of the three networks, or a sector. What is
recorded is what was worked out at the time, so that nothing has to be worked out again to tell what it was. The age of
evidence moves every second and is no part of it; the time of the evidence stands beside a part as it was when it changed.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.coverage.result import (
    STATE_ORDER,
    CarrierCoverage,
    CountyCoverage,
    Coverage,
    CoverageState,
    Paths,
    Rollup,
    SinglePoints,
)
from fengsui.coverage.rollup import prefectures_of
from fengsui.model.device import NetworkKind
from fengsui.model.network import Network
from fengsui.model.observation import Conditions, ElementState
from fengsui.model.site import Sector

PartKey = tuple[str, str, str]
"""Kind (`device`, `link`, `county`, `network`, `sector`), name, and carrier; no carrier for a county as a whole and for sums."""

# What coverage is put together from; devices and links stand beside it.
COVERAGE_KINDS = ("county", "network", "sector")
ELEMENT_KINDS = ("device", "link")

# In the order in which the engine gives them.
_ROLLUP_ORDER = {kind.value: place for place, kind in enumerate([*NetworkKind, *Sector])}


@dataclass(frozen=True, slots=True)
class Part:
    """What is recorded of one part; two are equal where there is nothing new to record.

    Attributes:
        state: A condition, or a coverage state.
        maintenance: True where announced work bears on it.
        detail: JSON of everything else that was worked out; empty for devices and links.
        evidence_at: Time of the evidence that it rested on when it came to be so (epoch seconds); None without any.
        reason: Of a device or link, one short phrase.
    """

    state: str
    maintenance: bool = False
    detail: str = ""
    evidence_at: float | None = field(default=None, compare=False)
    reason: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StateRecord:
    """What one part became at a moment.

    Attributes:
        at: Epoch seconds.
        part: None where it is there no longer.
    """

    key: PartKey
    at: float
    part: Part | None


def element_parts(
    network: Network, conditions: Conditions, names: Collection[str] | None = None
) -> dict[PartKey, Part]:
    """Parts of the devices and links of a network; only of those among `names` where given."""
    chosen = _chosen(network, conditions, names)
    return {(kind, state.name, carrier): _element(state, planned) for kind, state, carrier, planned in chosen}


def _chosen(
    network: Network, conditions: Conditions, names: Collection[str] | None
) -> Iterator[tuple[str, ElementState, str, bool]]:
    for name in network.devices.keys() if names is None else network.devices.keys() & names:
        if name in conditions.devices:
            yield "device", conditions.devices[name], network.devices[name].carrier, network.in_maintenance(name)
    for name in network.links.keys() if names is None else network.links.keys() & names:
        link = network.links[name]
        if name in conditions.links:
            # A link is worked on when a device at its end is.
            planned = network.in_maintenance(link.a.device) or network.in_maintenance(link.b.device)
            yield "link", conditions.links[name], link.carrier, planned


def _element(state: ElementState, planned: bool) -> Part:
    return Part(state.condition.value, planned, "", state.evidence_at, state.reason)


def coverage_parts(coverage: Coverage) -> dict[PartKey, Part]:
    """Parts that a coverage can be put together from again."""
    found: dict[PartKey, Part] = {}
    for county in coverage.counties:
        at = _evidence_at(coverage.as_of, county.evidence_age_seconds)
        found["county", county.code, ""] = Part(county.state.value, county.maintenance, _county_detail(county), at)
        for each in county.carriers:
            at = _evidence_at(coverage.as_of, each.evidence_age_seconds)
            found["county", county.code, each.carrier] = Part(
                each.state.value, each.maintenance, _detail(each, devices=each.devices), at
            )
    for kind, sums in (("network", coverage.networks), ("sector", coverage.sectors)):
        for rollup in sums:
            at = _evidence_at(coverage.as_of, rollup.evidence_age_seconds)
            found[kind, rollup.key, ""] = Part(rollup.state.value, rollup.maintenance, _rollup_detail(rollup), at)
    return found


def coverage_from(parts: Mapping[PartKey, Part], at: float) -> Coverage:
    """Puts a coverage together again; the age of its evidence is None throughout, for that was not recorded.

    Args:
        parts: As `coverage_parts` gave them; those of devices and links are passed over.
        at: Epoch seconds that it was so.
    """
    carriers: dict[str, list[CarrierCoverage]] = {}
    for (kind, name, carrier), part in sorted(parts.items(), key=lambda item: item[0]):
        if kind == "county" and carrier:
            carriers.setdefault(name, []).append(_carrier(carrier, part))
    counties = tuple(
        _county(name, part, tuple(carriers.get(name, ())))
        for (kind, name, carrier), part in sorted(parts.items(), key=lambda item: item[0])
        if kind == "county" and not carrier
    )
    networks, sectors = (tuple(_rollups(parts, kind)) for kind in ("network", "sector"))
    return Coverage(at, counties, prefectures_of(counties), networks, sectors)


def ageless(coverage: Coverage) -> Coverage:
    """The same coverage without the ages of its evidence: what a record of it gives back."""
    counties = tuple(
        replace(
            county,
            evidence_age_seconds=None,
            carriers=tuple(replace(each, evidence_age_seconds=None) for each in county.carriers),
        )
        for county in coverage.counties
    )
    prefectures, networks, sectors = (
        tuple(replace(each, evidence_age_seconds=None) for each in group)
        for group in (coverage.prefectures, coverage.networks, coverage.sectors)
    )
    return Coverage(coverage.as_of, counties, prefectures, networks, sectors)


def differences(before: Mapping[PartKey, Part], after: Mapping[PartKey, Part], at: float) -> list[StateRecord]:
    """What is to be recorded where `after` follows on `before`: new and changed parts, then those that are gone."""
    changed = [StateRecord(key, at, part) for key, part in after.items() if before.get(key) != part]
    return changed + [StateRecord(key, at, None) for key in sorted(before.keys() - after.keys())]


def _evidence_at(as_of: float, age: float | None) -> float | None:
    return None if age is None else as_of - age


def _county_detail(county: CountyCoverage) -> str:
    return _detail(county, name=county.name, name_en=county.name_en, prefecture=county.prefecture)


def _detail(part: CountyCoverage | CarrierCoverage, **more: object) -> str:
    paths, points = part.paths, part.single_points
    counts = [paths.live, paths.designed, paths.live_node_disjoint, paths.designed_node_disjoint]
    return _json(
        more,
        reason=part.reason,
        paths=counts if paths != Paths() else (),
        links=points.links,
        cuts=points.devices,
        ducts=points.ducts,
    )


def _rollup_detail(rollup: Rollup) -> str:
    return _json({}, parts=[rollup.by_state[state] for state in STATE_ORDER], reason=rollup.reason)


def _json(given: Mapping[str, object], **lists: Iterable[object]) -> str:
    # What is empty is left out: most counties have no reason, and nothing of a province is written as often.
    kept = {**given, **{name: found for name, each in lists.items() if (found := list(each))}}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _carrier(carrier: str, part: Part) -> CarrierCoverage:
    kept = json.loads(part.detail)
    return CarrierCoverage(
        carrier=carrier,
        state=CoverageState(part.state),
        reason=tuple(kept.get("reason", ())),
        evidence_age_seconds=None,
        paths=Paths(*kept.get("paths", ())),
        maintenance=part.maintenance,
        devices=kept["devices"],
        single_points=_points(kept),
    )


def _county(code: str, part: Part, carriers: tuple[CarrierCoverage, ...]) -> CountyCoverage:
    kept = json.loads(part.detail)
    return CountyCoverage(
        code=code,
        name=kept["name"],
        name_en=kept["name_en"],
        prefecture=kept["prefecture"],
        state=CoverageState(part.state),
        reason=tuple(kept.get("reason", ())),
        evidence_age_seconds=None,
        carriers=carriers,
        paths=Paths(*kept.get("paths", ())),
        single_points=_points(kept),
        maintenance=part.maintenance,
    )


def _points(kept: Mapping[str, Any]) -> SinglePoints:
    return SinglePoints(*(tuple(kept.get(name, ())) for name in ("links", "cuts", "ducts")))


def _rollups(parts: Mapping[PartKey, Part], wanted: str) -> Iterator[Rollup]:
    found = [(name, part) for (kind, name, _), part in parts.items() if kind == wanted]
    for name, part in sorted(found, key=lambda each: (_ROLLUP_ORDER.get(each[0], len(_ROLLUP_ORDER)), each[0])):
        kept = json.loads(part.detail)
        yield Rollup(
            key=name,
            state=CoverageState(part.state),
            by_state=dict(zip(STATE_ORDER, kept["parts"], strict=True)),
            reason=tuple(kept.get("reason", ())),
            evidence_age_seconds=None,
            maintenance=part.maintenance,
        )
