"""Edge-disjoint and node-disjoint paths, as designed and live, held against networkx."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.graph import CarrierGraph, GraphStatus, graphs_of, status_of
from fengsui.coverage.paths import LiveWays, Ways, designed_ways
from fengsui.coverage.reach import PESSIMISTIC, reach_of
from fengsui.coverage.separators import separators_of
from fengsui.model.network import Network
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import EVERYTHING, edge_disjoint_paths, living, node_disjoint_paths
from tests.unit.coverage.strategies import Scene, scenes

Counts = dict[str, tuple[int, int] | None]


def designed_of(graph: CarrierGraph) -> dict[str, Ways | None]:
    reach = reach_of(graph, GraphStatus.up(graph), PESSIMISTIC)
    return designed_ways(reach, separators_of(reach))


class Counted:
    """Live ways that were told of every link that was lost or came back."""

    def __init__(self, graph: CarrierGraph) -> None:
        reach = reach_of(graph, GraphStatus.up(graph), PESSIMISTIC)
        self._graph = graph
        self._dead: frozenset[int] = frozenset()
        self._live = LiveWays(graph, designed_ways(reach, separators_of(reach)))

    def at(self, status: GraphStatus) -> Counts:
        dead, before = status.dead_links(self._graph), self._dead
        self._dead = dead
        self._live.move(reach_of(self._graph, status, PESSIMISTIC), dead, dead - before, before - dead)
        return counts(self._live.ways)


def counts(ways: dict[str, Ways | None]) -> Counts:
    return {county: None if each is None else (each.edge.count, each.node.count) for county, each in ways.items()}


def designed(of: Network) -> Counts:
    return counts(designed_of(graphs_of(of)["telecom"]))


def live(of: Network, county: str, **changed: str) -> tuple[int, int] | None:
    graph = graphs_of(of)["telecom"]
    status = status_of(graph, conditions(of, **changed))
    return Counted(graph).at(status)[county]


def test_parallel_links_are_paths_each() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")], [link(n, "core", "a") for n in "pqr"])
    assert designed(of) == {"620102": None, "620200": (3, 3)}
    assert live(of, "620200", q="down") == (2, 2)


def test_parallel_links_to_one_device_on_the_way_are_one_path_apart() -> None:
    of = network(
        [device("core", "620102", role="core"), device("m", "620502"), device("a", "620200")],
        [link("m1", "core", "m"), link("m2", "core", "m"), link("a1", "m", "a"), link("a2", "m", "a")],
    )
    assert designed(of)["620200"] == (2, 1)
    assert designed(of)["620502"] == (2, 2)


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
    assert designed(of)["620200"] == (2, 2)
    assert live(of, "620200", b="down") == (1, 1)
    assert live(of, "620200", ab="down") == (2, 2)


def test_a_county_with_a_core_of_its_own_counts_the_ways_to_the_others() -> None:
    of = network(
        [device("c1", "620102", role="core"), device("c2", "620502", role="core")],
        [link("l1", "c1", "c2"), link("l2", "c1", "c2")],
    )
    assert designed(of) == {"620102": (2, 2), "620502": (2, 2)}
    assert live(of, "620102", l1="unknown") == (1, 1)
    assert live(of, "620102", c2="down") == (0, 0)


def test_a_county_without_a_way_to_any_core_has_none() -> None:
    assert designed(network([device("core", "620102", role="core"), device("a", "620200")]))["620200"] == (0, 0)
    assert designed(network([device("a", "620200")])) == {"620200": (0, 0)}


def by_networkx(graph: CarrierGraph, status: GraphStatus, *, whole: bool = False) -> Counts:
    left = living(graph, status, EVERYTHING if whole else PESSIMISTIC)
    return {
        county: None
        if graph.holds_every_core(county)
        else (edge_disjoint_paths(graph, left, county), node_disjoint_paths(graph, left, county))
        for county in graph.counties
    }


@given(scenes(most_links=14))
def test_designed_paths_are_as_many_as_networkx_counts(scene: Scene) -> None:
    graph = scene.graph
    found = designed_of(graph)
    assert counts(found) == by_networkx(graph, scene.status, whole=True)
    for county, ways in found.items():
        for each in (ways.edge, ways.node) if ways else ():
            _assert_enough(graph, county, each.links, each.count)


@given(scenes(most_links=14), st.data())
def test_live_paths_are_as_many_as_networkx_counts_whatever_was_counted_before(
    scene: Scene, data: st.DataObject
) -> None:
    graph = scene.graph
    kept = Counted(graph)
    for _ in range(3):
        assert kept.at(scene.status) == by_networkx(graph, scene.status)
        name = data.draw(st.sampled_from(sorted(scene.states)))
        scene = scene.changed(name, data.draw(st.sampled_from([Condition.UP, Condition.DOWN])))


def _assert_enough(graph: CarrierGraph, county: str, links: frozenset[int], count: int) -> None:
    """Over the links that are kept for a number of paths alone there are as many."""
    status = GraphStatus(
        (Condition.UP,) * len(graph.devices),
        tuple(Condition.UP if number in links else Condition.DOWN for number in range(len(graph.links))),
    )
    assert edge_disjoint_paths(graph, living(graph, status, PESSIMISTIC), county) == count


@settings(max_examples=100)
@given(scenes(most_links=14), st.data())
def test_paths_that_are_kept_are_as_many_as_counted_from_the_design(scene: Scene, data: st.DataObject) -> None:
    graph = scene.graph
    kept = Counted(graph)
    for _ in range(12):
        assert kept.at(scene.status) == Counted(graph).at(scene.status)
        for name in data.draw(st.lists(st.sampled_from(sorted(scene.states)), min_size=1, max_size=2)):
            scene = scene.changed(name, data.draw(st.sampled_from((Condition.UP, Condition.DOWN))))
