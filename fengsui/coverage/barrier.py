"""A smallest cut that takes in what stands before it as it is asked for.

A search that fails shows the cut nearest to where it began. Others behind the same bottleneck stand before a cut of the same
size that lies further on: whatever cannot reach the far side over what the greatest flow has left belongs before it too. What
is known of the near side is not searched again, so that all counties behind one bottleneck together cost one search of it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain

from fengsui.coverage.flow import Flow, Side, entry, way_out


class Barrier:
    """What a greatest flow cannot get past.

    Attributes:
        flow: As it is when nothing more can flow.
        amount: How much flows.
        side: What is known of either side; it grows.
    """

    def __init__(self, flow: Flow, side: Side, sinks: frozenset[int], amount: int) -> None:
        self.flow = flow
        self.side = side
        self.amount = amount
        self._sinks = sinks

    def stops(self, places: Iterable[int]) -> bool:
        """True where nothing more could flow from any of some places to the sinks."""
        if not self.side.front:
            return all(map(self.side.before, places))
        new = [place for place in places if place not in self.side.places]
        # One place tells of most that are not stopped that they are not.
        return not new or (self._takes_in(new[:1]) and self._takes_in(new[1:]))

    def _takes_in(self, places: list[int]) -> bool:
        new = [place for place in places if place not in self.side.places]
        if new:
            found, side = self.flow.explore(new, self.side, self._sinks)
            if found:
                return False
            self.side = side
        return True

    def beyond(self) -> frozenset[int]:
        """Places on the far side that something flows to from the near side."""
        heads = self.flow.graph.heads
        arcs = filter(self._crosses, self.flow.along)
        return frozenset([*map(way_out, self.devices()), *(entry(heads[arc]) for arc in arcs)])

    def devices(self) -> list[int]:
        """Devices on the cut: something flows through each of them, as much as goes."""
        side = self.side
        return [
            device for device in self.flow.through if side.before(entry(device)) and not side.before(way_out(device))
        ]

    def arcs(self, dead: AbstractSet[int]) -> Iterable[int]:
        """All arcs from the near side to the far side, those of the `dead` links, which carry nothing, too."""
        if 2 * len(dead) > len(self.side.places):
            return self.side.arcs(self.flow.graph)
        # What is not dead is full.
        both = (arc for link in dead for arc in (2 * link, 2 * link + 1))
        return filter(self._crosses, chain(self.flow.along, both))

    def _crosses(self, arc: int) -> bool:
        heads, side = self.flow.graph.heads, self.side
        return side.before(way_out(heads[arc ^ 1])) and not side.before(entry(heads[arc]))
