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

from fengsui.coverage.ducts import DuctCuts
from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus, moved_between
from fengsui.coverage.live import Design, LiveNetwork, Moves
from fengsui.coverage.paths import Ways
from fengsui.coverage.reason import Explainer, is_down, is_not_up
from fengsui.coverage.result import CoverageState, Paths

__all__ = ["Blame", "Design", "Judge", "Judgement", "Verdict", "judge"]


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


class Blame:
    """What explains states, from one judgement to the next."""

    def __init__(self, live: LiveNetwork, design: Design) -> None:
        self._live = live
        self._design = design
        self._explainers: dict[bool, Explainer] = {}

    def move(self, moved: Elements) -> None:
        """Goes over to the conditions that the network is in now, where no others than those of `moved` are new."""
        for explainer in self._explainers.values():
            explainer.move(self._live.status, moved)

    def explainer(self, state: CoverageState) -> Explainer:
        """Finds what explains a state: an uncovered county only by what is down, others by all that is not up."""
        uncovered = state is CoverageState.UNCOVERED
        if uncovered not in self._explainers:
            blamed = is_down if uncovered else is_not_up
            self._explainers[uncovered] = Explainer(self._design.reach, self._live.status, blamed)
        return self._explainers[uncovered]


@dataclass(frozen=True)
class Judgement:
    """One look at the conditions of a carrier's elements; it answers until the next one is made.

    Attributes:
        verdicts: On each county, by GB/T 2260 code; one that is as it was is the same object.
        regrouped: Whether any device may reach a core that did not at the judgement before, or the other way round.
    """

    verdicts: dict[str, Verdict]
    regrouped: bool
    _live: LiveNetwork
    _blame: Blame
    _graph: CarrierGraph

    def state_of(self, devices: Collection[int]) -> CoverageState:
        """Whether some devices reach a core: covered, unknown or uncovered."""
        if self._live.surely.reaches_any(devices):
            return CoverageState.COVERED
        return CoverageState.UNKNOWN if self._live.perhaps.reaches_any(devices) else CoverageState.UNCOVERED

    def why(self, devices: Collection[int], state: CoverageState) -> Elements:
        """The smallest set of elements that explains that none of the devices is in a better state."""
        return self._blame.explainer(state).explain(devices, self._graph.cores)


class Judge:
    """Judges one carrier's network again and again; what a change cannot have touched is kept."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._live = LiveNetwork(design)
        self._blame = Blame(self._live, design)
        self._ducts = DuctCuts(design.graph)
        self._ways: dict[str, Elements] = {}
        self._single: dict[str, Elements] = {}
        self._last: Judgement | None = None

    @property
    def graph(self) -> CarrierGraph:
        """What it judges."""
        return self._design.graph

    def judge(self, status: GraphStatus, moved: Elements | None = None) -> Judgement:
        """Gives the judgement on a status, that of the last time where nothing moved.

        Args:
            status: Conditions of all elements.
            moved: Those that may have another condition than at the last time; None where that is not known.
        """
        before = self._live.status
        if moved is None:
            moved = moved_between(before, status)
        if self._last is not None and not moved.devices and not moved.links:
            return self._last
        moves = self._live.move(status, moved)
        self._blame.move(moved)
        self._ducts.move(self._live.surely, self._live.dead, moves.restored)
        known = self._last.verdicts if self._last else {}
        verdicts = {county: self._on(county, moves, known.get(county)) for county in self._design.graph.counties}
        regrouped = moves.regrouped or self._last is None
        self._last = Judgement(verdicts, regrouped, self._live, self._blame, self._design.graph)
        return self._last

    def _on(self, county: str, moves: Moves, known: Verdict | None) -> Verdict:
        """The verdict on a county, the same object where it is the one that is known."""
        verdict = self._verdict(county, moves)
        return known if known == verdict else verdict

    def _verdict(self, county: str, moves: Moves) -> Verdict:
        devices, live = self._design.graph.counties[county], self._live
        paths = _paths(self._design.ways[county], live.ways.ways[county])
        if live.surely.reaches_any(devices):
            return self._connected(county, moves, paths)
        self._ways.pop(county, None)
        self._single.pop(county, None)
        state = CoverageState.UNKNOWN if live.perhaps.reaches_any(devices) else CoverageState.UNCOVERED
        designed = self._design.ways[county]
        likely = designed.node.arcs if designed else ()
        reason = self._blame.explainer(state).explain(devices, self._design.graph.cores, likely=likely)
        return Verdict(state, reason, reason, paths)

    def _connected(self, county: str, moves: Moves, paths: Paths) -> Verdict:
        graph, live = self._design.graph, self._live.ways.ways[county]
        devices = graph.counties[county]
        way, single = self._way(county, moves), self._single_points(county, moves)
        ducts = self._ducts.single_points(county, live.edge, single.links) if live else ()
        if paths.live == paths.designed:
            return Verdict(CoverageState.COVERED, Elements(), way, paths, single, ducts)
        explainer = self._blame.explainer(CoverageState.DEGRADED)
        begun, bound = (live.edge.arcs, self._live.ways.bound(county)) if live else ((), None)
        reason = explainer.explain(devices, graph.cores_beyond(county), begun, bound)
        return Verdict(CoverageState.DEGRADED, reason, way + reason, paths, single, ducts)

    def _way(self, county: str, moves: Moves) -> Elements:
        known, touched = self._ways.get(county), moves.touched
        devices = self._design.graph.counties[county]
        if known and touched is not None and touched.isdisjoint(devices) and touched.isdisjoint(known.devices):
            return known
        way = self._ways[county] = self._live.surely.shortest_way(devices)
        return way

    def _single_points(self, county: str, moves: Moves) -> Elements:
        known = self._single.get(county)
        if known is None or moves.any:
            devices = self._design.graph.counties[county]
            known = self._single[county] = self._live.separators.single_points(devices)
        return known


def judge(design: Design, status: GraphStatus) -> dict[str, Verdict]:
    """Gives the verdict on each county where the carrier has a device, by GB/T 2260 code."""
    return Judge(design).judge(status).verdicts


def _paths(designed: Ways | None, live: Ways | None) -> Paths:
    if designed is None or live is None:
        return Paths()
    return Paths(live.edge.count, designed.edge.count, live.node.count, designed.node.count)
