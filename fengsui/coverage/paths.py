"""How many ways out a county has: disjoint paths from all of a carrier's devices in it to the carrier's cores elsewhere.

By Menger's theorem the greatest number of edge-disjoint paths is a greatest flow where every link carries one, and that of
node-disjoint paths one where every device between the two ends lets one through. Most of it is known before any search:
shortest ways that arrive at the cores over different links are disjoint, and a single element in every way bounds the
number to one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from fengsui.coverage.barrier import Barrier
from fengsui.coverage.bounds import Bound, Bounds, WayBounds
from fengsui.coverage.flow import Flow, entry, used_arcs, way_out
from fengsui.coverage.graph import CarrierGraph
from fengsui.coverage.reach import Reach
from fengsui.coverage.separators import Separators

_BARRIERS_TRIED = 3


@dataclass(frozen=True, slots=True)
class DisjointPaths:
    """How many disjoint paths there are, and one set of so many.

    Attributes:
        arcs: That the paths of the set run along, from the county to the cores.
        links: The same as links.
    """

    count: int = 0
    arcs: frozenset[int] = frozenset()
    links: frozenset[int] = frozenset()

    @classmethod
    def along(cls, count: int, arcs: Iterable[int]) -> "DisjointPaths":
        """Makes them from arcs alone."""
        arcs = frozenset(arcs)
        return cls(count, arcs, frozenset([arc >> 1 for arc in arcs]))


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of one county to the cores.

    Attributes:
        edge: Paths that share no link.
        node: Paths that share no device either, but those of the county and the cores.
    """

    edge: DisjointPaths = field(default_factory=DisjointPaths)
    node: DisjointPaths = field(default_factory=DisjointPaths)


