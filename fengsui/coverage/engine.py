"""From the network and the conditions of its elements to the coverage of every county, carrier by carrier and as a whole."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus, graphs_of, status_after, status_of
from fengsui.coverage.result import (
    CONNECTED,
    STATE_ORDER,
    CarrierCoverage,
    CountyCoverage,
    Coverage,
    CoverageState,
    Paths,
    SinglePoints,
)
from fengsui.coverage.rollup import Groups, prefectures_of
from fengsui.coverage.verdict import Design, Judge, Judgement, Verdict
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
        graphs = tuple(graphs_of(network).values())
        self._carriers = [_CarrierAssessor(network, graph) for graph in graphs]
        self._groups = Groups(network, graphs)

    def assess(self, conditions: Conditions, now: float, moved: Collection[str] | None = None) -> Coverage:
        """Gives the same as `assess` of the module for the network that this assessor was made with.

        Args:
            conditions: Of everything registered.
            now: Epoch seconds.
            moved: Names of all elements that may have another condition than at the last call, which spares looking at
                the others; None where that is not known.
        """
        found: dict[str, list[CarrierCoverage]] = {}
        judgements = [carrier.judge(conditions, moved) for carrier in self._carriers]
        for carrier, judgement in zip(self._carriers, judgements, strict=True):
            for county, coverage in carrier.coverage(judgement, conditions, now):
                found.setdefault(county, []).append(coverage)
        units = self._network.coverage_units
        counties = tuple([_county(unit, tuple(found.get(unit.code, ()))) for unit in units])
        networks, sectors = self._groups.assess(judgements, {county.code: county for county in counties})
        return Coverage(now, counties, prefectures_of(counties), networks, sectors, self._groups.sites)


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
        paths=_together(carriers),
        single_points=_of_all(carriers),
        maintenance=any(carrier.maintenance for carrier in carriers),
    )


def _together(carriers: tuple[CarrierCoverage, ...]) -> Paths:
    paths = [carrier.paths for carrier in carriers]
    return Paths(
        _sum(each.live for each in paths),
        _sum(each.designed for each in paths),
        _sum(each.live_node_disjoint for each in paths),
        _sum(each.designed_node_disjoint for each in paths),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _of_all(carriers: tuple[CarrierCoverage, ...]) -> SinglePoints:
    """What every carrier that covers the county hangs on: no element belongs to two of them, but a duct may serve both."""
    covering = [carrier.single_points for carrier in carriers if carrier.state in CONNECTED]
    if len(covering) == 1:
        return covering[0]
    shared = set.intersection(*(set(points.ducts) for points in covering)) if covering else ()
    return SinglePoints(ducts=tuple(sorted(shared)))


_Names = tuple[list[str], list[str]]  # of devices, of links


class _CarrierAssessor:
    def __init__(self, network: Network, graph: CarrierGraph) -> None:
        self._graph = graph
        self._judge = Judge(Design(graph))
        self._maintained = _maintained(network, graph)
        self._status: GraphStatus | None = None
        self._known: dict[str, tuple[Verdict, CarrierCoverage]] = {}
        self._evidence_of: dict[str, _Names] = {}

    def judge(self, conditions: Conditions, moved: Collection[str] | None) -> Judgement:
        if self._status is None or moved is None:
            self._status = status_of(self._graph, conditions)
        elif moved:
            self._status = status_after(self._graph, self._status, conditions, moved)
        return self._judge.judge(self._status)

    def coverage(
        self, judgement: Judgement, conditions: Conditions, now: float
    ) -> Iterable[tuple[str, CarrierCoverage]]:
        """Coverage of each county, with the age of the evidence at `now`."""
        for county, verdict in judgement.verdicts.items():
            known = self._ageless(county, verdict)
            age = _oldest(self._evidence_of[county], conditions, now)
            yield county, known if age == known.evidence_age_seconds else replace(known, evidence_age_seconds=age)

    def _ageless(self, county: str, verdict: Verdict) -> CarrierCoverage:
        known = self._known.get(county)
        if known is None or known[0] != verdict:
            known = self._known[county] = (verdict, self._coverage(county, verdict))
            graph, rests_on = self._graph, verdict.rests_on
            self._evidence_of[county] = (
                [graph.devices[device] for device in rests_on.devices],
                [graph.links[link] for link in rests_on.links],
            )
        return known[1]

    def _coverage(self, county: str, verdict: Verdict) -> CarrierCoverage:
        graph, single = self._graph, verdict.single_points
        devices = graph.counties[county]
        return CarrierCoverage(
            carrier=graph.carrier,
            state=verdict.state,
            reason=graph.names(verdict.reason),
            evidence_age_seconds=None,
            paths=verdict.paths,
            maintenance=self._planned(verdict.reason) or not self._maintained.isdisjoint(devices),
            devices=len(devices),
            single_points=SinglePoints(
                tuple(sorted([graph.links[link] for link in single.links])),
                tuple(sorted([graph.devices[device] for device in single.devices])),
                verdict.ducts,
            ),
        )

    def _planned(self, reason: Elements) -> bool:
        """True where announced work may be behind a reason; a link is worked on when a device at its end is."""
        touched = {*reason.devices, *(device for link in reason.links for device in self._graph.ends(link))}
        return not self._maintained.isdisjoint(touched)


def _maintained(network: Network, graph: CarrierGraph) -> frozenset[int]:
    return frozenset(place for place, name in enumerate(graph.devices) if network.in_maintenance(name))


def _oldest(names: _Names, conditions: Conditions, now: float) -> float | None:
    """Age of the oldest evidence among some devices and links; None where there is none at all."""
    states: list[ElementState | None] = [conditions.devices.get(name) for name in names[0]]
    states += [conditions.links.get(name) for name in names[1]]
    times = [state.evidence_at for state in states if state is not None and state.evidence_at is not None]
    return max(now - min(times), 0.0) if times else None
