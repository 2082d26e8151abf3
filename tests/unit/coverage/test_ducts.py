"""Links that share a duct share its fate, whoever runs them."""

from collections.abc import Iterable
from dataclasses import replace

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.burden import burdens_of
from fengsui.coverage.engine import assess
from fengsui.coverage.graph import graphs_of, status_of
from fengsui.coverage.reach import PESSIMISTIC
from fengsui.coverage.result import CONNECTED, CountyCoverage, Coverage, SinglePoints
from fengsui.coverage.whatif import Outage, everything_up, what_if
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import NOW, conditions, device, link, network
from tests.unit.coverage.oracle import connected, living
from tests.unit.coverage.strategies import COUNTIES, Scene

_DUCTS = ("G30", "S2", None)


def laid(duct: str | None, one: Link) -> Link:
    return replace(one, duct=duct)


def twice(*ducts: str | None) -> Network:
    """A county with a link of its own to each of two cores."""
    first, second = ducts
    return network(
        [device("c1", "620102", role="core"), device("c2", "620502", role="core"), device("a", "620200")],
        [laid(first, link("l1", "c1", "a")), laid(second, link("l2", "c2", "a"))],
    )


def county_of(found: Coverage, code: str = "620200") -> CountyCoverage:
    return next(county for county in found.counties if county.code == code)


def at(of: Network, **changed: str) -> CountyCoverage:
    return county_of(assess(of, conditions(of, **changed), NOW))


def test_two_links_in_one_duct_are_two_paths_and_one_single_point() -> None:
    county = at(twice("G30", "G30"))
    assert (county.paths.live, county.paths.live_node_disjoint) == (2, 2)
    assert county.single_points == SinglePoints((), ("a",), ("G30",))


def test_links_in_two_ducts_or_in_none_hang_on_no_duct() -> None:
    assert at(twice("G30", "S2")).single_points.ducts == ()
    assert at(twice("G30", None)).single_points.ducts == ()
    assert at(twice(None, None)).single_points.ducts == ()


def test_where_one_link_is_left_its_duct_is_a_single_point() -> None:
    assert at(twice("G30", "S2"), l2="down").single_points == SinglePoints(("l1",), ("a", "c1"), ("G30",))


def test_a_duct_whose_links_are_down_already_is_no_single_point() -> None:
    assert at(twice("G30", None), l1="down").single_points == SinglePoints(("l2",), ("a", "c2"))
    assert at(twice("G30", "G30"), l1="down", l2="down").single_points == SinglePoints()


def test_a_county_with_a_core_of_its_own_hangs_on_no_duct() -> None:
    of = twice("G30", "G30")
    assert county_of(assess(of, conditions(of), NOW), "620102").single_points.ducts == ()


def two_carriers(duct_of_unicom: str) -> Network:
    return network(
        [
            device("tc", "620102", role="core"),
            device("t", "620200"),
            device("uc", "620102", "unicom", "core"),
            device("u", "620200", "unicom"),
        ],
        [laid("G30", link("t-1", "tc", "t")), laid(duct_of_unicom, link("u-1", "uc", "u", "unicom"))],
    )


def test_two_carriers_in_one_duct_make_it_a_single_point_of_the_county() -> None:
    assert at(two_carriers("G30")).single_points == SinglePoints(ducts=("G30",))
    assert at(two_carriers("S2")).single_points == SinglePoints()


def test_a_duct_carries_the_counties_of_all_carriers_in_it() -> None:
    of = two_carriers("G30")
    worst = burdens_of(assess(of, conditions(of), NOW), of.divisions)
    assert next((each.kind, each.name, each.carrier, each.counties, each.lost) for each in worst) == (
        "duct",
        "G30",
        "telecom unicom",
        ("620200",),
        ("620200",),
    )


def test_the_loss_of_a_duct_is_the_loss_of_its_links() -> None:
    of = two_carriers("G30")
    found = what_if(of, everything_up(of, NOW), NOW, Outage(ducts=("G30",)))
    assert found.lost == ("620200",)
    assert found.lost_by_carrier == (("620200", "telecom"), ("620200", "unicom"))
    assert found.outage.ducts == ("G30",)


