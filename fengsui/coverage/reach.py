"""What is connected with a core: one search outwards from a carrier's cores over the elements that count as up."""

from collections.abc import Collection
from dataclasses import dataclass

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.model.observation import Condition

# Taken as up: only what is known to be up, or also what is not known to be down.
PESSIMISTIC = frozenset({Condition.UP})
OPTIMISTIC = frozenset({Condition.UP, Condition.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reach:
    """Shortest ways to a core.

    Attributes:
        towards_core: For each device with a way: the next device on it and the link to that, or None for a core itself.
            In the order of the distance.
    """

    towards_core: dict[int, tuple[int, int] | None]

    def reaches_any(self, devices: Collection[int]) -> bool:
        """True where one of the devices has a way to a core."""
        return any(device in self.towards_core for device in devices)

    def shortest_way(self, devices: Collection[int]) -> Elements:
        """Elements of the shortest way to a core from any of the devices, those devices and the core included."""
        ways = [way for device in devices if (way := self._way(device)) is not None]
        return min(ways, key=lambda way: len(way.devices), default=Elements())

    def _way(self, device: int) -> Elements | None:
        if device not in self.towards_core:
            return None
        devices, links = [device], []
        while (step := self.towards_core[device]) is not None:
            device, link = step
            devices.append(device)
            links.append(link)
        return Elements(tuple(devices), tuple(links))


def reach_of(graph: CarrierGraph, status: GraphStatus, usable: Collection[Condition]) -> Reach:
    """Searches from every usable core over devices and links in a `usable` condition."""
    devices = [condition in usable for condition in status.devices]
    links = [condition in usable for condition in status.links]
    towards: dict[int, tuple[int, int] | None] = {core: None for core in sorted(graph.cores) if devices[core]}
    queue = list(towards)
    for device in queue:
        for neighbour, link in graph.neighbours[device]:
            if neighbour not in towards and devices[neighbour] and links[link]:
                towards[neighbour] = (device, link)
                queue.append(neighbour)
    return Reach(towards)
