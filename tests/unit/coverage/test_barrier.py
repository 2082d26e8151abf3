"""What a greatest flow cannot get past stops others too, where they stand before it."""

import networkx as nx
from hypothesis import given, settings

from fengsui.coverage.barrier import Barrier
from fengsui.coverage.flow import Flow, entry, way_out
from fengsui.coverage.graph import CarrierGraph
from fengsui.coverage.live import Design
from tests.unit.coverage.strategies import Scene, wide_scenes


def greatest(graph: CarrierGraph, devices: set[int]) -> int:
    """Edge-disjoint ways out of some devices to all cores, by networkx."""
    drawn: nx.DiGraph[object] = nx.DiGraph()
    drawn.add_nodes_from(["devices", "cores"])
    for link in range(len(graph.links)):
        for tail, head in (graph.ends(link), graph.ends(link)[::-1]):
            known = drawn.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            drawn.add_edge(tail, head, capacity=known + 1)
    for device in devices:
        drawn.add_edge("devices", device)
    for core in graph.cores:
        drawn.add_edge(core, "cores")
    return int(nx.maximum_flow_value(drawn, "devices", "cores"))


def barrier(graph: CarrierGraph, devices: tuple[int, ...]) -> Barrier:
    flow = Flow(
        graph, [1] * len(graph.links), [len(graph.links) + 1] * len(graph.devices), Design(graph).reach.distance
    )
    sinks, amount = frozenset(map(entry, graph.cores)), 0
    while flow.augment(map(way_out, devices), sinks, map(entry, devices)):
        amount += 1
    assert flow.side is not None
    return Barrier(flow, flow.side, sinks, amount)


@settings(max_examples=100)
@given(wide_scenes())
def test_what_it_stops_adds_nothing_to_the_flow_and_what_it_does_not_stop_does(scene: Scene) -> None:
    graph = scene.graph
    for county, devices in graph.counties.items():
        if graph.cores.intersection(devices):
            continue
        found = barrier(graph, devices)
        assert found.amount == greatest(graph, set(devices))
        for other, others in graph.counties.items():
            if other != county and not graph.cores.intersection(others):
                stopped = found.stops([place for device in others for place in (entry(device), way_out(device))])
                assert stopped is (greatest(graph, {*devices, *others}) == found.amount)
        assert len(found.beyond()) <= found.amount
