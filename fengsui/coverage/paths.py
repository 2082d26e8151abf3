"""How many ways out a county has: disjoint paths from all of a carrier's devices in it to the carrier's cores elsewhere.

By Menger's theorem the greatest number of edge-disjoint paths is a greatest flow where every link carries one, and that of
node-disjoint paths one where every device between the two ends lets one through. Most of it is known before any search:
shortest ways that arrive at the cores over different links are disjoint, and a single element in every way bounds the
number to one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fengsui.coverage.flow import Flow, entry, used_arcs, way_out
from fengsui.coverage.graph import CarrierGraph
from fengsui.coverage.reach import Reach
from fengsui.coverage.separators import Separators


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
        graph: The carrier's network.
        dead: Links that carry nothing.
        reach: Over what is left.
        separators: Of what is left.
    """

    def __init__(self, graph: CarrierGraph, dead: frozenset[int], reach: Reach, separators: Separators) -> None:
        self._graph = graph
        self._reach = reach
        self._separators = separators
        self._links = [1] * len(graph.links)
        for link in dead:
            self._links[link] = 0
        # More than any device can be asked to let through.
        self._open = len(graph.links) + 1
        self._any_device = [self._open] * len(graph.devices)
        self._arrivals = self._links_out(graph.cores)

    def again(self, county: str, ways: Ways, bound: Ways) -> Ways:
        """Counts the ways of a county anew from those that there were, where there are no more than in `bound`."""
        devices, cores = self._graph.counties[county], self._graph.cores_beyond(county)
        ends = self._ends(devices, cores)
        edge = self._paths(ends, bound.edge.count, self._any_device, self._left(ways.edge, devices, cores))
        limit = min(bound.node.count, edge.count)
        left = self._left(ways.node, devices, cores)
        return Ways(edge, self._paths(ends, limit, self._one_each(devices, cores), left))

    def _left(self, paths: DisjointPaths, devices: Sequence[int], cores: frozenset[int]) -> DisjointPaths:
        """What is left of some paths without those that a dead link breaks."""
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

    def count(self, county: str) -> Ways:
        """Counts the ways of a county."""
        graph = self._graph
        devices, cores = graph.counties[county], graph.cores_beyond(county)
        beyond = len(cores) == len(graph.cores)
        if beyond and not self._reach.reaches_any(devices):
            return Ways()
        single = self._separators.single_points(devices) if beyond else None
        if single and single.links:
            one = self._one(devices)
            return Ways(one, one)
        ends = self._ends(devices, cores)
        limit = min(self._links_out(devices), self._arrivals if beyond else self._links_out(cores))
        begun = self._begin(devices, cores)
        edge = self._paths(ends, limit, self._any_device, begun)
        if edge.count <= 1:
            return Ways(edge, edge)
        if single and any(device not in cores and device not in devices for device in single.devices):
            return Ways(edge, self._one(devices))
        return Ways(edge, self._paths(ends, edge.count, self._one_each(devices, cores), begun))

    def _one(self, devices: Sequence[int]) -> DisjointPaths:
        nearest = self._reach.shortest_way(devices).devices[0]
        return DisjointPaths.along(1, self._reach.arcs_from(nearest))

    def _one_each(self, devices: Sequence[int], cores: frozenset[int]) -> list[int]:
        """Every device lets one path through but those at the ends."""
        rooms = [1] * len(self._graph.devices)
        for device in (*devices, *cores):
            rooms[device] = self._open
        return rooms

    def _ends(self, devices: Sequence[int], cores: frozenset[int]) -> "_Ends":
        arcs, heads, inside = self._graph.arcs, self._graph.heads, frozenset(devices)
        gates = [device for device in devices if not inside.issuperset([heads[arc] for arc in arcs[device]])]
        return _Ends(
            sources=[way_out(device) for device in gates],
            inside=[place for device in devices for place in (entry(device), way_out(device))],
            sinks={entry(core) for core in cores},
        )

    def _paths(self, ends: "_Ends", limit: int, rooms: Sequence[int], begun: DisjointPaths) -> DisjointPaths:
        """Counts paths, beginning with some that are disjoint."""
        heads, count = self._graph.heads, begun.count
        flow = Flow(self._graph, self._links, rooms, self._reach.distance, dict.fromkeys(begun.arcs, 1))
        for arc in begun.arcs:
            if entry(heads[arc]) not in ends.sinks:
                flow.through[heads[arc]] = flow.through.get(heads[arc], 0) + 1
        while count < limit and flow.augment(ends.sources, ends.sinks, ends.inside):
            count += 1
        return DisjointPaths.along(count, used_arcs(flow))

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
    sinks: set[int]


def designed_ways(graph: CarrierGraph, reach: Reach, separators: Separators) -> dict[str, Ways | None]:
    """Ways of each county with every registered element up; None where the county holds the only core.

    Args:
        graph: The carrier's network.
        reach: Over all of it.
        separators: Of all of it.
    """
    counter = WayCounter(graph, frozenset(), reach, separators)
    return {county: None if graph.holds_every_core(county) else counter.count(county) for county in graph.counties}


class LiveWays:
    """Counts the ways over what is up again and again; what a change cannot have touched is kept.

    Paths that were found stand for as long as none of their links is lost, and no more of them can come unless a link
    comes back.
    """

    def __init__(self, graph: CarrierGraph, designed: dict[str, Ways | None]) -> None:
        self._graph = graph
        self._designed = designed
        self._dead: frozenset[int] = frozenset()
        self._ways = dict(designed)

    def count(self, dead: frozenset[int], reach: Reach, separators: Separators) -> dict[str, Ways | None]:
        """Ways of each county while the `dead` links carry nothing; None where the county holds the only core.

        Args:
            dead: Links that are not up, or end at a device that is not.
            reach: Over what is left.
            separators: Of what is left.
        """
        lost, restored = dead - self._dead, bool(self._dead - dead)
        self._dead = dead
        counter = None
        for county, ways in self._ways.items():
            designed = self._designed[county]
            if ways is None or designed is None:
                continue
            if _stands(designed, dead):
                self._ways[county] = designed
            elif restored or not _stands(ways, lost):
                counter = counter or WayCounter(self._graph, dead, reach, separators)
                self._ways[county] = counter.again(county, ways, designed if restored else ways)
        return dict(self._ways)


def _first(arcs: Iterator[int]) -> int | None:
    return next(arcs, None)


def _stands(ways: Ways, lost: frozenset[int]) -> bool:
    return ways.edge.links.isdisjoint(lost) and ways.node.links.isdisjoint(lost)
