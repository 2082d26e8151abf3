"""Which single element cuts a device, or all devices of a county together, off from every core.

An element that stands in every way from any core to a device dominates it. One depth-first search from all cores at once
(Tarjan, 1972) finds these for every device: it numbers devices as it meets them and notes for each the smallest number that
can be reached from below it without the link it was met over. Where that is no smaller than its parent's number, the
parent is a cut; where it is greater, so is the link between them. What dominates several devices together are the common
dominators: they stand above the nearest common one in the tree that dominators make.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.model.observation import Condition

_NONE = -1


@dataclass(frozen=True, slots=True)
class Separators:
    """The dominator tree of one carrier's devices, seen from its cores.

    Attributes:
        above: For each device the nearest other one in every way to it, -1 for none.
        link: The only link over which the device is reached from there, -1 where there are several.
        depth: How many devices stand in every way to a device, itself included; 0 where no core is reached.
    """

    above: list[int]
    link: list[int]
    depth: list[int]

    def single_points(self, devices: Collection[int]) -> Elements:
        """Elements whose loss alone cuts all of the devices off; none where no device reaches a core."""
        reached = [device for device in devices if self.depth[device]]
        if not reached:
            return Elements()
        common = reached[0]
        for device in reached[1:]:
            common = self._common(common, device)
            if common == _NONE:
                return Elements()
        chain = tuple(self._upwards(common))
        return Elements(chain, tuple(self.link[device] for device in chain if self.link[device] != _NONE))

    def _common(self, one: int, other: int) -> int:
        above, depth = self.above, self.depth
        while one != other:
            if depth[one] < depth[other]:
                one, other = other, one
            one = above[one]
            if one == _NONE:
                return _NONE
        return one

    def _upwards(self, device: int) -> Iterator[int]:
        while device != _NONE:
            yield device
            device = self.above[device]


def separators_of(graph: CarrierGraph, status: GraphStatus, dead: frozenset[int]) -> Separators:
    """Finds what every device hangs on, over elements that are up alone; `dead` are the links that carry nothing."""
    search = _DepthFirst(graph, dead)
    for core in sorted(graph.cores):
        if status.devices[core] is Condition.UP and not search.number[core]:
            search.run(core)
    return search.separators()


class _DepthFirst:
    """One search from a root that all cores that are up hang on; the root has number 1 and is no device."""

    def __init__(self, graph: CarrierGraph, dead: frozenset[int]) -> None:
        count = len(graph.devices)
        self._arcs, self._heads = graph.arcs_without(dead), graph.heads
        self._cores = graph.cores
        self.number = [0] * count
        self._low = [0] * count
        self._met_over = [_NONE] * count  # the arc over which a device was met
        self._parent = [_NONE] * count
        self._order: list[int] = []

    def run(self, core: int) -> None:
        number, low, parent, arcs, heads = self.number, self._low, self._parent, self._arcs, self._heads
        stack = [(core, self._meet(core, _NONE, _NONE), iter(arcs[core]))]
        while stack:
            device, back, ahead = stack[-1]
            for arc in ahead:
                if arc == back:
                    continue
                neighbour = heads[arc]
                if seen := number[neighbour]:
                    if seen < low[device]:
                        low[device] = seen
                else:
                    stack.append((neighbour, self._meet(neighbour, device, arc), iter(arcs[neighbour])))
                    break
            else:
                stack.pop()
                above = parent[device]
                if above != _NONE and low[device] < low[above]:
                    low[above] = low[device]

    def _meet(self, device: int, parent: int, arc: int) -> int:
        """Numbers a device; gives the arc that leads back over the link it was met over."""
        self._order.append(device)
        self.number[device] = len(self._order) + 1
        # A core hangs on the root beside the link that it was met over.
        self._low[device] = 1 if device in self._cores and parent != _NONE else self.number[device]
        self._parent[device], self._met_over[device] = parent, arc
        return arc ^ 1 if arc != _NONE else _NONE

    def separators(self) -> Separators:
        number, low = self.number, self._low
        count = len(number)
        above, link, depth = [_NONE] * count, [_NONE] * count, [0] * count
        for device in self._order:
            parent = self._parent[device]
            if parent == _NONE:
                depth[device] = 1
            elif low[device] >= number[parent]:
                above[device], depth[device] = parent, depth[parent] + 1
                if low[device] > number[parent]:
                    link[device] = self._met_over[device] >> 1
            else:
                above[device], depth[device] = above[parent], depth[parent]
        return Separators(above, link, depth)