class WayCounter:
    """Counts the ways of one county after another over the same part of a carrier's network.

    Args:
        reach: Over what is left of the network.
        dead: Links that carry nothing.
        bounds: What is known of how many ways there can be; searches that find none add to it.
        ends: Ends of the counties' ways that are known, to be added to.
    """

    def __init__(
        self, reach: Reach, dead: AbstractSet[int], bounds: WayBounds, ends: dict[str, "_Ends"] | None = None
    ) -> None:
        self._graph = graph = reach.graph
        self._reach = reach
        self._dead = dead
        self._bounds = bounds
        self._links = [1] * len(graph.links)
        for link in dead:
            self._links[link] = 0
        # More than any device can be asked to let through.
        self._open = len(graph.links) + 1
        self._any_device = [self._open] * len(graph.devices)
        self._known_ends = {} if ends is None else ends
        self._barriers: dict[_Shared, list[Barrier]] = {}
        self._passing: dict[_Shared, list[Barrier]] = {}  # whose near side is known in part, enough to stop others

    def again(self, county: str, ways: Ways, most: Ways) -> Ways:
        """Counts the ways of a county anew from those that there were, where there are no more than in `most`."""
        devices, cores = self._graph.counties[county], self._graph.cores_beyond(county)
        if len(cores) == len(self._graph.cores) and not self._reach.reaches_any(devices):
            return Ways()
        edge = self._left(ways.edge, devices, cores)
        if self._open_to_more(county, edge, most.edge.count, self._bounds.edge):
            edge = self._edge(county, most.edge.count, edge, self._bounds.edge)
        limit = min(most.node.count, edge.count)
        node = self._left(ways.node, devices, cores)
        if node.count < limit == edge.count and self._share_no_device(edge, devices, cores):
            node = edge
        if self._open_to_more(county, node, limit, self._bounds.node):
            node = self._node(county, limit, node, self._bounds.node)
        return ways if edge is ways.edge and node is ways.node else Ways(edge, node)

    def _open_to_more(self, county: str, paths: DisjointPaths, limit: int, bounds: Bounds) -> bool:
        return paths.count < limit and not bounds.reached(county, paths.count, self._dead)

    def _left(self, paths: DisjointPaths, devices: Sequence[int], cores: frozenset[int]) -> DisjointPaths:
        """What is left of some paths without those that a dead link breaks."""
        if paths.links.isdisjoint(self._dead):
            return paths
        heads, links, arcs, count = self._graph.heads, self._links, set(paths.arcs), paths.count
        for broken in paths.arcs:
            if links[broken >> 1] or broken not in arcs:
                continue
            arcs.remove(broken)
            device = heads[broken]
            while device not in cores and (arc := _first(arc for arc in arcs if heads[arc ^ 1] == device)) is not None:
                arcs.remove(arc)
                device = heads[arc]
            if device not in cores:
                continue  # it went round in a circle, which is no path
            count -= 1
            device = heads[broken ^ 1]
            while device not in devices and (arc := _first(arc for arc in arcs if heads[arc] == device)) is not None:
                arcs.remove(arc)
                device = heads[arc ^ 1]
        return DisjointPaths.along(count, arcs)

    def count(self, county: str, separators: Separators) -> Ways:
        """Counts the ways of a county, where `separators` are those of what is left of the network."""
        graph = self._graph
        devices, cores = graph.counties[county], graph.cores_beyond(county)
        beyond = len(cores) == len(graph.cores)
        if beyond and not self._reach.reaches_any(devices):
            return Ways()
        single = separators.single_points(devices) if beyond else None
        if single and single.links:
            one = self._one(devices)
            return Ways(one, one)
        begun = self._begin(devices, cores)
        edge = self._edge(county, min(self._links_out(devices), self._links_out(cores)), begun)
        if edge.count <= 1:
            return Ways(edge, edge)
        if single and any(device not in cores and device not in devices for device in single.devices):
            return Ways(edge, self._one(devices))
        if self._share_no_device(edge, devices, cores):
            return Ways(edge, edge)
        return Ways(edge, self._node(county, edge.count, begun))

    def _share_no_device(self, paths: DisjointPaths, devices: Sequence[int], cores: frozenset[int]) -> bool:
        heads = self._graph.heads
        between = [head for arc in paths.arcs if (head := heads[arc]) not in cores]
        return len(set(between)) == len(between) and not set(devices).intersection(between)

    def _one(self, devices: Sequence[int]) -> DisjointPaths:
        nearest = self._reach.shortest_way(devices).devices[0]
        return DisjointPaths.along(1, self._reach.arcs_from(nearest))

    def _edge(self, county: str, limit: int, begun: DisjointPaths, bounds: Bounds | None = None) -> DisjointPaths:
        return self._paths(county, limit, self._any_device, begun, bounds)

    def _node(self, county: str, limit: int, begun: DisjointPaths, bounds: Bounds | None = None) -> DisjointPaths:
        # Every device lets one path through but those at the ends.
        rooms = [1] * len(self._graph.devices)
        for device in (*self._graph.counties[county], *self._graph.cores_beyond(county)):
            rooms[device] = self._open
        return self._paths(county, limit, rooms, begun, bounds)

    def _ends(self, county: str) -> "_Ends":
        ends = self._known_ends.get(county)
        if ends is None:
            graph = self._graph
            ends = self._known_ends[county] = self._ends_of(graph.counties[county], graph.cores_beyond(county))
        return ends

    def _ends_of(self, devices: Sequence[int], cores: frozenset[int]) -> "_Ends":
        arcs, heads, inside = self._graph.arcs, self._graph.heads, frozenset(devices)
        gates = [device for device in devices if any(heads[arc] not in inside for arc in arcs[device])]
        return _Ends(
            sources=[way_out(device) for device in gates],
            inside=[place for device in devices for place in (entry(device), way_out(device))],
            sinks=frozenset(map(entry, cores)),
        )

    def _paths(
        self, county: str, limit: int, rooms: Sequence[int], begun: DisjointPaths, bounds: Bounds | None
    ) -> DisjointPaths:
        """Counts paths, beginning with some that are disjoint; `bounds` spare searches where many were made before."""
        graph, count = self._graph, begun.count
        ends = self._ends(county)
        flow = Flow(graph, self._links, rooms, self._reach.distance, dict.fromkeys(begun.arcs, 1))
        for arc in begun.arcs:
            head = graph.heads[arc]
            if entry(head) not in ends.sinks:
                flow.through[head] = flow.through.get(head, 0) + 1
        while count < limit and not self._stopped(county, count, ends, flow, bounds):
            if not flow.augment(ends.sources, ends.sinks, ends.inside):
                if flow.side is not None and bounds is not None:
                    self._barriers.setdefault((bounds, ends.sinks), []).insert(
                        0, Barrier(flow, flow.side, ends.sinks, count)
                    )
                break
            count += 1
        return DisjointPaths.along(count, used_arcs(flow)) if count > begun.count else begun

    def _stopped(self, county: str, count: int, ends: "_Ends", flow: Flow, bounds: Bounds | None) -> bool:
        """True where there is known to be no way more than flow already."""
        if bounds is None:
            return False
        if bounds.reached(county, count, self._dead):
            return True
        shared = bounds, ends.sinks
        passing = self._passing.setdefault(shared, [])
        tried = (*self._barriers.get(shared, [])[:_BARRIERS_TRIED], *passing[:_BARRIERS_TRIED])
        if any(barrier.amount <= count and barrier.stops(ends.inside) for barrier in tried):
            return True
        stopping = bounds.reached_further_on(county, count, flow, ends.sinks, self._dead)
        if stopping is not None:
            passing.insert(0, stopping)
        return stopping is not None

    def close(self) -> None:
        """Keeps what was learned of how many ways there can be."""
        for (bounds, _), barriers in self._barriers.items():
            for barrier in barriers:
                bounds.note(barrier, self._dead)

    def _begin(self, devices: Sequence[int], cores: frozenset[int]) -> DisjointPaths:
        """The shortest way of each branch that the county hangs on: these are disjoint without any search."""
        branches, distance = self._reach.branches, self._reach.distance
        nearest: dict[int, int] = {}
        for device in devices:
            branch = branches[device]
            if branch >= 0 and (branch not in nearest or distance[device] < distance[nearest[branch]]):
                nearest[branch] = device
        ways = [self._reach.arcs_from(device) for device in nearest.values()]
        ways = [way for way in ways if self._graph.heads[way[-1]] in cores]
        return DisjointPaths.along(len(ways), [arc for way in ways for arc in way])

    def _links_out(self, devices: Sequence[int] | frozenset[int]) -> int:
        graph, links, inside = self._graph, self._links, frozenset(devices)
        heads = graph.heads
        return sum([links[arc >> 1] for device in inside for arc in graph.arcs[device] if heads[arc] not in inside])


