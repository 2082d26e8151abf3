"""From the network and the conditions of its elements to the coverage of every county, carrier by carrier and as a whole."""

from collections.abc import Iterable

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus, graphs_of, status_of
from fengsui.coverage.result import STATE_ORDER, CarrierCoverage, CountyCoverage, Coverage, CoverageState
from fengsui.coverage.verdict import Design, Verdict, judge
from fengsui.model.division import Division
from fengsui.model.network import Network
from fengsui.model.observation import Conditions, ElementState


def assess(network: Network, conditions: Conditions, now: float) -> Coverage:
    """Gives the coverage of every coverage unit at `now` (epoch seconds).

    An element without a condition is unknown. To assess one network again and again, keep an `Assessor`.
    """
    return Assessor(network).assess(conditions, now)


class Assessor:
    """Assesses one network again and again; what follows from the network alone, or from conditions as they were, is kept."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._carriers = [_CarrierAssessor(network, graph) for graph in graphs_of(network).values()]

    def assess(self, conditions: Conditions, now: float) -> Coverage:
        """Gives the same as `assess` of the module for the network that this assessor was made with."""
        found: dict[str, list[CarrierCoverage]] = {}
        for carrier in self._carriers:
            for county, coverage in carrier.assess(conditions, now):
                found.setdefault(county, []).append(coverage)
        units = self._network.coverage_units
        return Coverage(now, tuple(_county(unit, tuple(found.get(unit.code, ()))) for unit in units))


def _county(unit: Division, carriers: tuple[CarrierCoverage, ...]) -> CountyCoverage:
    # min() gives the first of equals, and carriers come by code.
    best = min(carriers, key=lambda carrier: STATE_ORDER.index(carrier.state), default=None)
    return CountyCoverage(
        code=unit.code,
        name=unit.name_zh,
        name_en=unit.name_en,
        prefecture=unit.prefecture_code,
        state=best.state if best else CoverageState.UNSERVED,
        reason=best.reason if best else (),
        evidence_age_seconds=best.evidence_age_seconds if best else None,
        carriers=carriers,
    )


class _CarrierAssessor:
    def __init__(self, network: Network, graph: CarrierGraph) -> None:
        self._design = Design(graph)
        self._maintained = _maintained(network, graph)
        self._last: tuple[GraphStatus, dict[str, Verdict]] | None = None

    def assess(self, conditions: Conditions, now: float) -> Iterable[tuple[str, CarrierCoverage]]:
        for county, verdict in self._verdicts(status_of(self._design.graph, conditions)).items():
            yield county, self._coverage(county, verdict, conditions, now)

    def _verdicts(self, status: GraphStatus) -> dict[str, Verdict]:
        if self._last is None or self._last[0] != status:
            self._last = (status, judge(self._design, status))
        return self._last[1]

    def _coverage(self, county: str, verdict: Verdict, conditions: Conditions, now: float) -> CarrierCoverage:
        graph = self._design.graph
        devices = graph.counties[county]
        return CarrierCoverage(
            carrier=graph.carrier,
            state=verdict.state,
            reason=graph.names(verdict.reason),
            evidence_age_seconds=_oldest(graph, verdict.rests_on, conditions, now),
            paths=verdict.paths,
            maintenance=self._planned(verdict.reason) or not self._maintained.isdisjoint(devices),
            devices=len(devices),
        )

    def _planned(self, reason: Elements) -> bool:
        """True where announced work may be behind a reason; a link is worked on when a device at its end is."""
        ends = self._design.graph.ends
        touched = {*reason.devices, *(device for link in reason.links for device in ends[link])}
        return not self._maintained.isdisjoint(touched)


def _maintained(network: Network, graph: CarrierGraph) -> frozenset[int]:
    return frozenset(place for place, name in enumerate(graph.devices) if network.in_maintenance(name))


def _oldest(graph: CarrierGraph, elements: Elements, conditions: Conditions, now: float) -> float | None:
    """Age of the oldest evidence among the elements; None where there is none at all."""
    states: list[ElementState | None] = [conditions.devices.get(graph.devices[device]) for device in elements.devices]
    states += [conditions.links.get(graph.links[link]) for link in elements.links]
    times = [state.evidence_at for state in states if state is not None and state.evidence_at is not None]
    return max(now - min(times), 0.0) if times else None
