"""How many ways out a county has: edge-disjoint paths from all of a carrier's devices in it to the carrier's cores elsewhere."""

from collections.abc import Collection, Sequence

from fengsui.coverage.flow import FlowNetwork, greatest_flow
from fengsui.coverage.graph import CarrierGraph, GraphStatus
from fengsui.model.observation import Condition


def path_network(graph: CarrierGraph) -> FlowNetwork:
    """A flow network in which every link carries one path, in either direction; arc `2 × link` belongs to a link."""
    network = FlowNetwork.of(len(graph.devices))
    for a, b in graph.ends:
        network.join(a, b, 1, 1)
    return network


def designed_paths(graph: CarrierGraph, network: FlowNetwork) -> dict[str, int | None]:
    """Paths of each county with every registered element up; None where the county holds the only core."""
    capacities = network.capacities
    return {
        county: None
        if graph.holds_every_core(county)
        else _count(graph, network, capacities, devices, graph.cores_beyond(county), None)
        for county, devices in graph.counties.items()
    }


def live_capacities(graph: CarrierGraph, status: GraphStatus) -> list[int]:
    """Capacities of a path network over what is up alone."""
    up, devices = Condition.UP, status.devices
    capacities: list[int] = []
    for (a, b), link in zip(graph.ends, status.links, strict=True):
        alive = int(link is up and devices[a] is up and devices[b] is up)
        capacities += (alive, alive)
    return capacities


def live_paths(
    graph: CarrierGraph, network: FlowNetwork, capacities: list[int], status: GraphStatus, county: str, designed: int
) -> int:
    """Paths of a county over what is up, where `designed` is how many there were planned."""
    up = Condition.UP
    devices = [device for device in graph.counties[county] if status.devices[device] is up]
    cores = {core for core in graph.cores_beyond(county) if status.devices[core] is up}
    return _count(graph, network, capacities, devices, cores, designed)


def _count(
    graph: CarrierGraph,
    network: FlowNetwork,
    capacities: list[int],
    devices: Sequence[int],
    cores: Collection[int],
    limit: int | None,
) -> int:
    if not devices or not cores:
        return 0
    if limit is None:
        # No more paths than links that leave the county, or that arrive at the cores.
        limit = min(_links_out(graph, devices), _links_out(graph, cores))
    return greatest_flow(network, capacities.copy(), devices, cores, limit)


def _links_out(graph: CarrierGraph, devices: Collection[int]) -> int:
    inside = set(devices)
    return sum(neighbour not in inside for device in inside for neighbour, _ in graph.neighbours[device])
