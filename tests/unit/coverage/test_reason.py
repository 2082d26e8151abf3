"""Reasons are the smallest explanations, found again by trying all."""

from collections.abc import Callable, Iterator
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus, graphs_of, moved_between, status_of
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, Reach, reach_of
from fengsui.coverage.reason import Explainer, is_down, is_not_up
from fengsui.model.network import Network
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import EVERYTHING, connected, edge_disjoint_paths, living
from tests.unit.coverage.strategies import Scene, scenes


def chain() -> Network:
    """core – x – y – z, each in a county of its own."""
    places = {"core": "620102", "x": "620200", "y": "620402", "z": "620502"}
    devices = [device(name, county, role="core" if name == "core" else "county") for name, county in places.items()]
    return network(devices, [link("l1", "core", "x"), link("l2", "x", "y"), link("l3", "y", "z")])


def whole(graph: CarrierGraph) -> Reach:
    return reach_of(graph, GraphStatus.up(graph), PESSIMISTIC)


def reason(county: str, **changed: str) -> tuple[str, ...]:
    of = chain()
    graph = graphs_of(of)["telecom"]
    return graph.names(
        Explainer(whole(graph), status_of(graph, conditions(of, **changed)), is_down).explain(
            graph.counties[county], graph.cores
        )
    )


def test_a_dead_device_is_the_reason_for_its_dangling_links() -> None:
    assert reason("620502", y="down", l2="down", l3="down") == ("y",)


def test_all_counties_behind_two_faults_name_the_one_nearest_the_core() -> None:
    assert reason("620402", l1="down", l3="down") == ("l1",)
    assert reason("620502", l1="down", l3="down") == ("l1",)


def test_a_county_whose_own_device_is_dead_names_it() -> None:
    assert reason("620502", z="down", l3="down") == ("z",)


def test_without_any_registered_way_nothing_is_to_blame() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")])
    graph = graphs_of(of)["telecom"]
    explainer = Explainer(whole(graph), status_of(graph, conditions(of, a="down")), is_down)
    assert explainer.explain(graph.counties["620200"], graph.cores) == Elements()


def _subsets(elements: Elements, size: int) -> Iterator[Elements]:
    everything = [("d", device) for device in elements.devices] + [("l", link) for link in elements.links]
    for chosen in combinations(everything, size):
        yield Elements(tuple(n for kind, n in chosen if kind == "d"), tuple(n for kind, n in chosen if kind == "l"))


def _only(elements: Elements, graph: CarrierGraph) -> GraphStatus:
    """Everything up but these elements."""
    return GraphStatus(
        tuple(Condition.DOWN if n in elements.devices else Condition.UP for n in range(len(graph.devices))),
        tuple(Condition.DOWN if n in elements.links else Condition.UP for n in range(len(graph.links))),
    )


def _blamed(status: GraphStatus, blame: Callable[[Condition], bool]) -> Elements:
    return Elements(
        tuple(n for n, condition in enumerate(status.devices) if blame(condition)),
        tuple(n for n, condition in enumerate(status.links) if blame(condition)),
    )


def _assert_smallest(found: Elements, blamed: Elements, explains: Callable[[Elements], bool]) -> None:
    assert set(found.devices) <= set(blamed.devices)
    assert set(found.links) <= set(blamed.links)
    assert explains(found)
    size = len(found.devices) + len(found.links)
    for smaller in range(size):
        assert not any(explains(other) for other in _subsets(blamed, smaller))
    for other in _subsets(blamed, size):
        assert len(other.devices) <= len(found.devices) or not explains(other)


@settings(max_examples=60)
@given(scenes(most_links=7))
def test_the_reason_of_a_lost_county_is_the_smallest_with_the_most_devices(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    for usable, blame in ((OPTIMISTIC, is_down), (PESSIMISTIC, is_not_up)):
        explainer, left = Explainer(whole(graph), status, blame), living(graph, status, usable)
        for county in graph.counties:
            if connected(graph, left, county):
                continue

            def explains(elements: Elements, county: str = county) -> bool:
                return not connected(graph, living(graph, _only(elements, graph), PESSIMISTIC), county)

            _assert_smallest(explainer.explain(graph.counties[county], graph.cores), _blamed(status, blame), explains)


@settings(max_examples=60)
@given(scenes(most_links=7))
def test_the_reason_of_a_degraded_county_explains_every_lost_path(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    explainer = Explainer(whole(graph), status, is_not_up)
    left, everything = living(graph, status, PESSIMISTIC), living(graph, status, EVERYTHING)
    for county in graph.counties:
        live = edge_disjoint_paths(graph, left, county)

        def explains(elements: Elements, county: str = county, live: int = live) -> bool:
            standing = living(graph, _only(elements, graph), PESSIMISTIC)
            return edge_disjoint_paths(graph, standing, county) <= live

        if live < edge_disjoint_paths(graph, everything, county):
            _assert_smallest(
                explainer.explain(graph.counties[county], graph.cores_beyond(county)),
                _blamed(status, is_not_up),
                explains,
            )


@settings(max_examples=200)
@given(scenes(most_links=12), st.data())
def test_a_kept_reason_is_what_would_be_found_anew(scene: Scene, data: st.DataObject) -> None:
    graph = scene.graph
    for blamed in (is_down, is_not_up):
        later, kept = scene, Explainer(whole(graph), scene.status, blamed)
        for _ in range(5):
            for county in graph.counties:
                anew = Explainer(whole(graph), later.status, blamed)
                for cores in (graph.cores, graph.cores_beyond(county)):
                    asked = graph.counties[county], cores
                    assert kept.explain(*asked) == anew.explain(*asked)
            names, before = data.draw(st.lists(st.sampled_from(sorted(scene.states)), min_size=1, max_size=2)), later
            for name in names:
                later = later.changed(name, data.draw(st.sampled_from(tuple(Condition))))
            kept.move(later.status, moved_between(before.status, later.status))
