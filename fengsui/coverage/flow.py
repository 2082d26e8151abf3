"""Maximum flow and minimum cut by augmenting along shortest paths (Edmonds and Karp, 1972).

The flows asked for here are small: a county has one to some four ways out. So each search ends soon, and a bound on the
answer saves the last search, which would fail only after seeing everything. By Menger's theorem the greatest flow over
edges of capacity 1 is the number of edge-disjoint paths, and the smallest cut is what explains a lack of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class FlowNetwork:
    """Nodes 0…n-1 joined by pairs of arcs: arc `a` runs against arc `a ^ 1`.

    Attributes:
        heads: Node that each arc leads to.
        capacities: What each arc can carry when nothing flows.
        arcs: Numbers of the arcs that leave each node.
    """

    heads: list[int] = field(default_factory=list)
    capacities: list[int] = field(default_factory=list)
    arcs: list[list[int]] = field(default_factory=list)

    @classmethod
    def of(cls, nodes: int) -> "FlowNetwork":
        """Makes a network of `nodes` nodes without arcs."""
        return cls(arcs=[[] for _ in range(nodes)])

    def join(self, tail: int, head: int, capacity: int, backward: int = 0) -> int:
        """Adds a pair of arcs and gives the number of the forward one."""
        arc = len(self.heads)
        self.heads += (head, tail)
        self.capacities += (capacity, backward)
        self.arcs[tail].append(arc)
        self.arcs[head].append(arc + 1)
        return arc


def greatest_flow(
    network: FlowNetwork, residual: list[int], sources: Iterable[int], sinks: Collection[int], limit: int | None = None
) -> int:
    """Pushes as much as goes from all `sources` together to all `sinks` together, and gives how much that is.

    Args:
        network: Where it flows.
        residual: What each arc can still carry, at first a copy of capacities; what is left when done.
        sources: Where it comes from; none of them may be a sink.
        sinks: Where it goes to.
        limit: A bound that is known beforehand: no search is made beyond it.
    """
    sources = tuple(sources)
    total = 0
    while limit is None or total < limit:
        path = _shortest_path(network, residual, sources, sinks)
        if path is None:
            break
        amount = min([residual[arc] for arc in path])
        for arc in path:
            residual[arc] -= amount
            residual[arc ^ 1] += amount
        total += amount
    return total


def _shortest_path(
    network: FlowNetwork, residual: list[int], sources: tuple[int, ...], sinks: Collection[int]
) -> list[int] | None:
    """Arcs of a path with capacity left from a source to a sink, last arc first."""
    heads, arcs = network.heads, network.arcs
    came: dict[int, int] = dict.fromkeys(sources, -1)
    queue = list(sources)
    for node in queue:
        for arc in arcs[node]:
            if residual[arc] and (head := heads[arc]) not in came:
                came[head] = arc
                if head in sinks:
                    return _trace(heads, came, head)
                queue.append(head)
    return None


def _trace(heads: list[int], came: dict[int, int], node: int) -> list[int]:
    path = []
    while (arc := came[node]) >= 0:
        path.append(arc)
        node = heads[arc ^ 1]
    return path


def sink_side(network: FlowNetwork, residual: list[int], sinks: Iterable[int]) -> set[int]:
    """Nodes that can still reach a sink after a greatest flow: the arcs into this set are the smallest cut nearest the sinks."""
    heads, arcs = network.heads, network.arcs
    seen = set(sinks)
    queue = list(seen)
    for node in queue:
        for arc in arcs[node]:
            if residual[arc ^ 1] and (tail := heads[arc]) not in seen:
                seen.add(tail)
                queue.append(tail)
    return seen
