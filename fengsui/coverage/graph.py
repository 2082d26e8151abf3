"""One carrier's network as a graph: its devices are nodes, its links are edges, and parallel links count each.

Devices and links are numbered in the order of their names, so that everything worked out from the graph is the same
whatever order the inventory came in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fengsui.model.device import Device, DeviceRole
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState


@dataclass(frozen=True, slots=True)
class CarrierGraph:
    """What one carrier has registered.

    Attributes:
        devices: Names, ascending; a device's number is its place here.
        links: Names, ascending, likewise.
        ends: Numbers of the two devices of each link.
        neighbours: For each device the pairs (device, link) next to it.
        cores: Numbers of the core devices.
        counties: Numbers of the devices that stand in each division, by GB/T 2260 code.
    """

    carrier: str
    devices: tuple[str, ...]
    links: tuple[str, ...]
    ends: tuple[tuple[int, int], ...]
    neighbours: tuple[tuple[tuple[int, int], ...], ...]
    cores: frozenset[int]
    counties: dict[str, tuple[int, ...]]

    def names(self, elements: "Elements") -> tuple[str, ...]:
        """Names of devices and links together, sorted."""
        devices, links = self.devices, self.links
        return tuple(sorted([*(devices[d] for d in elements.devices), *(links[e] for e in elements.links)]))

    def cores_beyond(self, county: str) -> frozenset[int]:
        """Core devices that stand outside of a county: what its paths lead to."""
        return self.cores.difference(self.counties[county])

    def holds_every_core(self, county: str) -> bool:
        """True where the county holds the only core: then there is nothing to count paths to."""
        return bool(self.cores) and self.cores.issubset(self.counties[county])


@dataclass(frozen=True, slots=True)
class Elements:
    """Some devices and links of a graph, by number."""

    devices: tuple[int, ...] = ()
    links: tuple[int, ...] = ()

    def __add__(self, other: "Elements") -> "Elements":
        return Elements(self.devices + other.devices, self.links + other.links)


@dataclass(frozen=True, slots=True)
class GraphStatus:
    """Condition of each device and link of a graph, by number."""

    devices: tuple[Condition, ...]
    links: tuple[Condition, ...]

    @property
    def all_up(self) -> bool:
        """True where nothing is missing."""
        return not (self.not_up(self.devices) or self.not_up(self.links))

    @staticmethod
    def not_up(conditions: tuple[Condition, ...]) -> bool:
        """True where one is down or unknown."""
        return conditions.count(Condition.UP) != len(conditions)


def graphs_of(network: Network) -> dict[str, CarrierGraph]:
    """Gives one graph for each carrier that has a device, by the carrier's code, ascending.

    A link counts where it and both of its ends belong to the carrier, and leads from one device to another.
    """
    devices: dict[str, list[Device]] = {}
    for device in network.devices.values():
        devices.setdefault(device.carrier, []).append(device)
    links: dict[str, list[Link]] = {carrier: [] for carrier in devices}
    for link in network.links.values():
        if _is_own(network, link):
            links[link.carrier].append(link)
    return {carrier: _graph(network, carrier, devices[carrier], links[carrier]) for carrier in sorted(devices)}


def _is_own(network: Network, link: Link) -> bool:
    a, b = network.devices[link.a.device], network.devices[link.b.device]
    return a.carrier == b.carrier == link.carrier and a.name != b.name


def _graph(network: Network, carrier: str, devices: list[Device], links: list[Link]) -> CarrierGraph:
    devices = sorted(devices, key=lambda device: device.name)
    links = sorted(links, key=lambda link: link.name)
    number = {device.name: place for place, device in enumerate(devices)}
    ends = tuple((number[link.a.device], number[link.b.device]) for link in links)
    counties: dict[str, list[int]] = {}
    for place, device in enumerate(devices):
        counties.setdefault(network.county_of(device), []).append(place)
    return CarrierGraph(
        carrier=carrier,
        devices=tuple(number),
        links=tuple(link.name for link in links),
        ends=ends,
        neighbours=_neighbours(len(devices), ends),
        cores=frozenset(number[device.name] for device in devices if device.role is DeviceRole.CORE),
        counties={county: tuple(places) for county, places in counties.items()},
    )


def _neighbours(count: int, ends: Iterable[tuple[int, int]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    around: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for link, (a, b) in enumerate(ends):
        around[a].append((b, link))
        around[b].append((a, link))
    return tuple(map(tuple, around))


def status_of(graph: CarrierGraph, conditions: Conditions) -> GraphStatus:
    """Gives the conditions of a graph's elements; one that nothing is known of is unknown."""
    return GraphStatus(
        _conditions(graph.devices, conditions.devices),
        _conditions(graph.links, conditions.links),
    )


def _conditions(names: tuple[str, ...], states: dict[str, ElementState]) -> tuple[Condition, ...]:
    unknown = Condition.UNKNOWN
    return tuple([states[name].condition if name in states else unknown for name in names])
