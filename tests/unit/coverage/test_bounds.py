"""Cuts that are kept bound the ways of a county whatever fails later."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.bounds import Bound
from fengsui.coverage.graph import moved_between
from fengsui.coverage.live import Design, LiveNetwork
from fengsui.coverage.reach import PESSIMISTIC
from tests.unit.coverage.oracle import edge_disjoint_paths, living
from tests.unit.coverage.strategies import Scene, later, wide_scenes


def test_a_bound_counts_living_links_and_the_devices_that_let_one_way_through() -> None:
    bound = Bound(frozenset({2, 5, 8}), frozenset({7}))
    assert [bound.at_most(dead) for dead in (frozenset[int](), {1}, {1, 2, 4})] == [4, 3, 1]


@settings(max_examples=100)
@given(wide_scenes(), st.lists(st.integers(0, 2**32), min_size=5, max_size=5))
def test_a_cut_that_was_found_once_is_a_bound_after_other_faults_too(scene: Scene, seeds: list[int]) -> None:
    graph, live = scene.graph, LiveNetwork(Design(scene.graph))
    found: list[tuple[str, Bound]] = []
    for seed in seeds:
        live.move(scene.status, moved_between(live.status, scene.status))
        found += [(county, bound) for county in graph.counties if (bound := live.ways.bound(county)) is not None]
        left = living(graph, scene.status, PESSIMISTIC)
        for county, bound in found:
            assert bound.at_most(live.dead) >= edge_disjoint_paths(graph, left, county)
        scene, _ = later(scene, seed)
