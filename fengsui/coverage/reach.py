"""What is connected with a core: distances from a carrier's cores over the elements that count as up, kept as these change.

A search outwards from all cores gives them once. After that a change is worked in where it is felt: what hung on lost
elements is cut off level by level, and joined again from what still stands beside it. Only distances are kept; the way of a
device is read off them, always over the first of the arcs that lead one step nearer, so that it is the same whatever changed
before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.model.observation import Condition

# Taken as up: only what is known to be up, or also what is not known to be down.
PESSIMISTIC = frozenset({Condition.UP})
OPTIMISTIC = frozenset({Condition.UP, Condition.UNKNOWN})

_CORE = -1  # no step is left


@dataclass
class Reach:
    """Shortest ways to a core.

    Attributes:
        graph: Where they lead.
        devices, links: Whether each may be used, by number.
        distance: For each device how many links its way has, -1 for a device without any way.
    """

    graph: CarrierGraph
    devices: bytearray
    links: bytearray
    distance: list[int]

    def copy(self) -> "Reach":
        """The same, to be moved apart from this one."""
        return Reach(self.graph, self.devices.copy(), self.links.copy(), self.distance.copy())

    def reaches_any(self, devices: Collection[int]) -> bool:
        """True where one of the devices has a way to a core."""
        distance = self.distance
        return any(distance[device] >= 0 for device in devices)

    def shortest_way(self, devices: Collection[int]) -> Elements:
        """Elements of the shortest way to a core from any of the devices, those devices and the core included."""
        distance = self.distance
        reached = [device for device in devices if distance[device] >= 0]
        if not reached:
            return Elements()
        device = min(reached, key=distance.__getitem__)
        arcs = self.arcs_from(device)
        return Elements((device, *(self.graph.heads[arc] for arc in arcs)), tuple([arc >> 1 for arc in arcs]))

    def step(self, device: int) -> int:
        """The arc to the next device on the way of one that has a way, -1 for a core."""
        distance, links, heads = self.distance, self.links, self.graph.heads
        nearer = distance[device] - 1
        if nearer >= 0:
            for arc in self.graph.arcs[device]:
                if distance[heads[arc]] == nearer and links[arc >> 1]:
                    return arc
        return _CORE

    def arcs_from(self, device: int) -> list[int]:
        """Arcs of the way from a device to a core; empty for a core and where there is no way."""
        arcs = []
        while (arc := self.step(device)) != _CORE:
            arcs.append(arc)
            device = self.graph.heads[arc]
        return arcs

    @property
    def order(self) -> list[int]:
        """Devices that have a way, by distance, then by number."""
        distance = self.distance
        reached = [device for device, away in enumerate(distance) if away >= 0]
        return sorted(reached, key=distance.__getitem__)

    @cached_property
    def branches(self) -> list[int]:
        """For each device the link that its way arrives at a core over, -1 where there is none; of a reach that is not moved.

        Ways of different branches share no link, and no device but cores.
        """
        heads = self.graph.heads
        branches = [_CORE] * len(self.distance)
        for device in self.order:
            arc = self.step(device)
            if arc != _CORE:
                further = branches[heads[arc]]
                branches[device] = arc >> 1 if further == _CORE else further
        return branches

    def move(self, lost: Elements, gained: Elements) -> dict[int, int]:
        """Goes over to other elements that may be used.

        Args:
            lost: What could be used and cannot any more.
            gained: The other way round.

        Returns:
            The distance before of each device that has another one now.
        """
        for elements, usable in ((lost, 0), (gained, 1)):
            for device in elements.devices:
                self.devices[device] = usable
            for link in elements.links:
                self.links[link] = usable
        before = self._cut_off(lost)
        self._join(gained, before)
        distance = self.distance
        return {device: old for device, old in before.items() if distance[device] != old}

    def _cut_off(self, lost: Elements) -> dict[int, int]:
        """Takes the distance from all devices whose every shortest way is lost; gives what it was."""
        graph, distance = self.graph, self.distance
        arcs, heads = graph.arcs, graph.heads
        waiting = [(distance[device], device) for device in lost.devices if distance[device] >= 0]
        for link in lost.links:
            far = max(graph.ends(link), key=distance.__getitem__)
            if distance[far] > 0:
                waiting.append((distance[far], far))
        heapify(waiting)
        before: dict[int, int] = {}
        while waiting:
            away, device = heappop(waiting)
            if device in before or self._held(device, before):
                continue
            before[device] = away
            for arc in arcs[device]:
                if distance[head := heads[arc]] == away + 1 and head not in before:
                    heappush(waiting, (away + 1, head))
        for device in before:
            distance[device] = -1
        return before

    def _held(self, device: int, fallen: Collection[int]) -> bool:
        """True where a device keeps its distance: it is a core, or one step from a device that keeps its own."""
        if not self.devices[device]:
            return False
        distance, links, heads = self.distance, self.links, self.graph.heads
        nearer = distance[device] - 1
        if nearer < 0:
            return True
        for arc in self.graph.arcs[device]:
            if distance[head := heads[arc]] == nearer and links[arc >> 1] and head not in fallen:
                return True
        return False

    def _join(self, gained: Elements, before: dict[int, int]) -> None:
        """Gives devices that fell, and those that gained elements lead to, their distance; notes in `before` what it was."""
        devices, distance, links = self.devices, self.distance, self.links
        arcs, heads = self.graph.arcs, self.graph.heads
        waiting = [(away, device) for device in (*before, *gained.devices) if (away := self._nearest(device)) >= 0]
        for link in gained.links:
            ends = self.graph.ends(link) if links[link] else ()
            waiting += [(away, device) for device in ends if (away := self._nearest(device)) >= 0]
        heapify(waiting)
        while waiting:
            away, device = heappop(waiting)
            if 0 <= distance[device] <= away:
                continue
            before.setdefault(device, distance[device])
            distance[device] = away
            for arc in arcs[device]:
                head = heads[arc]
                if links[arc >> 1] and devices[head] and not 0 <= distance[head] <= away + 1:
                    heappush(waiting, (away + 1, head))

    def _nearest(self, device: int) -> int:
        """How far a device is from a core over one of its neighbours, as far as their distances are known; -1 for no way."""
        if not self.devices[device]:
            return -1
        if device in self.graph.cores:
            return 0
        distance, links, heads = self.distance, self.links, self.graph.heads
        near = [
            distance[heads[arc]] for arc in self.graph.arcs[device] if links[arc >> 1] and distance[heads[arc]] >= 0
        ]
        return min(near) + 1 if near else -1


def reach_of(graph: CarrierGraph, status: GraphStatus, usable: Collection[Condition]) -> Reach:
    """Searches from every usable core over devices and links in a `usable` condition."""
    devices, links = _usable(status.devices, usable), _usable(status.links, usable)
    arcs, heads = graph.arcs, graph.heads
    distance = [-1] * len(devices)
    order = [core for core in sorted(graph.cores) if devices[core]]
    for core in order:
        distance[core] = 0
    for device in order:
        further = distance[device] + 1
        for arc in arcs[device]:
            neighbour = heads[arc]
            if distance[neighbour] < 0 and devices[neighbour] and links[arc >> 1]:
                distance[neighbour] = further
                order.append(neighbour)
    return Reach(graph, devices, links, distance)


def _usable(conditions: Iterable[Condition], usable: Collection[Condition]) -> bytearray:
    # A tuple is searched by identity, which costs less than the hash of a condition.
    any_of = tuple(usable)
    return bytearray([condition in any_of for condition in conditions])
