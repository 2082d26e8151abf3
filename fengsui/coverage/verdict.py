"""What the conditions of one carrier's elements mean for each county that it serves.

Judged twice, pessimistically (what is unknown is taken as down) and optimistically (as up), the first line that holds:

| a core is reached, pessimistically | optimistically | disjoint paths live | state     |
|------------------------------------|----------------|---------------------|-----------|
| yes                                |                | fewer than designed | degraded  |
| yes                                |                | as many             | covered   |
| no                                 | yes            |                     | unknown   |
| no                                 | no             |                     | uncovered |
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from fengsui.coverage.ducts import DuctCuts
from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.coverage.paths import LiveWays, Ways, designed_ways
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, Reach, reach_of
from fengsui.coverage.reason import Explainer, is_down, is_not_up
from fengsui.coverage.result import CoverageState, Paths
from fengsui.coverage.separators import Separators, separators_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """State of one county for one carrier.

    Attributes:
        reason: The smallest set of elements not up that explains the state.
        rests_on: Elements whose evidence the state rests on.
        single_points: Elements whose loss alone would leave the county without cover.
        ducts: Names of the ducts whose loss alone would.
    """

    state: CoverageState
    reason: Elements
    rests_on: Elements
    paths: Paths
    single_points: Elements = field(default_factory=Elements)
    ducts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Design:
    """One carrier's graph with what follows from it alone, whatever the conditions."""

    graph: CarrierGraph

    @cached_property
    def reach(self) -> Reach:
        """What is connected with every registered element up."""
        return reach_of(self.graph, GraphStatus.up(self.graph), PESSIMISTIC)

    @cached_property
    def separators(self) -> Separators:
        """What hangs on single elements with every registered element up."""
        return separators_of(self.graph, GraphStatus.up(self.graph), frozenset())

    @cached_property
    def ways(self) -> dict[str, Ways | None]:
        """Disjoint paths of each county as designed."""
        return designed_ways(self.graph, self.reach, self.separators)


class Judge:
    """Judges one carrier's network again and again; what a change cannot have touched is kept."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._live: LiveWays | None = None
        self._blame = Blame(design)
        self._last: Judgement | None = None

    def judge(self, status: GraphStatus) -> "Judgement":
        """Gives the judgement on a status, that of the last time where nothing moved."""
        if self._last is None or self._last.status != status:
            self._live = self._live or LiveWays(self._design.graph, self._design.ways)
            self._last = Judgement(self._design, status, self._live, self._blame)
        return self._last


class Blame:
    """What explains states, from one judgement to the next."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._explainers: dict[bool, Explainer] = {}

    def explainer(self, status: GraphStatus, state: CoverageState) -> Explainer:
        """Finds what explains a state: an uncovered county only by what is down, others by all that is not up."""
        uncovered = state is CoverageState.UNCOVERED
        if uncovered not in self._explainers:
            blamed = is_down if uncovered else is_not_up
            self._explainers[uncovered] = Explainer(self._design.reach, status, blamed)
        return self._explainers[uncovered].at(status)


def judge(design: Design, status: GraphStatus) -> dict[str, Verdict]:
    """Gives the verdict on each county where the carrier has a device, by GB/T 2260 code."""
    return Judge(design).judge(status).verdicts


class Judgement:
    """One look at the conditions of a carrier's elements; what most counties never need is worked out late.

    Attributes:
        surely, perhaps: What reaches a core, pessimistically and optimistically.
        separators: What hangs on single elements, over what is up.
        verdicts: On each county, by GB/T 2260 code.
    """

    def __init__(self, design: Design, status: GraphStatus, live: LiveWays, blame: "Blame") -> None:
        self.status = status
        self._blame = blame
        self._design = design
        graph = design.graph
        whole = status.all_up
        self._dead = dead = frozenset[int]() if whole else status.dead_links(graph)
        self.surely = design.reach if whole else reach_of(graph, status, PESSIMISTIC)
        self.separators = design.separators if whole else separators_of(graph, status, dead)
        self._ways = live.count(dead, self.surely, self.separators)
        self.verdicts = {county: self._on(county) for county in graph.counties}

    @cached_property
    def perhaps(self) -> Reach:
        """What reaches a core where unknown elements are taken as up."""
        return self.surely if self.status.all_up else reach_of(self._design.graph, self.status, OPTIMISTIC)

    @cached_property
    def _duct_cuts(self) -> DuctCuts:
        return DuctCuts(self.surely, self._dead)

    def state_of(self, devices: Collection[int]) -> CoverageState:
        """Whether some devices reach a core: covered, unknown or uncovered."""
        if self.surely.reaches_any(devices):
            return CoverageState.COVERED
        return CoverageState.UNKNOWN if self.perhaps.reaches_any(devices) else CoverageState.UNCOVERED

    def why(self, devices: Collection[int], state: CoverageState) -> Elements:
        """The smallest set of elements that explains that none of the devices is in a better state."""
        explainer = self._blame.explainer(self.status, state)
        return explainer.explain(devices, self._design.graph.cores)

    def _on(self, county: str) -> Verdict:
        devices = self._design.graph.counties[county]
        paths = _paths(self._design.ways[county], self._ways[county])
        if self.surely.reaches_any(devices):
            return self._connected(county, paths)
        if self.perhaps.reaches_any(devices):
            reason = self.why(devices, CoverageState.UNKNOWN)
            return Verdict(CoverageState.UNKNOWN, reason, reason, paths)
        reason = self.why(devices, CoverageState.UNCOVERED)
        return Verdict(CoverageState.UNCOVERED, reason, reason, paths)

    def _connected(self, county: str, paths: Paths) -> Verdict:
        devices = self._design.graph.counties[county]
        way, single = self.surely.shortest_way(devices), self.separators.single_points(devices)
        live = self._ways[county]
        ducts = self._duct_cuts.single_points(devices, live.edge, single.links) if live else ()
        if paths.live == paths.designed:
            return Verdict(CoverageState.COVERED, Elements(), way, paths, single, ducts)
        explainer = self._blame.explainer(self.status, CoverageState.DEGRADED)
        reason = explainer.explain(devices, self._design.graph.cores_beyond(county))
        return Verdict(CoverageState.DEGRADED, reason, way + reason, paths, single, ducts)


def _paths(designed: Ways | None, live: Ways | None) -> Paths:
    if designed is None or live is None:
        return Paths()
    return Paths(live.edge.count, designed.edge.count, live.node.count, designed.node.count)
