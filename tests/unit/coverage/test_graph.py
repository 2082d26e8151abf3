"""The network as one graph a carrier."""

import random

from fengsui.coverage.graph import Elements, GraphStatus, graphs_of, moved_between, status_after, status_of
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import conditions, device, link, network


def ring() -> Network:
    return network(
        [device("core", "620102", role="core"), device("a", "620200"), device("b", "620402")],
        [link("ca", "core", "a"), link("ab", "a", "b"), link("bc", "b", "core"), link("bc2", "core", "b")],
    )


def test_devices_and_links_are_numbered_by_name() -> None:
    graph = graphs_of(ring())["telecom"]
    assert graph.devices == ("a", "b", "core")
    assert graph.links == ("ab", "bc", "bc2", "ca")
    assert [graph.ends(link) for link in range(4)] == [(0, 1), (1, 2), (2, 1), (2, 0)]
    assert graph.cores == {2}
    assert graph.counties == {"620102": (2,), "620200": (0,), "620402": (1,)}


def test_parallel_links_are_arcs_each() -> None:
    graph = graphs_of(ring())["telecom"]
    assert graph.arcs[1] == (1, 2, 5)
    assert [graph.heads[arc] for arc in graph.arcs[1]] == [0, 2, 2]


def test_the_order_of_the_inventory_does_not_matter() -> None:
    of = ring()
    devices, links = list(of.devices.values()), list(of.links.values())
    random.Random(1).shuffle(devices)
    random.Random(2).shuffle(links)
    shuffled = Network.of(of.divisions.values(), of.carriers.values(), of.sites.values(), devices, links)
    assert graphs_of(shuffled) == graphs_of(of)


def test_each_carrier_has_a_graph_of_its_own_elements() -> None:
    of = network(
        [device("t1", "620200"), device("t2", "620200"), device("u1", "620200", "unicom")],
        [
            link("own", "t1", "t2"),
            link("between", "t1", "u1"),
            link("foreign", "t1", "t2", "unicom"),
            link("loop", "t1", "t1"),
        ],
    )
    graphs = graphs_of(of)
    assert list(graphs) == ["telecom", "unicom"]
    assert graphs["telecom"].links == ("own",)
    assert graphs["unicom"].links == ()


def test_cores_beyond_a_county_leave_its_own_out() -> None:
    graph = graphs_of(ring())["telecom"]
    assert graph.cores_beyond("620102") == frozenset()
    assert graph.cores_beyond("620200") == {2}
    assert graph.holds_every_core("620102")
    assert not graph.holds_every_core("620200")


def test_a_county_without_any_core_in_the_province_holds_none() -> None:
    assert not graphs_of(network([device("a", "620200")]))["telecom"].holds_every_core("620200")


def test_an_element_that_nothing_is_known_of_is_unknown() -> None:
    graph = graphs_of(ring())["telecom"]
    status = status_of(graph, Conditions({}, {}))
    assert set(status.devices) == set(status.links) == {Condition.UNKNOWN}
    assert not status.all_up


def test_conditions_stand_at_the_number_of_their_element() -> None:
    of = ring()
    status = status_of(graphs_of(of)["telecom"], conditions(of, a="down", bc="unknown"))
    assert status.devices == (Condition.DOWN, Condition.UP, Condition.UP)
    assert status.links == (Condition.UP, Condition.UNKNOWN, Condition.UP, Condition.UP)
    assert status_of(graphs_of(of)["telecom"], conditions(of)).all_up


def test_names_of_elements_are_sorted_together() -> None:
    graph = graphs_of(ring())["telecom"]
    assert graph.names(Elements((2, 0), (3,)) + Elements((), (1,))) == ("a", "bc", "ca", "core")


def test_a_link_carries_nothing_without_both_of_its_ends() -> None:
    of = ring()
    graph = graphs_of(of)["telecom"]
    assert status_of(graph, conditions(of)).dead_links(graph) == frozenset()
    assert status_of(graph, conditions(of, a="down")).dead_links(graph) == {0, 3}
    assert status_of(graph, conditions(of, bc="unknown")).dead_links(graph) == {1}


def test_a_status_moves_with_what_is_named() -> None:
    of = ring()
    graph = graphs_of(of)["telecom"]
    later = conditions(of, a="down", bc="unknown")
    found, moved = status_after(graph, GraphStatus.up(graph), later, ["a", "bc", "ca", "elsewhere"])
    assert (found, moved) == (status_of(graph, later), Elements((0,), (1,)))
    assert moved_between(GraphStatus.up(graph), found) == moved
