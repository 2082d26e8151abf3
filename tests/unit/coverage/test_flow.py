"""The greatest flow through links and devices, and what is left beside it, held against networkx."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.flow import Flow, Lee, entry, used_arcs, way_out
from fengsui.coverage.graph import CarrierGraph

NODES = 7
_links = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 4)), max_size=14)
_rooms = st.lists(st.integers(0, 5), min_size=NODES, max_size=NODES)
_guesses = st.lists(st.integers(-1, 5), min_size=NODES, max_size=NODES)


def graph_of(count: int, *ends: tuple[int, int]) -> CarrierGraph:
    heads = tuple(head for a, b in ends for head in (b, a))
    arcs = tuple(tuple(arc for arc in range(len(heads)) if heads[arc ^ 1] == device) for device in range(count))
    names = tuple(f"l{link}" for link in range(len(ends)))
    return CarrierGraph("telecom", tuple(f"d{n}" for n in range(count)), names, arcs, heads, frozenset(), {})


def flow_of(graph: CarrierGraph, links: list[int], devices: list[int]) -> Flow:
    return Flow(graph, links, devices, [0] * len(devices))


def greatest(flow: Flow, sources: set[int], sinks: set[int]) -> int:
    total = 0
    while amount := flow.augment(sources, sinks):
        total += amount
    return total


CHAIN = graph_of(4, (0, 1), (1, 2), (2, 3))


def test_a_chain_carries_what_its_narrowest_link_does() -> None:
    assert greatest(flow_of(CHAIN, [5, 2, 3], [9] * 4), {entry(0)}, {way_out(3)}) == 2


def test_a_device_is_a_bottleneck_like_a_link() -> None:
    assert greatest(flow_of(CHAIN, [5, 5, 5], [9, 1, 9, 9]), {entry(0)}, {way_out(3)}) == 1
    assert greatest(flow_of(CHAIN, [5, 5, 5], [0, 9, 9, 9]), {entry(0)}, {way_out(3)}) == 0
    assert greatest(flow_of(CHAIN, [5, 5, 5], [0, 9, 9, 0]), {way_out(0)}, {entry(3)}) == 5


def test_links_lead_either_way() -> None:
    assert greatest(flow_of(CHAIN, [1, 1, 1], [1] * 4), {entry(3)}, {way_out(0)}) == 1


def test_a_way_that_was_taken_badly_is_given_up_again() -> None:
    # a – x – y – b is the short way, and it bars both of the long ones.
    graph = graph_of(6, (0, 1), (1, 2), (2, 3), (0, 4), (4, 2), (1, 5), (5, 3))
    flow = flow_of(graph, [1] * 7, [9] * 6)
    flow.push([0, 2, 4])
    assert flow.augment({way_out(0)}, {entry(3)}) == 1
    assert flow.augment({way_out(0)}, {entry(3)}) == 0
    assert {arc >> 1 for arc in used_arcs(flow)} == {0, 2, 3, 4, 5, 6}


def test_what_lies_behind_the_cut_can_be_asked_for() -> None:
    flow = flow_of(CHAIN, [5, 2, 3], [9] * 4)
    greatest(flow, {entry(0)}, {way_out(3)})
    lee = Lee(flow, {way_out(3)})
    assert [lee.holds(place) for place in (entry(2), way_out(1), way_out(3), entry(0), entry(3))] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_nothing_is_searched_inside_of_where_ways_begin() -> None:
    flow = flow_of(CHAIN, [1, 1, 1], [1] * 4)
    assert flow.augment([way_out(1)], [entry(3)], inside=[entry(0), way_out(0), entry(1)]) == 1
    assert used_arcs(flow) == {2, 4}
    assert flow.augment([way_out(1)], [entry(3)], inside=[entry(0), way_out(0), entry(1)]) == 0


@given(_links, _rooms, _guesses)
def test_the_flow_is_as_great_as_networkx_says_and_no_smaller_cut_is_nearer(
    links: list[tuple[int, int, int]], rooms: list[int], guesses: list[int]
) -> None:
    links = [link for link in links if link[0] != link[1]]
    graph = graph_of(NODES, *((a, b) for a, b, _ in links))
    flow = Flow(graph, [capacity for _, _, capacity in links], rooms, guesses)
    sources, sinks = {entry(0), entry(1)}, {way_out(NODES - 1), way_out(NODES - 2)}
    oracle: nx.DiGraph[object] = nx.DiGraph()
    for device, room in enumerate(rooms):
        oracle.add_edge(entry(device), way_out(device), capacity=room)
    for a, b, capacity in links:
        for tail, head in ((a, b), (b, a)):
            known = oracle.get_edge_data(way_out(tail), entry(head), {"capacity": 0})["capacity"]
            oracle.add_edge(way_out(tail), entry(head), capacity=known + capacity)
    for place in sources:
        oracle.add_edge("from", place, capacity=1000)
    for place in sinks:
        oracle.add_edge(place, "to", capacity=1000)
    total = greatest(flow, sources, sinks)
    assert total == nx.maximum_flow_value(oracle, "from", "to")
    lee = Lee(flow, sinks)
    near = {place for place in range(2 * NODES) if lee.holds(place)}
    assert near.isdisjoint(sources)
    cut = [oracle[a][b]["capacity"] for a in range(2 * NODES) if a not in near for b in oracle[a] if b in near]
    assert total == sum(cut)
    assert near == {place for place in range(2 * NODES) if Lee(flow, sinks).holds(place)}
