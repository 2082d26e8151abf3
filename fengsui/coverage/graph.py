"""One carrier's network as a graph: its devices are nodes, its links are edges, and parallel links count each.

Devices and links are numbered in the order of their names, so that everything worked out from the graph is the same
whatever order the inventory came in.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fengsui.model.device import DeviceRole
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState


@dataclass(frozen=True, slots=True)
class CarrierGraph:
    """What one carrier has registered.

    Attributes:
        devices: Names, ascending; a device's number is its place here.
        links: Names, ascending, likewise.
        arcs: For each device the arcs that leave it. Arc `2 × link` leads from a link's first end to its second, and
            `2 × link + 1`, which is `arc ^ 1`, back.
        heads: Number of the device that each arc leads to.
        cores: Numbers of the core devices.
        counties: Numbers of the devices that stand in each division, by GB/T 2260 code.
        ducts: Numbers of the links that lie in each duct, by its name.
    """

    carrier: str
    devices: tuple[str, ...]
    links: tuple[str, ...]
    arcs: tuple[tuple[int, ...], ...]
    heads: tuple[int, ...]
    cores: frozenset[int]
    counties: dict[str, tuple[int, ...]]
    ducts: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def ends(self, link: int) -> tuple[int, int]:
        """Numbers of the two devices of a link."""
        return self.heads[2 * link + 1], self.heads[2 * link]

    def arcs_without(self, dead: frozenset[int]) -> Sequence[Sequence[int]]:
        """For each device the arcs that leave it over links that are not `dead`."""
        living: list[Sequence[int]] = list(self.arcs)
        for device in {end for link in dead for end in self.ends(link)}:
            living[device] = [arc for arc in self.arcs[device] if arc >> 1 not in dead]
        return living

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

    @classmethod
    def up(cls, graph: CarrierGraph) -> "GraphStatus":
        """Every registered element up."""
        return cls((Condition.UP,) * len(graph.devices), (Condition.UP,) * len(graph.links))

    def dead_links(self, graph: CarrierGraph) -> frozenset[int]:
        """Links that carry nothing for sure: not up, or with an end that is not."""
        if self.all_up:
            return frozenset()
        up = Condition.UP
        dead = {link for link, condition in enumerate(self.links) if condition is not up}
        for device, condition in enumerate(self.devices):
            if condition is not up:
                dead.update([arc >> 1 for arc in graph.arcs[device]])
        return frozenset(dead)

    @property
    def all_up(self) -> bool:
        """True where nothing is missing."""
        return not (self.not_up(self.devices) or self.not_up(self.links))

    @staticmethod
    def not_up(conditions: tuple[Condition, ...]) -> bool:
        """True where one is down or unknown."""
        return conditions.count(Condition.UP) != len(conditions)


_Joined = tuple[str, str, str]  # a link's name and those of the devices at its ends


def graphs_of(network: Network) -> dict[str, CarrierGraph]:
    """Gives one graph for each carrier that has a device, by the carrier's code, ascending.

    A link counts where it and both of its ends belong to the carrier, and leads from one device to another.
    """
    devices: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    for name, device in network.devices.items():
        owner[name] = device.carrier
        devices.setdefault(device.carrier, []).append(name)
    links: dict[str, list[_Joined]] = {carrier: [] for carrier in devices}
    for name, link in network.links.items():
        a, b = link.a.device, link.b.device
        if owner[a] == owner[b] == link.carrier and a != b:
            links[link.carrier].append((name, a, b))
    return {
        carrier: _graph(network, carrier, sorted(devices[carrier]), sorted(links[carrier]))
        for carrier in sorted(devices)
    }


def _graph(network: Network, carrier: str, devices: list[str], links: list[_Joined]) -> CarrierGraph:
    number = {name: place for place, name in enumerate(devices)}
    heads: list[int] = []
    for _, a, b in links:
        heads += (number[b], number[a])
    counties: dict[str, list[int]] = {}
    cores = []
    for name, place in number.items():
        device = network.devices[name]
        counties.setdefault(network.county_of(device), []).append(place)
        if device.role is DeviceRole.CORE:
            cores.append(place)
    return CarrierGraph(
        carrier=carrier,
        devices=tuple(devices),
        links=tuple([name for name, _, _ in links]),
        arcs=_arcs(len(devices), heads),
        heads=tuple(heads),
        cores=frozenset(cores),
        counties={county: tuple(places) for county, places in counties.items()},
        ducts=_ducts(network, links),
    )


def _ducts(network: Network, links: Sequence[_Joined]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, (name, _, _) in enumerate(links):
        if (duct := network.links[name].duct) is not None:
            found.setdefault(duct, []).append(number)
    return {duct: tuple(numbers) for duct, numbers in found.items()}


def _arcs(count: int, heads: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    leaving: list[list[int]] = [[] for _ in range(count)]
    for arc, head in enumerate(heads):
        leaving[head].append(arc ^ 1)
    return tuple(map(tuple, leaving))


def status_of(graph: CarrierGraph, conditions: Conditions) -> GraphStatus:
    """Gives the conditions of a graph's elements; one that nothing is known of is unknown."""
    return GraphStatus(
        _conditions(graph.devices, conditions.devices),
        _conditions(graph.links, conditions.links),
    )


def status_after(
    graph: CarrierGraph, before: GraphStatus, conditions: Conditions, names: Iterable[str]
) -> tuple[GraphStatus, Elements]:
    """Gives the same as `status_of` where no elements but those of some `names` have another condition than `before`.

    Returns:
        The conditions, and the elements that do have another one.
    """
    devices: dict[int, Condition] = {}
    links: dict[int, Condition] = {}
    for name in names:
        for known, old, states, found in (
            (graph.devices, before.devices, conditions.devices, devices),
            (graph.links, before.links, conditions.links, links),
        ):
            place = bisect_left(known, name)
            if place < len(known) and known[place] == name:
                condition = states[name].condition if name in states else Condition.UNKNOWN
                if condition is not old[place]:
                    found[place] = condition
    after = GraphStatus(_with(before.devices, devices), _with(before.links, links)) if devices or links else before
    return after, Elements(tuple(devices), tuple(links))


def moved_between(before: GraphStatus, after: GraphStatus) -> Elements:
    """Elements that are in another condition."""
    devices, links = (
        tuple([number for number, old in enumerate(one) if old is not other[number]])
        for one, other in ((before.devices, after.devices), (before.links, after.links))
    )
    return Elements(devices, links)


def _with(conditions: tuple[Condition, ...], changed: dict[int, Condition]) -> tuple[Condition, ...]:
    if not changed:
        return conditions
    found = list(conditions)
    for number, condition in changed.items():
        found[number] = condition
    return tuple(found)


def _conditions(names: tuple[str, ...], states: dict[str, ElementState]) -> tuple[Condition, ...]:
    unknown = Condition.UNKNOWN
    return tuple([states[name].condition if name in states else unknown for name in names])
