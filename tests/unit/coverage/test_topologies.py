"""Real networks of other countries and carriers: everything the engine says of them, held against networkx."""

from functools import cache
from pathlib import Path

import networkx as nx
import pytest
import yaml

from fengsui.coverage.cuts import carrier_cuts
from fengsui.coverage.engine import assess
from fengsui.coverage.graph import CarrierGraph, GraphStatus, graphs_of, status_of
from fengsui.coverage.paths import designed_ways
from fengsui.coverage.reach import PESSIMISTIC, reach_of
from fengsui.coverage.result import CONNECTED
from fengsui.coverage.separators import separators_of
from fengsui.coverage.whatif import Outage, everything_up, what_if
from fengsui.inventory.divisions import load_divisions
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.site import Site, SiteKind
from tests.unit.coverage.networks import NOW, conditions_from
from tests.unit.coverage.oracle import (
    edge_disjoint_paths,
    living,
    node_disjoint_paths,
)

FOLDER = Path(__file__).parents[2] / "data" / "topologies"
NAMES = ("chinanet", "sanren", "ulaknet")


@cache
def network(name: str) -> Network:
    given = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return Network.of(
        load_divisions(),
        [],
        [Site(each["code"], each["name"], each["division"], SiteKind(each["kind"])) for each in given["sites"]],
        [
            Device(
                each["name"],
                each["carrier"],
                each["site"],
                DeviceRole(each["role"]),
                NetworkKind(each["network"]),
                each["address"],
            )
            for each in given["devices"]
        ],
        [Link(each["name"], each["carrier"], LinkEnd(**each["a"]), LinkEnd(**each["b"])) for each in given["links"]],
    )


@pytest.mark.parametrize(
    ("name", "devices", "links", "bridges", "articulation_points"),
    [("chinanet", 42, 66, 22, 9), ("sanren", 7, 7, 0, 0), ("ulaknet", 82, 82, 79, 7)],
)
def test_bridges_and_articulation_points_are_as_many_as_is_known(
    name: str, devices: int, links: int, bridges: int, articulation_points: int
) -> None:
    (found,) = what_if(network(name), everything_up(network(name), NOW), NOW, Outage()).cuts
    assert (found.devices, found.links) == (devices, links)
    assert (len(found.bridges), len(found.articulation_points)) == (bridges, articulation_points)


@pytest.mark.parametrize("name", NAMES)
def test_paths_and_cuts_are_those_of_networkx(name: str) -> None:
    graph = graphs_of(network(name))[name]
    status = GraphStatus.up(graph)
    left = living(graph, status, PESSIMISTIC)
    reach = reach_of(graph, status, PESSIMISTIC)
    ways = designed_ways(reach, separators_of(reach))
    for county in graph.counties:
        if not graph.holds_every_core(county):
            found = ways[county]
            assert found is not None
            assert found.edge.count == edge_disjoint_paths(graph, left, county)
            assert found.node.count == node_disjoint_paths(graph, left, county)
    cuts = carrier_cuts(graph, status)
    assert set(cuts.articulation_points) == {graph.devices[d] for d in nx.articulation_points(nx.Graph(left))}


def covered(graph: CarrierGraph, left: "nx.MultiGraph[int]") -> set[str]:
    cores = [core for core in graph.cores if core in left]
    standing = {device for core in cores for device in nx.node_connected_component(left, core)}
    return {county for county, devices in graph.counties.items() if not standing.isdisjoint(devices)}


@pytest.mark.parametrize("name", NAMES)
def test_single_points_are_what_brute_force_finds(name: str) -> None:
    graph = graphs_of(network(name))[name]
    whole = living(graph, GraphStatus.up(graph), PESSIMISTIC)
    separators = separators_of(reach_of(graph, GraphStatus.up(graph), PESSIMISTIC))
    found = {county: separators.single_points(devices) for county, devices in graph.counties.items()}
    for a, b, number in list(whole.edges(keys=True)):
        left = whole.copy()
        left.remove_edge(a, b, number)
        assert {county for county in found if number in found[county].links} == set(found) - covered(graph, left)
    for device in list(whole.nodes):
        left = whole.copy()
        left.remove_node(device)
        assert {county for county in found if device in found[county].devices} == set(found) - covered(graph, left)


@pytest.mark.parametrize("name", NAMES)
def test_every_cut_of_one_link_takes_away_what_networkx_says(name: str) -> None:
    of = network(name)
    graph = graphs_of(of)[name]
    for link in of.links:
        conditions = conditions_from(of, {link: "down"})
        left = living(graph, status_of(graph, conditions), PESSIMISTIC)
        counted = {
            county.code
            for county in assess(of, conditions, NOW).counties
            if county.carriers and county.state in CONNECTED
        }
        assert counted == covered(graph, left)
