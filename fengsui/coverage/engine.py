"""From the network and the conditions of its elements to the coverage of every county, carrier by carrier and as a whole."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from operator import is_not

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
from fengsui.model.observation import Conditions


def assess(network: Network, conditions: Conditions, now: float) -> Coverage:
    """Gives the coverage of every coverage unit at `now` (epoch seconds).

    An element without a condition is unknown. To assess one network again and again, keep an `Assessor`.
    """
    return Assessor(network).assess(conditions, now)


class Assessor:
    """Assesses one network again and again; what follows from the network alone, or from conditions as they were, is kept."""

    def __init__(self, network: Network, before: "Assessor | None" = None) -> None:
        """Takes the network, and who assessed it as it was before: a carrier whose devices and links are the same is not worked out anew."""
        self._network = network
        graphs = tuple(graphs_of(network).values())
        judges = before.judges if before is not None else {}
        self._carriers = {
            graph.carrier: _CarrierAssessor(network, graph, judges.get(graph.carrier)) for graph in graphs
        }
        self._groups = Groups(network, graphs)
        self._counties: dict[str, tuple[list[CarrierCoverage], CountyCoverage]] = {}

    @property
    def judges(self) -> dict[str, Judge]:
        """Who judges each carrier's network, by its code."""
        return {code: carrier.judge_of for code, carrier in self._carriers.items()}

    def assess(self, conditions: Conditions, now: float, moved: Collection[str] | None = None) -> Coverage:
        """Gives the same as `assess` of the module for the network that this assessor was made with.

        Args:
            conditions: Of everything registered.
            now: Epoch seconds.
            moved: Names of all elements that may have another condition than at the last call, which spares looking at
                the others; None where that is not known.
        """
        moved_of = self._by_carrier(moved)
        judgements = [
            carrier.judge(conditions, None if moved is None else moved_of.get(code, ()))
            for code, carrier in self._carriers.items()
        ]
        found: dict[str, list[_Aged]] = {}
        for carrier, judgement in zip(self._carriers.values(), judgements, strict=True):
            for county, coverage in carrier.coverage(judgement, conditions, now):
                found.setdefault(county, []).append(coverage)
        counties = tuple([self._county(unit, found.get(unit.code, [])) for unit in self._network.coverage_units])
        networks, sectors = self._groups.assess(judgements, {county.code: county for county in counties})
        return Coverage(now, counties, prefectures_of(counties), networks, sectors, self._groups.sites)

    def _by_carrier(self, names: Collection[str] | None) -> dict[str, list[str]]:
        """Names of devices and links by the carrier that they may belong to."""
        found: dict[str, list[str]] = {}
        for name in names or ():
            for registered in (self._network.devices.get(name), self._network.links.get(name)):
                if registered is not None:
                    found.setdefault(registered.carrier, []).append(name)
        return found

    def _county(self, unit: Division, carriers: list["_Aged"]) -> CountyCoverage:
        """A county as it is, worked out anew where more than the age of its evidence is another."""
        ageless = [carrier.ageless for carrier in carriers]
        known = self._counties.get(unit.code)
        if known is None or len(known[0]) != len(ageless) or any(map(is_not, known[0], ageless)):
            known = self._counties[unit.code] = (ageless, _county(unit, tuple(ageless)))
        county = known[1]
        if not carriers:
            return county
        best = next(carrier for carrier in carriers if carrier.ageless.state is county.state)
        return CountyCoverage(
            county.code,
            county.name,
            county.name_en,
            county.prefecture,
            county.state,
            county.reason,
            best.age,
            tuple([carrier.now for carrier in carriers]),
            county.paths,
            county.single_points,
            county.maintenance,
        )


@dataclass(frozen=True, slots=True)
class _Aged:
    """Coverage by one carrier, without the age of its evidence and with it."""

    ageless: CarrierCoverage
    age: float | None

    @property
    def now(self) -> CarrierCoverage:
        kept = self.ageless
        return CarrierCoverage(
            kept.carrier,
            kept.state,
            kept.reason,
            self.age,
            kept.paths,
            kept.maintenance,
            kept.devices,
            kept.single_points,
        )


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
        evidence_age_seconds=None,
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


class _CarrierAssessor:
    def __init__(self, network: Network, graph: CarrierGraph, known: Judge | None) -> None:
        self._graph = graph
        self.judge_of = known if known is not None and known.graph == graph else Judge(Design(graph))
        self._maintained = _maintained(network, graph)
        self._status: GraphStatus | None = None
        self._known: dict[str, _Described] = {}

    def judge(self, conditions: Conditions, moved: Collection[str] | None) -> Judgement:
        if self._status is None or moved is None:
            self._status, elements = status_of(self._graph, conditions), None
        else:
            self._status, elements = status_after(self._graph, self._status, conditions, moved)
        return self.judge_of.judge(self._status, elements)

    def coverage(self, judgement: Judgement, conditions: Conditions, now: float) -> Iterator[tuple[str, _Aged]]:
        """Coverage of each county, with the age of the evidence at `now`."""
        for county, verdict in judgement.verdicts.items():
            known = self._known.get(county)
            if known is None or known.verdict is not verdict:
                known = self._known[county] = self._described(county, verdict)
            yield county, _Aged(known.coverage, _oldest(known, conditions, now))

    def _described(self, county: str, verdict: Verdict) -> "_Described":
        graph, rests_on = self._graph, verdict.rests_on
        return _Described(
            verdict,
            self._coverage(county, verdict),
            [graph.devices[device] for device in rests_on.devices],
            [graph.links[link] for link in rests_on.links],
        )

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


@dataclass(frozen=True, slots=True)
class _Described:
    """A verdict by name: the coverage without its age, and the devices and links whose evidence it rests on."""

    verdict: Verdict
    coverage: CarrierCoverage
    devices: list[str]
    links: list[str]


def _oldest(of: _Described, conditions: Conditions, now: float) -> float | None:
    """Age of the oldest evidence among some devices and links; None where there is none at all."""
    times = []
    for names, states in ((of.devices, conditions.devices), (of.links, conditions.links)):
        for name in names:
            state = states.get(name)
            if state is not None and state.evidence_at is not None:
                times.append(state.evidence_at)
    return max(now - min(times), 0.0) if times else None
