"""Bridges and articulation points: elements without which a carrier's network falls into more pieces, whoever hangs on them."""

from collections import Counter
from dataclasses import dataclass

import rustworkx

from fengsui.coverage.graph import CarrierGraph, GraphStatus, graphs_of, status_of
from fengsui.model.network import Network
from fengsui.model.observation import Conditions


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the network of one carrier is only simply connected, over elements that are up.

    Attributes:
        devices, links: How many of each are registered.
        bridges: Names of links, ascending; a link beside a parallel one that is up is none.
        articulation_points: Names of devices, ascending.
    """

    carrier: str
    devices: int
    links: int
    bridges: tuple[str, ...]
    articulation_points: tuple[str, ...]


def cuts_of(network: Network, conditions: Conditions) -> tuple[Cuts, ...]:
    """Gives the cuts of every carrier that has a device, by its code."""
    return tuple(carrier_cuts(graph, status_of(graph, conditions)) for graph in graphs_of(network).values())


def carrier_cuts(graph: CarrierGraph, status: GraphStatus) -> Cuts:
    """Gives the cuts of one carrier's network."""
    dead = status.dead_links(graph)
    pairs = {link: tuple(sorted(graph.ends(link))) for link in range(len(graph.links)) if link not in dead}
    drawn: rustworkx.PyGraph[None, None] = rustworkx.PyGraph()
    drawn.add_nodes_from([None] * len(graph.devices))
    drawn.add_edges_from_no_data([(a, b) for a, b in pairs.values()])
    # rustworkx sees a bridge between two devices whatever number of links there is between them.
    apart = {tuple(sorted(pair)) for pair in rustworkx.bridges(drawn)}
    parallel = Counter(pairs.values())
    return Cuts(
        carrier=graph.carrier,
        devices=len(graph.devices),
        links=len(graph.links),
        bridges=tuple(graph.links[link] for link, pair in pairs.items() if pair in apart and parallel[pair] == 1),
        articulation_points=tuple(graph.devices[device] for device in sorted(rustworkx.articulation_points(drawn))),
    )
