"""How many ways there can be at most: cuts that a search has shown, kept as bounds for every county behind them.

Where a search for one way more fails, the places that it has seen form one side of a cut: every way of the counties on the
near side crosses it. What crosses it is a matter of the registered network alone, so a cut bounds these counties for good,
by as many ways as there are links alive across it, and devices on it where each lets one way through. So what one county had
to search for is known for its neighbours, and after other faults too.

Where a link further on is lost, a cut that was full has room for one way that leads nowhere any more. What is reached over
that room alone is searched, and taken in: the cut moves outwards to where the ways end now.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fengsui.coverage.barrier import Barrier
from fengsui.coverage.flow import Flow, Side, entry, way_out
from fengsui.coverage.graph import CarrierGraph

_MOST_KEPT = 8  # for each county, the newest first
_MOST_MOVED = 3  # cuts that are tried before the network is searched


@dataclass(frozen=True, slots=True)
class Bound:
    """What every way across a cut needs one of.

    Attributes:
        arcs: That lead from the near side to the far side.
        devices: That are entered on the near side and left on the far side.
    """

    arcs: frozenset[int]
    devices: frozenset[int] = frozenset()

    def at_most(self, dead: AbstractSet[int]) -> int:
        """How many ways can cross while the `dead` links carry nothing."""
        return len(self.devices) + sum([arc >> 1 not in dead for arc in self.arcs])


class Bounds:
    """The bounds of the counties of one carrier, for ways of one kind."""

    def __init__(self, graph: CarrierGraph) -> None:
        self._graph = graph
        self._kept: dict[str, list[Bound]] = {}

    def reached(self, county: str, count: int, dead: AbstractSet[int]) -> bool:
        """True where a county is known to have no more ways than `count`."""
        return any(bound.at_most(dead) <= count for bound in self._of(county))

    def tight(self, county: str, count: int, dead: AbstractSet[int]) -> Bound | None:
        """A cut that shows that a county has no more ways than `count`, where one is known."""
        return next((bound for bound in self._of(county) if bound.at_most(dead) <= count), None)

    def reached_further_on(
        self, county: str, count: int, flow: Flow, sinks: frozenset[int], dead: AbstractSet[int]
    ) -> Barrier | None:
        """Moves known cuts outwards as far as more could flow, to show that there are no more ways than `count`.

        Args:
            county: Whose ways they are.
            count: How many flow.
            flow: Theirs.
            sinks: Where they end.
            dead: Links that carry nothing.

        Returns:
            What stops them, as far as it was searched; None where that was not shown.
        """
        for bound in self._of(county)[:_MOST_MOVED]:
            side = self._further_on(bound, flow, sinks)
            if side is not None:
                moved = self._around(bound, set(side.places), flow)
                if moved.at_most(dead) <= count:
                    self._keep(moved, {*self._alike(county, bound), county})
                    return Barrier(flow, side, sinks, count)
        return None

    def _alike(self, county: str, bound: Bound) -> list[str]:
        """Counties that stand before a bound and whose ways lead to the same cores as those of another."""
        cores = self._graph.cores_beyond(county)
        return [each for each, kept in self._kept.items() if bound in kept and self._graph.cores_beyond(each) == cores]

    def note(self, barrier: Barrier, dead: AbstractSet[int]) -> None:
        """Keeps a cut, found while the `dead` links carry nothing, for every county that stands before it."""
        bound = Bound(frozenset(barrier.arcs(dead)), frozenset(barrier.devices()))
        self._keep(bound, self._before(barrier.side))

    def _keep(self, bound: Bound, counties: Iterable[str]) -> None:
        for county in counties:
            kept = self._of(county)
            if bound not in kept:
                kept.insert(0, bound)
                # The last is what leaves the county, and stays.
                del kept[_MOST_KEPT:-1]

    def _of(self, county: str) -> list[Bound]:
        kept = self._kept.get(county)
        if kept is None:
            arcs, heads, inside = self._graph.arcs, self._graph.heads, frozenset(self._graph.counties[county])
            leaving = [arc for device in inside for arc in arcs[device] if heads[arc] not in inside]
            kept = self._kept[county] = [Bound(frozenset(leaving))]
        return kept

    def _further_on(self, bound: Bound, flow: Flow, sinks: frozenset[int]) -> Side | None:
        """What more could flow to from beyond a cut, with the places next to it; None where that is a sink."""
        heads = self._graph.heads
        room = [entry(heads[arc]) for arc in bound.arcs if flow.links[arc >> 1] > flow.along.get(arc, 0)]
        room += [way_out(device) for device in bound.devices if device not in flow.through]
        if not sinks.isdisjoint(room):
            return None
        # Nothing is searched on the near side: every link that leads back to it comes in at one of its edge places.
        found, side = flow.explore(room, Side(self._edge(bound, flow), front=True), sinks)
        return None if found else side

    def _edge(self, bound: Bound, flow: Flow) -> frozenset[int]:
        tails = {self._graph.heads[arc ^ 1] for arc in bound.arcs}
        unused = (entry(tail) for tail in tails if tail not in flow.through)
        return frozenset([*map(way_out, tails), *unused, *map(entry, bound.devices)])

    def _around(self, bound: Bound, near: set[int], flow: Flow) -> Bound:
        """The cut that has moved outwards around some places."""
        graph, heads = self._graph, self._graph.heads
        arcs = [arc for arc in bound.arcs if entry(heads[arc]) not in near]
        devices = [device for device in bound.devices if way_out(device) not in near]
        for place in near - self._edge(bound, flow):
            if place & 1:
                arcs += [arc for arc in graph.arcs[place >> 1] if entry(heads[arc]) not in near]
            elif place + 1 not in near:
                devices.append(place >> 1)
        return Bound(frozenset(arcs), frozenset(devices))

    def _before(self, side: Side) -> Iterator[str]:
        """Counties that lie on the near side whole, with all their cores on the far side."""
        near_cores = {core for core in self._graph.cores if side.before(entry(core))}
        for county, devices in self._graph.counties.items():
            if _all_before(side, devices) and near_cores.issubset(devices):
                yield county


def _all_before(side: Side, devices: Iterable[int]) -> bool:
    return all(side.before(entry(device)) and side.before(way_out(device)) for device in devices)


@dataclass(frozen=True, slots=True)
class WayBounds:
    """Bounds of both kinds of ways: `edge` for those that share no link, `node` for those that share no device either."""

    edge: Bounds
    node: Bounds

    @classmethod
    def of(cls, graph: CarrierGraph) -> "WayBounds":
        """None known yet."""
        return cls(Bounds(graph), Bounds(graph))