_Shared = tuple[Bounds, frozenset[int]]  # for which kind of ways, and to which cores


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where the ways of a county begin and end.

    Attributes:
        sources: Ways out of the devices with a link that leaves the county.
        inside: All places of the county; a way that comes back into it is no other way.
        sinks: Ways into the cores.
    """

    sources: list[int]
    inside: list[int]
    sinks: frozenset[int]


def designed_ways(reach: Reach, separators: Separators) -> dict[str, Ways | None]:
    """Ways of each county with every registered element up; None where the county holds the only core.

    Args:
        reach: Over all of the network.
        separators: Of all of it.
    """
    graph, counter = reach.graph, WayCounter(reach, frozenset(), WayBounds.of(reach.graph))
    return {
        county: None if graph.holds_every_core(county) else counter.count(county, separators)
        for county in graph.counties
    }


class LiveWays:
    """Counts the ways over what is up again and again; what a change cannot have touched is kept.

    Paths that were found stand for as long as none of their links is lost, and no more of them can come unless a link
    comes back.

    Attributes:
        ways: Of each county; None where it holds the only core.
    """

    def __init__(self, graph: CarrierGraph, designed: dict[str, Ways | None]) -> None:
        self._designed = designed
        self._bounds = WayBounds.of(graph)
        self._ends: dict[str, _Ends] = {}
        self.ways = dict(designed)
        self._dead: AbstractSet[int] = frozenset()

    def bound(self, county: str) -> Bound | None:
        """A cut that shows that a county has no more edge-disjoint paths, where one is known."""
        ways = self.ways[county]
        return self._bounds.edge.tight(county, ways.edge.count, self._dead) if ways else None

    def move(self, reach: Reach, dead: AbstractSet[int], lost: Collection[int], restored: Collection[int]) -> None:
        """Counts them anew.

        Args:
            reach: Over what is left.
            dead: Links that carry nothing: not up, or at a device that is not.
            lost: Those of them that carried something at the last count, or at first those of the design.
            restored: Links that carry something again.
        """
        self._dead = dead
        counter = None
        for county, ways in self.ways.items():
            designed = self._designed[county]
            if ways is None or designed is None or (ways is designed and _stands(ways, lost)):
                continue
            if restored and _stands(designed, dead):
                self.ways[county] = designed
            elif restored or not _stands(ways, lost):
                counter = counter or WayCounter(reach, dead, self._bounds, self._ends)
                self.ways[county] = counter.again(county, ways, designed if restored else ways)
        if counter is not None:
            counter.close()


def _first(arcs: Iterator[int]) -> int | None:
    return next(arcs, None)


def _stands(ways: Ways, lost: Collection[int]) -> bool:
    return ways.edge.links.isdisjoint(lost) and ways.node.links.isdisjoint(lost)
