"""What the conditions of one carrier's elements mean for each county that it serves.

Judged twice, pessimistically (what is unknown is taken as down) and optimistically (as up), the first line that holds:

| a core is reached, pessimistically | optimistically | disjoint paths live | state     |
|------------------------------------|----------------|---------------------|-----------|
| yes                                |                | fewer than designed | degraded  |
| yes                                |                | as many             | covered   |
| no                                 | yes            |                     | unknown   |
| no                                 | no             |                     | uncovered |
"""

from dataclasses import dataclass, field
from functools import cached_property

from fengsui.coverage.flow import FlowNetwork
from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.coverage.paths import designed_paths, live_capacities, live_paths, path_network
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, Reach, reach_of
from fengsui.coverage.reason import Explainer, is_down, is_not_up
from fengsui.coverage.result import CoverageState, Paths


@dataclass(frozen=True, slots=True)
class Verdict:
    """State of one county for one carrier.

    Attributes:
        reason: The smallest set of elements not up that explains the state.
        rests_on: Elements whose evidence the state rests on.
    """

    state: CoverageState
    reason: Elements
    rests_on: Elements
    paths: Paths


@dataclass(frozen=True)
class Design:
    """One carrier's graph with what follows from it alone, whatever the conditions."""

    graph: CarrierGraph

    @cached_property
    def network(self) -> FlowNetwork:
        """Capacities of the links, one path each."""
        return path_network(self.graph)

    @cached_property
    def paths(self) -> dict[str, int | None]:
        """Edge-disjoint paths of each county as designed."""
        return designed_paths(self.graph, self.network)


def judge(design: Design, status: GraphStatus) -> dict[str, Verdict]:
    """Gives the verdict on each county where the carrier has a device, by GB/T 2260 code."""
    judgement = _Judgement(design, status)
    return {county: judgement.on(county) for county in design.graph.counties}


@dataclass
class _Judgement:
    """One look at the conditions; what most counties never need is worked out late."""

    design: Design
    status: GraphStatus
    surely: Reach = field(init=False)
    perhaps: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.surely = reach_of(self.design.graph, self.status, PESSIMISTIC)
        self.perhaps = reach_of(self.design.graph, self.status, OPTIMISTIC)

    @cached_property
    def all_up(self) -> bool:
        return self.status.all_up

    @cached_property
    def capacities(self) -> list[int]:
        return live_capacities(self.design.graph, self.status)

    @cached_property
    def missing(self) -> Explainer:
        return Explainer(self.design.graph, self.status, is_not_up)

    @cached_property
    def down(self) -> Explainer:
        return Explainer(self.design.graph, self.status, is_down)

    def on(self, county: str) -> Verdict:
        devices = self.design.graph.counties[county]
        if self.surely.reaches_any(devices):
            return self._connected(county)
        designed = self.design.paths[county]
        paths = Paths(None if designed is None else 0, designed)
        if self.perhaps.reaches_any(devices):
            reason = self.missing.explain(county)
            return Verdict(CoverageState.UNKNOWN, reason, reason, paths)
        reason = self.down.explain(county)
        return Verdict(CoverageState.UNCOVERED, reason, reason, paths)

    def _connected(self, county: str) -> Verdict:
        designed = self.design.paths[county]
        live = self._live(county, designed)
        way = self.surely.shortest_way(self.design.graph.counties[county])
        if live is None or designed is None or live >= designed:
            return Verdict(CoverageState.COVERED, Elements(), way, Paths(live, designed))
        reason = self.missing.explain(county, beyond=True)
        return Verdict(CoverageState.DEGRADED, reason, way + reason, Paths(live, designed))

    def _live(self, county: str, designed: int | None) -> int | None:
        if designed is None or self.all_up:
            return designed
        design = self.design
        return live_paths(design.graph, design.network, self.capacities, self.status, county, designed)
