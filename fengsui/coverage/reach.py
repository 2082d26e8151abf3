"""What is connected with a core: one search outwards from a carrier's cores over the elements that count as up."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.model.observation import Condition

# Taken as up: only what is known to be up, or also what is not known to be down.
PESSIMISTIC = frozenset({Condition.UP})
OPTIMISTIC = frozenset({Condition.UP, Condition.UNKNOWN})

_CORE = -1  # no step is left


@dataclass(frozen=True)
class Reach:
    """Shortest ways to a core.

    Attributes:
        graph: Where they lead.
        steps: For each device the arc to the next one on its way, -1 where there is none.
        distance: For each device how many links its way has, -1 for a device without any way.
        order: Devices that have a way, by distance.
    """

    graph: CarrierGraph
    steps: list[int]
    distance: list[int]
    order: list[int]

    def reaches_any(self, devices: Collection[int]) -> bool:
        """True where one of the devices has a way to a core."""
        distance = self.distance
        return any(distance[device] >= 0 for device in devices)

    def shortest_way(self, devices: Collection[int]) -> Elements:
        """Elements of the shortest way to a core from any of the devices, those devices and the core included."""
        reached = [device for device in devices if self.distance[device] >= 0]
        if not reached:
            return Elements()
        device = min(reached, key=self.distance.__getitem__)
        arcs = self.arcs_from(device)
        return Elements((device, *(self.graph.heads[arc] for arc in arcs)), tuple([arc >> 1 for arc in arcs]))

    def arcs_from(self, device: int) -> list[int]:
        """Arcs of the way from a device to a core; empty for a core and where there is no way."""
        arcs = []
        while (arc := self.steps[device]) != _CORE:
            arcs.append(arc)
            device = self.graph.heads[arc]
        return arcs

    @cached_property
    def branches(self) -> list[int]:
        """For each device the link that its way arrives at a core over, -1 where there is none.

        Ways of different branches share no link, and no device but cores.
        """
        steps, heads = self.steps, self.graph.heads
        branches = [_CORE] * len(steps)
        for device in self.order:
            arc = steps[device]
            if arc != _CORE:
                further = branches[heads[arc]]
                branches[device] = arc >> 1 if further == _CORE else further
        return branches


def reach_of(graph: CarrierGraph, status: GraphStatus, usable: Collection[Condition]) -> Reach:
    """Searches from every usable core over devices and links in a `usable` condition."""
    # A tuple is searched by identity, which costs less than the hash of a condition.
    any_of = tuple(usable)
    devices = [condition in any_of for condition in status.devices]
    links = [condition in any_of for condition in status.links]
    arcs, heads = graph.arcs, graph.heads
    steps, distance = [_CORE] * len(devices), [-1] * len(devices)
    order = [core for core in sorted(graph.cores) if devices[core]]
    for core in order:
        distance[core] = 0
    for device in order:
        further = distance[device] + 1
        for arc in arcs[device]:
            neighbour = heads[arc]
            if distance[neighbour] < 0 and devices[neighbour] and links[arc >> 1]:
                steps[neighbour] = arc ^ 1
                distance[neighbour] = further
                order.append(neighbour)
    return Reach(graph, steps, distance, order)
