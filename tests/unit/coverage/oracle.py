"""The slow and plain way to the same answers, by networkx: what the engine is held against."""

from collections.abc import Collection

import networkx as nx

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.coverage.reach import PESSIMISTIC
from fengsui.model.observation import Condition

EVERYTHING = frozenset(Condition)


def living(graph: CarrierGraph, status: GraphStatus, usable: Collection[Condition]) -> "nx.MultiGraph[int]":
    """What is left of a graph when only elements in a usable condition stand."""
    left: nx.MultiGraph[int] = nx.MultiGraph()
    left.add_nodes_from(device for device, condition in enumerate(status.devices) if condition in usable)
    for link in range(len(graph.links)):
        a, b = graph.ends(link)
        if status.links[link] in usable and a in left and b in left:
            left.add_edge(a, b, link)
    return left


def connected(graph: CarrierGraph, left: "nx.MultiGraph[int]", county: str) -> bool:
    """Whether a device of the county has a way to a core in what is left."""
    return any(
        device in left and core in left and nx.has_path(left, device, core)
        for device in graph.counties[county]
        for core in graph.cores
    )


def edge_disjoint_paths(graph: CarrierGraph, left: "nx.MultiGraph[int]", county: str) -> int:
    """Edge-disjoint paths from all devices of the county together to all cores elsewhere together."""
    flow: nx.DiGraph[object] = nx.DiGraph()
    flow.add_nodes_from(["county", "core"])
    for a, b in left.edges():
        for tail, head in ((a, b), (b, a)):
            capacity = flow.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            flow.add_edge(tail, head, capacity=capacity + 1)
    for device in left.nodes:
        if device in graph.counties[county]:
            flow.add_edge("county", device, capacity=1000)
        elif device in graph.cores:
            flow.add_edge(device, "core", capacity=1000)
    return int(nx.maximum_flow_value(flow, "county", "core"))


def node_disjoint_paths(graph: CarrierGraph, left: "nx.MultiGraph[int]", county: str) -> int:
    """The same, where a device between the county and the cores lets one path through."""
    flow: nx.DiGraph[object] = nx.DiGraph()
    flow.add_nodes_from(["county", "core"])
    for device in left.nodes:
        if device in graph.counties[county]:
            flow.add_edge("county", (device, "out"), capacity=1000)
        elif device in graph.cores:
            flow.add_edge((device, "in"), "core", capacity=1000)
        else:
            flow.add_edge((device, "in"), (device, "out"), capacity=1)
    for a, b in left.edges():
        for tail, head in (((a, "out"), (b, "in")), ((b, "out"), (a, "in"))):
            capacity = flow.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            flow.add_edge(tail, head, capacity=capacity + 1)
    return int(nx.maximum_flow_value(flow, "county", "core"))


def single_points(graph: CarrierGraph, status: GraphStatus, county: str) -> Elements:
    """What leaves the county without cover when it alone is taken away, each element tried in turn."""
    whole = living(graph, status, PESSIMISTIC)
    if not connected(graph, whole, county):
        return Elements()
    devices, links = [], []
    for device in list(whole.nodes):
        left = whole.copy()
        left.remove_node(device)
        if not connected(graph, left, county):
            devices.append(device)
    for a, b, link in list(whole.edges(keys=True)):
        left = whole.copy()
        left.remove_edge(a, b, link)
        if not connected(graph, left, county):
            links.append(link)
    return Elements(tuple(sorted(devices)), tuple(sorted(links)))