@st.composite
def ducted(draw: st.DrawFn) -> Scene:
    """Devices of two carriers in three counties, and links in two ducts or in none, in any condition."""
    carriers = {f"d{number}": draw(st.sampled_from(["telecom", "unicom"])) for number in range(draw(st.integers(2, 8)))}
    devices = [
        device(name, draw(st.sampled_from(COUNTIES)), carrier, draw(st.sampled_from(["core", "county"])))
        for name, carrier in carriers.items()
    ]
    pairs = [(a, b) for a in carriers for b in carriers if a < b and carriers[a] == carriers[b]]
    ends = draw(st.lists(st.sampled_from(pairs), max_size=12)) if pairs else []
    links = [
        laid(draw(st.sampled_from(_DUCTS)), link(f"l{number}", a, b, carriers[a])) for number, (a, b) in enumerate(ends)
    ]
    likely_up = st.sampled_from([Condition.UP, Condition.UP, Condition.UP, Condition.DOWN, Condition.UNKNOWN])
    return Scene(network(devices, links), {name: draw(likely_up) for name in (*carriers, *(e.name for e in links))})


def _without(scene: Scene, duct: str) -> Scene:
    down = {name: Condition.DOWN for name, each in scene.network.links.items() if each.duct == duct}
    return Scene(scene.network, {**scene.states, **down})


def _ducts_of(links: Iterable[Link]) -> set[str]:
    return {each.duct for each in links if each.duct is not None}


@settings(max_examples=150)
@given(ducted())
def test_a_duct_is_a_single_point_where_networkx_finds_no_way_without_its_links(scene: Scene) -> None:
    found = assess(scene.network, scene.conditions, NOW)
    ducts = _ducts_of(scene.network.links.values())
    for carrier, graph in graphs_of(scene.network).items():
        whole = living(graph, status_of(graph, scene.conditions), PESSIMISTIC)
        for county in graph.counties:
            cutting = {
                duct
                for duct in ducts
                if connected(graph, whole, county) and not connected(graph, _pulled(graph.ducts, duct, whole), county)
            }
            (by,) = (each for each in county_of(found, county).carriers if each.carrier == carrier)
            assert by.single_points.ducts == tuple(sorted(cutting))


def _pulled(ducts: dict[str, tuple[int, ...]], duct: str, whole: "nx.MultiGraph[int]") -> "nx.MultiGraph[int]":
    left = whole.copy()
    left.remove_edges_from([edge for edge in whole.edges(keys=True) if edge[2] in ducts.get(duct, ())])
    return left


@settings(max_examples=150)
@given(ducted())
def test_what_a_duct_carries_is_what_its_loss_takes_away(scene: Scene) -> None:
    before = assess(scene.network, scene.conditions, NOW)
    burdens = {each.name: each for each in burdens_of(before, scene.network.divisions) if each.kind == "duct"}
    for duct in _ducts_of(scene.network.links.values()):
        after = assess(scene.network, _without(scene, duct).conditions, NOW)
        lost = tuple(sorted(_connected(before) - _connected(after)))
        by_carrier = _covering(before) - _covering(after)
        carried = burdens.get(duct)
        assert (carried.lost if carried else ()) == lost
        assert set(carried.counties if carried else ()) == {county for county, _ in by_carrier}
        assert (carried.carrier.split() if carried else []) == sorted({carrier for _, carrier in by_carrier})
        assert {each.code for each in before.counties if duct in each.single_points.ducts} == set(lost)
        assert what_if(scene.network, scene.conditions, NOW, Outage(ducts=(duct,))).after == after


def _connected(of: Coverage) -> set[str]:
    return {county.code for county in of.counties if county.connected}


def _covering(of: Coverage) -> set[tuple[str, str]]:
    return {(each.code, by.carrier) for each in of.counties for by in each.carriers if by.state in CONNECTED}
