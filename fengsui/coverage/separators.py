"""Which single element cuts a device, or all devices of a county together, off from every core.

An element that stands in every way from any core to a device dominates it. Let a root be joined to every core that is up: then
an element dominates a device where it parts it from the root. Any one way of the device passes all of these, and passes a
parting device by going over from one block into another: a block is a part of the network that no loss of one device takes
apart (Hopcroft and Tarjan, 1973). So the blocks, which rustworkx finds, and the shortest ways, which are known, tell what
dominates each device; it is worked out for those alone that are asked for. What dominates several devices together are the
common dominators: they stand above the nearest common one in the tree that dominators make.
"""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass

import rustworkx

from fengsui.coverage.graph import Elements
from fengsui.coverage.reach import Reach

_NONE = -1
_APART = -1  # an edge that is not drawn


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a device stands in the tree of dominators.

    Attributes:
        above: The nearest other device in every way to it, -1 for none.
        link: The only link over which it is reached from there, -1 where there are several.
        depth: How many devices stand in every way to it, itself included.
        block: That the first step of its way lies in.
    """

    above: int
    link: int
    depth: int
    block: int


class Drawing:
    """One carrier's network over what may be used, with a root that is joined to every core, as rustworkx holds it."""

    def __init__(self, reach: Reach) -> None:
        """Draws what `reach` may use."""
        self._graph = graph = reach.graph
        self._root = root = len(graph.devices)
        self._drawn: rustworkx.PyGraph[None, None] = rustworkx.PyGraph()
        self._drawn.add_nodes_from([None] * (root + 1))
        heads, devices, usable = graph.heads, reach.devices, reach.links
        ends = list(zip(heads[1::2], heads[::2], strict=True))
        links = [link for link, (a, b) in enumerate(ends) if usable[link] and devices[a] and devices[b]]
        cores = [core for core in graph.cores if devices[core]]
        pairs = [ends[link] for link in links]
        edges = self._drawn.add_edges_from_no_data([*pairs, *((core, root) for core in cores)])
        self._edges = [_APART] * len(graph.links)
        for link, edge in zip(links, edges, strict=False):
            self._edges[link] = edge
        self._cores = dict(zip(cores, edges[len(links) :], strict=True))

    def copy(self) -> "Drawing":
        """The same, to be moved apart from this one."""
        other = copy(self)
        vars(other).update(_drawn=self._drawn.copy(), _edges=self._edges.copy(), _cores=self._cores.copy())
        return other

    def move(self, reach: Reach, links: Iterable[int], devices: Iterable[int]) -> None:
        """Draws anew what may be used now: these links, and these devices' links."""
        graph, drawn = self._graph, self._drawn
        around = [arc >> 1 for device in devices for arc in graph.arcs[device]]
        for link in {*links, *around}:
            edge, lives = self._edges[link], _lives(reach, link)
            if lives and edge == _APART:
                self._edges[link] = drawn.add_edge(*graph.ends(link), None)
            elif not lives and edge != _APART:
                drawn.remove_edge_from_index(edge)
                self._edges[link] = _APART
        for core in graph.cores.intersection(devices):
            if reach.devices[core] and core not in self._cores:
                self._cores[core] = drawn.add_edge(core, self._root, None)
            elif not reach.devices[core] and core in self._cores:
                drawn.remove_edge_from_index(self._cores.pop(core))

    def separators(self, reach: Reach) -> "Separators":
        """What every device hangs on now."""
        return Separators(reach, rustworkx.biconnected_components(self._drawn))


class Separators:
    """The dominator tree of one carrier's devices, seen from its cores, worked out where it is asked for.

    It holds until the reach that it was made with is moved.
    """

    def __init__(self, reach: Reach, blocks: rustworkx.BiconnectedComponents) -> None:
        """Takes the blocks of what the reach may use, with a root beyond the last device."""
        self._reach = reach
        self._blocks = blocks
        self._root = len(reach.graph.devices)
        self._places: dict[int, _Place] = {}

    def single_points(self, devices: Collection[int]) -> Elements:
        """Elements whose loss alone cuts all of the devices off; none where no device reaches a core."""
        distance = self._reach.distance
        common = _NONE
        for device in devices:
            if distance[device] >= 0:
                common = device if common == _NONE else self._common(common, device)
                if common == _NONE:
                    return Elements()
        chain = tuple(self._upwards(common))
        links = [self._at(device).link for device in chain]
        return Elements(chain, tuple([link for link in links if link != _NONE]))

    def _common(self, one: int, other: int) -> int:
        while one != other:
            low, high = self._at(one), self._at(other)
            if low.depth < high.depth:
                one, other, low = other, one, high
            one = low.above
            if one == _NONE:
                return _NONE
        return one

    def _upwards(self, device: int) -> Iterator[int]:
        while device != _NONE:
            yield device
            device = self._at(device).above

    def _at(self, device: int) -> _Place:
        place = self._places.get(device)
        return self._worked_out(device) if place is None else place

    def _worked_out(self, device: int) -> _Place:
        """Works out the places of all devices on the way of one."""
        places, heads = self._places, self._reach.graph.heads
        way: list[tuple[int, int]] = []
        while device not in places:
            arc = self._reach.step(device)
            way.append((device, arc))
            if arc == _NONE:
                break
            device = heads[arc]
        place = places.get(device)
        for device, arc in reversed(way):
            place = places[device] = self._place(device, arc, place)
        if place is None:
            raise AssertionError("a way has a device at least")
        return place

    def _place(self, device: int, arc: int, further: _Place | None) -> _Place:
        if further is None:
            return _Place(_NONE, _NONE, 1, self._block(device, self._root))
        head = self._reach.graph.heads[arc]
        block = self._block(device, head)
        if block == further.block:
            return _Place(further.above, _NONE, further.depth, block)
        link = arc >> 1 if self._is_bridge(device, arc, block) else _NONE
        return _Place(head, link, further.depth + 1, block)

    def _is_bridge(self, device: int, bridge: int, block: int) -> bool:
        """True where no other link of the device lies in the same block, and none beside it."""
        reach, heads = self._reach, self._reach.graph.heads
        return not any(
            arc != bridge
            and _lives(reach, arc >> 1)
            and (heads[arc] == heads[bridge] or self._block(device, heads[arc]) == block)
            for arc in reach.graph.arcs[device]
        )

    def _block(self, one: int, other: int) -> int:
        # rustworkx names an edge by its ends in the order in which it met them.
        blocks = self._blocks
        return blocks[one, other] if (one, other) in blocks else blocks[other, one]


def separators_of(reach: Reach) -> Separators:
    """Finds what every device hangs on, over what the reach may use."""
    return Drawing(reach).separators(reach)


def _lives(reach: Reach, link: int) -> bool:
    heads = reach.graph.heads
    return bool(reach.links[link] and reach.devices[heads[2 * link]] and reach.devices[heads[2 * link + 1]])
