"""What a county hangs on, found again by taking every element away in turn."""

from hypothesis import given, settings

from fengsui.coverage.graph import Elements, graphs_of, status_of
from fengsui.coverage.reach import PESSIMISTIC, reach_of
from fengsui.coverage.separators import separators_of
from fengsui.model.network import Network
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.oracle import single_points
from tests.unit.coverage.strategies import Scene, scenes


def points(of: Network, county: str, **changed: str) -> tuple[str, ...]:
    graph = graphs_of(of)["telecom"]
    status = status_of(graph, conditions(of, **changed))
    return graph.names(separators_of(reach_of(graph, status, PESSIMISTIC)).single_points(graph.counties[county]))


def ladder() -> Network:
    """core – m – (a, b) in one county, both behind m; a and b are joined."""
    return network(
        [device("core", "620102", role="core"), device("m", "620502"), device("a", "620200"), device("b", "620200")],
        [link("cm", "core", "m"), link("ma", "m", "a"), link("mb", "m", "b"), link("ab", "a", "b")],
    )


def test_devices_of_a_county_hang_together_on_what_they_have_in_common() -> None:
    assert points(ladder(), "620200") == ("cm", "core", "m")
    assert points(ladder(), "620200", b="down") == ("a", "cm", "core", "m", "ma")


def test_parallel_links_are_no_single_point_but_their_devices_are() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")], [link(n, "core", "a") for n in "pq"])
    assert points(of, "620200") == ("a", "core")
    assert points(of, "620200", q="unknown") == ("a", "core", "p")


def test_an_only_core_is_a_single_point_of_its_own_county() -> None:
    assert points(ladder(), "620102") == ("core",)


def test_of_two_cores_neither_is() -> None:
    of = network(
        [device("c1", "620102", role="core"), device("c2", "620502", role="core"), device("a", "620200")],
        [link("l1", "c1", "a"), link("l2", "c2", "a")],
    )
    assert points(of, "620200") == ("a",)
    assert points(of, "620102") == ("c1",)


def test_a_county_without_cover_has_nothing_to_lose() -> None:
    assert points(ladder(), "620200", cm="down") == ()


@settings(max_examples=200)
@given(scenes(most_links=12))
def test_single_points_are_what_brute_force_finds(scene: Scene) -> None:
    graph, status = scene.graph, scene.status
    found = separators_of(reach_of(graph, status, PESSIMISTIC))
    for county, devices in graph.counties.items():
        single = found.single_points(devices)
        assert Elements(tuple(sorted(single.devices)), tuple(sorted(single.links))) == single_points(
            graph, status, county
        )
