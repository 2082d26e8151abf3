"""Bridges and articulation points, held against networkx and against taking every element away."""

import networkx as nx
from hypothesis import given, settings

from fengsui.coverage.cuts import carrier_cuts, cuts_of
from fengsui.coverage.reach import PESSIMISTIC
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import living
from tests.unit.coverage.strategies import Scene, scenes


def test_a_link_beside_a_parallel_one_is_no_bridge_until_that_is_lost() -> None:
    of = network(
        [device(name, "620102") for name in ("a", "b", "c")],
        [link("ab1", "a", "b"), link("ab2", "b", "a"), link("bc", "b", "c")],
    )
    (whole,) = cuts_of(of, conditions(of))
    assert (whole.carrier, whole.devices, whole.links) == ("telecom", 3, 3)
    assert (whole.bridges, whole.articulation_points) == (("bc",), ("b",))
    assert cuts_of(of, conditions(of, ab2="down"))[0].bridges == ("ab1", "bc")


def test_what_is_not_up_cuts_nothing() -> None:
    of = network([device("a", "620102"), device("b", "620102")], [link("ab", "a", "b")])
    assert cuts_of(of, conditions(of, a="unknown"))[0].bridges == ()


def test_an_empty_inventory_has_none() -> None:
    assert cuts_of(Network(), Conditions({}, {})) == ()


@settings(max_examples=200)
@given(scenes(most_links=12))
def test_bridges_and_articulation_points_are_those_of_networkx(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    left = living(graph, status, PESSIMISTIC)
    found = carrier_cuts(graph, status)
    assert set(found.articulation_points) == {
        graph.devices[device] for device in nx.articulation_points(nx.Graph(left))
    }
    pieces = nx.number_connected_components(left)
    bridges = set()
    for a, b, number in list(left.edges(keys=True)):
        without = left.copy()
        without.remove_edge(a, b, number)
        if nx.number_connected_components(without) > pieces:
            bridges.add(graph.links[number])
    assert set(found.bridges) == bridges
    bridged: list[tuple[int, int]] = list(nx.bridges(nx.Graph(left)))  # type: ignore[arg-type]  # its stub is wrong
    simple = set(map(frozenset, bridged))
    single = {frozenset((a, b)) for a, b in left.edges() if left.number_of_edges(a, b) == 1}
    assert len(bridges) == len(simple & single)
