"""Coverage summed up: by prefecture, by network (telecom, internet, broadcast) and by sector.

A prefecture is counted in its counties. A network is counted in counties as well: it covers one where a device of that
network in the county reaches a core of its carrier, over whatever the carrier has, for the transport is shared. A sector is
counted in sites: a site is covered where one of its devices reaches a core. Networks and sectors are judged three-valued
alone, without regard to redundancy.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fengsui.coverage.graph import CarrierGraph
from fengsui.coverage.result import STATE_ORDER, CountyCoverage, CoverageState, Rollup
from fengsui.coverage.verdict import Judgement
from fengsui.model.device import NetworkKind
from fengsui.model.network import Network
from fengsui.model.site import Sector

_Part = tuple[str, str, str]  # network or sector; which; county or site


def prefectures_of(counties: Iterable[CountyCoverage]) -> tuple[Rollup, ...]:
    """Sums counties up by prefecture, by code."""
    found: dict[str, list[CountyCoverage]] = {}
    for county in counties:
        found.setdefault(county.prefecture, []).append(county)
    return tuple(_prefecture(code, found[code]) for code in sorted(found))


def _prefecture(code: str, counties: Sequence[CountyCoverage]) -> Rollup:
    states = [county.state for county in counties]
    missing = {name for county in counties if county.state is not CoverageState.COVERED for name in county.reason}
    maintenance = any(county.maintenance for county in counties)
    return _rollup(code, states, missing, [county.evidence_age_seconds for county in counties], maintenance=maintenance)


class Groups:
    """Networks and sectors of one registered network; what did not move is kept.

    Attributes:
        sites: State of each site that has a sector, by code, as it was assessed last.
    """

    def __init__(self, network: Network, graphs: Sequence[CarrierGraph]) -> None:
        self._network = network
        self._graphs = graphs
        units = {unit.code for unit in network.coverage_units}
        # Every part is listed, those without any device too: nothing that should be there is left out of a denominator.
        self._parts: dict[_Part, dict[int, list[int]]] = {
            ("network", kind.value, unit): {} for kind in NetworkKind for unit in sorted(units)
        }
        self._parts |= {
            ("sector", site.sector.value, code): {} for code, site in sorted(network.sites.items()) if site.sector
        }
        for carrier, graph in enumerate(graphs):
            for number, name in enumerate(graph.devices):
                for part in self._parts_of(name):
                    if part in self._parts:
                        self._parts[part].setdefault(carrier, []).append(number)
        self.sites: Mapping[str, CoverageState] = {}
        self._last: tuple[Sequence[Judgement], dict[_Part, CoverageState], dict[tuple[str, str], set[str]]] | None = (
            None
        )

    def _parts_of(self, name: str) -> Iterator[_Part]:
        device = self._network.devices[name]
        site = self._network.sites[device.site]
        yield ("network", device.network.value, site.division)
        if site.sector:
            yield ("sector", site.sector.value, site.code)

    def assess(
        self, judgements: Sequence[Judgement], counties: Mapping[str, CountyCoverage]
    ) -> tuple[tuple[Rollup, ...], tuple[Rollup, ...]]:
        """Sums up networks, then sectors.

        Args:
            judgements: On each carrier, in the order of the graphs.
            counties: By code; for the age of the evidence and for planned work.
        """
        states, reasons = self._judged(judgements)
        grouped: dict[tuple[str, str], list[_Part]] = {}
        for part in states:
            grouped.setdefault(part[:2], []).append(part)
        keys = [("network", kind.value) for kind in NetworkKind], [("sector", sector.value) for sector in Sector]
        networks, sectors = (
            tuple(self._sum(key, grouped.get(key, []), states, reasons.get(key, set()), counties) for key in each)
            for each in keys
        )
        return networks, sectors

    def _judged(
        self, judgements: Sequence[Judgement]
    ) -> tuple[dict[_Part, CoverageState], dict[tuple[str, str], set[str]]]:
        """States of all parts, and what explains those of each group."""
        if self._last is None or any(old is not new for old, new in zip(self._last[0], judgements, strict=True)):
            if self._last is None or any(
                new.regrouped for old, new in zip(self._last[0], judgements, strict=True) if old is not new
            ):
                states = {part: self._state(members, judgements) for part, members in self._parts.items()}
                self.sites = {part[2]: state for part, state in states.items() if part[0] == "sector"}
            else:
                states = self._last[1]
            self._last = (tuple(judgements), states, self._reasons(states, judgements))
        return self._last[1:]

    @staticmethod
    def _state(members: Mapping[int, Sequence[int]], judgements: Sequence[Judgement]) -> CoverageState:
        states = [judgements[carrier].state_of(devices) for carrier, devices in members.items()]
        return min(states, key=STATE_ORDER.index, default=CoverageState.UNSERVED)

    def _reasons(
        self, states: Mapping[_Part, CoverageState], judgements: Sequence[Judgement]
    ) -> dict[tuple[str, str], set[str]]:
        """The smallest sets that explain what is missing of each group, all of it at once for each carrier."""
        lacking: dict[tuple[str, str, int, CoverageState], list[int]] = {}
        for part, state in states.items():
            if state in (CoverageState.UNKNOWN, CoverageState.UNCOVERED):
                for carrier, devices in self._parts[part].items():
                    lacking.setdefault((part[0], part[1], carrier, state), []).extend(devices)
        found: dict[tuple[str, str], set[str]] = {}
        for (kind, key, carrier, state), devices in lacking.items():
            reason = judgements[carrier].why(devices, state)
            found.setdefault((kind, key), set()).update(self._graphs[carrier].names(reason))
        return found

    def _sum(
        self,
        key: tuple[str, str],
        parts: Sequence[_Part],
        states: Mapping[_Part, CoverageState],
        reason: set[str],
        counties: Mapping[str, CountyCoverage],
    ) -> Rollup:
        served = [part for part in parts if self._parts[part]]
        codes = {part[2] if part[0] == "network" else self._network.sites[part[2]].division for part in served}
        within = [counties[code] for code in codes if code in counties]
        ages = [county.evidence_age_seconds for county in within]
        maintenance = any(county.maintenance for county in within)
        return _rollup(key[1], [states[part] for part in parts], reason, ages, maintenance=maintenance)


def _rollup(
    key: str, states: Sequence[CoverageState], reason: set[str], ages: Iterable[float | None], *, maintenance: bool
) -> Rollup:
    counted = Counter(states)
    return Rollup(
        key=key,
        state=max(states, key=STATE_ORDER.index, default=CoverageState.UNSERVED),
        by_state={state: counted[state] for state in STATE_ORDER},
        reason=tuple(sorted(reason)),
        evidence_age_seconds=max((age for age in ages if age is not None), default=None),
        maintenance=maintenance,
    )
