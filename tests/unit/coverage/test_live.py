"""What is kept of a network, after one change and another, is what is found anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.graph import moved_between
from fengsui.coverage.live import Design, LiveNetwork
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, reach_of
from fengsui.coverage.separators import separators_of
from fengsui.coverage.verdict import Judge, judge
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import device, link, network
from tests.unit.coverage.oracle import connected, edge_disjoint_paths, living, node_disjoint_paths
from tests.unit.coverage.strategies import Scene, later, scenes, wide_scenes

_SEEDS = st.lists(st.integers(0, 2**32), min_size=6, max_size=6)


def at(live: LiveNetwork, scene: Scene) -> None:
    live.move(scene.status, moved_between(live.status, scene.status))


@settings(max_examples=150)
@given(st.one_of(scenes(most_links=14), wide_scenes()), _SEEDS)
def test_a_network_that_is_moved_is_as_one_that_is_searched(scene: Scene, seeds: list[int]) -> None:
    graph, live = scene.graph, LiveNetwork(Design(scene.graph))
    for seed in seeds:
        at(live, scene)
        surely, perhaps = (reach_of(graph, scene.status, usable) for usable in (PESSIMISTIC, OPTIMISTIC))
        assert live.dead == scene.status.dead_links(graph)
        assert (live.surely.distance, live.perhaps.distance) == (surely.distance, perhaps.distance)
        separators = separators_of(surely)
        for devices in graph.counties.values():
            assert live.surely.shortest_way(devices) == surely.shortest_way(devices)
            assert live.separators.single_points(devices) == separators.single_points(devices)
        scene, _ = later(scene, seed)


@settings(max_examples=100)
@given(wide_scenes(), _SEEDS)
def test_live_paths_are_as_many_as_networkx_counts_and_no_bound_is_below_them(scene: Scene, seeds: list[int]) -> None:
    graph, live = scene.graph, LiveNetwork(Design(scene.graph))
    for seed in seeds:
        at(live, scene)
        left = living(graph, scene.status, PESSIMISTIC)
        for county, ways in live.ways.ways.items():
            if ways is None:
                assert graph.holds_every_core(county)
                continue
            assert live.surely.reaches_any(graph.counties[county]) is connected(graph, left, county)
            counted = edge_disjoint_paths(graph, left, county), node_disjoint_paths(graph, left, county)
            assert (ways.edge.count, ways.node.count) == counted
            bound = live.ways.bound(county)
            assert bound is None or bound.at_most(live.dead) == counted[0]
        scene, _ = later(scene, seed)


@settings(max_examples=300)
@given(wide_scenes(), _SEEDS)
def test_a_judge_that_is_told_what_moved_says_what_a_new_one_would(scene: Scene, seeds: list[int]) -> None:
    graph, kept = scene.graph, Judge(Design(scene.graph))
    for seed in seeds:
        assert kept.judge(scene.status).verdicts == judge(Design(graph), scene.status)
        scene, _ = later(scene, seed)


def test_a_verdict_that_a_change_does_not_touch_is_the_same_object() -> None:
    of = network(
        [device("core", "620102", role="core"), device("a", "620200"), device("b", "620402")],
        [link("a1", "core", "a"), link("a2", "core", "a"), link("b1", "core", "b"), link("b2", "core", "b")],
    )
    scene = Scene(of, {})
    kept = Judge(Design(scene.graph))
    before = kept.judge(scene.status).verdicts
    after = kept.judge(scene.changed("b1", Condition.DOWN).status).verdicts
    assert after["620200"] is before["620200"]
    assert after["620402"] != before["620402"]
