"""What has a way to a core, held against networkx."""

from hypothesis import given

from fengsui.coverage.graph import Elements, graphs_of, status_of
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, Reach, reach_of
from fengsui.model.network import Network
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import connected, living
from tests.unit.coverage.strategies import Scene, scenes


def chain() -> Network:
    """core – near – far."""
    return network(
        [device("core", "620102", role="core"), device("far", "620402"), device("near", "620200")],
        [link("a", "core", "near"), link("b", "near", "far")],
    )


def reach(of: Network, usable: frozenset[Condition] = PESSIMISTIC, **changed: str) -> Reach:
    graph = graphs_of(of)["telecom"]
    return reach_of(graph, status_of(graph, conditions(of, **changed)), usable)


def test_the_shortest_way_holds_its_ends() -> None:
    assert reach(chain()).shortest_way([1]) == Elements((1, 2, 0), (1, 0))
    assert reach(chain()).shortest_way([1, 2]) == Elements((2, 0), (0,))
    assert reach(chain()).shortest_way([0]) == Elements((0,))
    assert reach(chain(), a="down").shortest_way([1]) == Elements()


def test_the_unknown_bars_the_way_only_for_a_pessimist() -> None:
    assert not reach(chain(), a="unknown").reaches_any([1, 2])
    assert reach(chain(), OPTIMISTIC, a="unknown", core="unknown").reaches_any([1, 2])
    assert not reach(chain(), OPTIMISTIC, a="down").reaches_any([1, 2])


def test_a_dead_core_leads_nowhere() -> None:
    assert reach(chain(), core="down").order == []


@given(scenes())
def test_a_county_is_reached_where_networkx_finds_a_way(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    for usable in (PESSIMISTIC, OPTIMISTIC):
        found = reach_of(graph, status, usable)
        left = living(graph, status, usable)
        for county, devices in graph.counties.items():
            assert found.reaches_any(devices) is connected(graph, left, county)


@given(scenes())
def test_ways_of_different_branches_share_nothing_but_cores(scene: Scene) -> None:
    graph = scene.graph
    found = reach_of(graph, scene.status, PESSIMISTIC)
    seen: dict[tuple[str, int], int] = {}
    for start in found.order:
        way = found.shortest_way([start])
        for element in [("d", d) for d in way.devices if d not in graph.cores] + [("l", e) for e in way.links]:
            assert seen.setdefault(element, found.branches[start]) == found.branches[start]
