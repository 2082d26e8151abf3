"""The greatest flow and the smallest cut, held against networkx."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.flow import FlowNetwork, greatest_flow, sink_side

NODES = 7
_arcs = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 5), st.integers(0, 5)), max_size=14
)


def chain(*capacities: int) -> FlowNetwork:
    network = FlowNetwork.of(len(capacities) + 1)
    for node, capacity in enumerate(capacities):
        network.join(node, node + 1, capacity)
    return network


def test_a_chain_carries_what_its_narrowest_arc_does() -> None:
    network = chain(5, 2, 3)
    assert greatest_flow(network, network.capacities.copy(), [0], {3}) == 2


def test_nothing_flows_backwards_where_nothing_may() -> None:
    network = chain(5, 2)
    assert greatest_flow(network, network.capacities.copy(), [2], {0}) == 0


def test_a_known_bound_saves_the_search_beyond_it() -> None:
    network = chain(1)
    network.join(0, 1, 1)
    assert greatest_flow(network, network.capacities.copy(), [0], {1}, limit=1) == 1
    assert greatest_flow(network, network.capacities.copy(), [0], {1}, limit=0) == 0


def test_of_equally_small_cuts_the_one_nearest_the_sinks_is_found() -> None:
    network = chain(2, 2, 2)
    residual = network.capacities.copy()
    greatest_flow(network, residual, [0], {3})
    assert sink_side(network, residual, {3}) == {3}


def test_the_capacities_of_the_network_stay_what_they_are() -> None:
    network = chain(4, 4)
    greatest_flow(network, network.capacities.copy(), [0], {2})
    assert network.capacities == [4, 0, 4, 0]


@given(_arcs)
def test_flow_and_cut_are_as_great_as_networkx_says(arcs: list[tuple[int, int, int, int]]) -> None:
    network = FlowNetwork.of(NODES)
    oracle: nx.DiGraph[object] = nx.DiGraph()
    oracle.add_nodes_from(["from", "to", *range(NODES)])
    for tail, head, there, back in arcs:
        network.join(tail, head, there, back)
        for a, b, capacity in ((tail, head, there), (head, tail, back)):
            known = oracle.get_edge_data(a, b, {"capacity": 0})["capacity"]
            oracle.add_edge(a, b, capacity=known + capacity)
    for end, nodes in (("from", (0, 1)), ("to", (NODES - 1, NODES - 2))):
        for node in nodes:
            oracle.add_edge(*((end, node) if end == "from" else (node, end)), capacity=1000)
    residual = network.capacities.copy()
    flow = greatest_flow(network, residual, [0, 1], {NODES - 1, NODES - 2})
    assert flow == nx.maximum_flow_value(oracle, "from", "to")
    side = sink_side(network, residual, {NODES - 1, NODES - 2})
    assert side.isdisjoint({0, 1})
    crossing = sum(
        capacity
        for arc, capacity in enumerate(network.capacities)
        if network.heads[arc] in side and network.heads[arc ^ 1] not in side
    )
    assert crossing == flow
