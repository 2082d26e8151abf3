"""Edge-disjoint paths, as designed and live, held against networkx."""

from hypothesis import given

from fengsui.coverage.graph import graphs_of, status_of
from fengsui.coverage.paths import designed_paths, live_capacities, live_paths, path_network
from fengsui.coverage.reach import PESSIMISTIC
from fengsui.model.network import Network
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import EVERYTHING, edge_disjoint_paths, living
from tests.unit.coverage.strategies import Scene, scenes


def designed(of: Network) -> dict[str, int | None]:
    graph = graphs_of(of)["telecom"]
    return designed_paths(graph, path_network(graph))


def live(of: Network, county: str, **changed: str) -> int:
    graph = graphs_of(of)["telecom"]
    status = status_of(graph, conditions(of, **changed))
    return live_paths(graph, path_network(graph), live_capacities(graph, status), status, county, 99)


def test_parallel_links_are_paths_each() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")], [link(n, "core", "a") for n in "pqr"])
    assert designed(of) == {"620102": None, "620200": 3}
    assert live(of, "620200", q="down") == 2


def test_all_devices_of_a_county_count_together_to_all_cores_together() -> None:
    of = network(
        [
            device("c1", "620102", role="core"),
            device("c2", "620502", role="core"),
            device("a", "620200"),
            device("b", "620200"),
        ],
        [link("ac", "a", "c1"), link("bc", "b", "c2"), link("ab", "a", "b")],
    )
    assert designed(of)["620200"] == 2
    assert live(of, "620200", b="down") == 1
    assert live(of, "620200", ab="down") == 2


def test_a_county_with_a_core_of_its_own_counts_the_ways_to_the_others() -> None:
    of = network(
        [device("c1", "620102", role="core"), device("c2", "620502", role="core")],
        [link("l1", "c1", "c2"), link("l2", "c1", "c2")],
    )
    assert designed(of) == {"620102": 2, "620502": 2}
    assert live(of, "620102", l1="unknown") == 1
    assert live(of, "620102", c2="down") == 0


def test_a_county_without_a_way_to_any_core_has_none() -> None:
    assert designed(network([device("core", "620102", role="core"), device("a", "620200")]))["620200"] == 0
    assert designed(network([device("a", "620200")])) == {"620200": 0}


@given(scenes())
def test_paths_are_as_many_as_networkx_counts(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    counted = path_network(graph)
    whole, left = living(graph, status, EVERYTHING), living(graph, status, PESSIMISTIC)
    capacities = live_capacities(graph, status)
    for county, planned in designed_paths(graph, counted).items():
        if graph.holds_every_core(county):
            assert planned is None
            continue
        assert planned == edge_disjoint_paths(graph, whole, county)
        assert live_paths(graph, counted, capacities, status, county, planned) == edge_disjoint_paths(
            graph, left, county
        )
