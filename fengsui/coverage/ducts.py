"""Which ducts a county hangs on: all links that lie in one fail together, however disjoint they are as links."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet

from fengsui.coverage.flow import Flow, entry, used_arcs, way_out
from fengsui.coverage.graph import CarrierGraph
from fengsui.coverage.paths import DisjointPaths
from fengsui.coverage.reach import Reach

_Asked = tuple[str, str]  # duct, county


class DuctCuts:
    """Finds the ducts that counties of one carrier hang on, again and again.

    A way that was found around a duct stands for as long as none of its links is lost, and where there was none there is
    none until a link comes back.
    """

    def __init__(self, graph: CarrierGraph) -> None:
        self._graph = graph
        self._duct_of = {link: duct for duct, links in graph.ducts.items() for link in links}
        self._around: dict[_Asked, frozenset[int]] = {}
        self._cutting: set[_Asked] = set()
        self._dead: AbstractSet[int] = frozenset()
        self._reach: Reach | None = None
        self._links: list[int] = []

    def move(self, reach: Reach, dead: AbstractSet[int], restored: Collection[int]) -> None:
        """Goes over to other conditions.

        Args:
            reach: Over what is up.
            dead: Links that carry nothing.
            restored: Links that carry something again.
        """
        self._reach, self._dead, self._links = reach, dead, []
        if restored:
            self._cutting.clear()

    def single_points(self, county: str, paths: DisjointPaths, links: Iterable[int]) -> tuple[str, ...]:
        """Names of the ducts whose loss alone cuts a county off from every core, ascending.

        Args:
            county: Of which one device at least reaches a core.
            paths: As many disjoint ones from its devices to the cores elsewhere as there are.
            links: Whose loss alone cuts it off.
        """
        reach = self._reach
        if not self._duct_of or reach is None:
            return ()
        if any(reach.distance[device] == 0 for device in self._graph.counties[county]):
            return ()  # with a core of its own, a county needs no link
        certain = {self._duct_of.get(link) for link in links}
        candidates = self._touching_all(paths)
        return tuple(sorted(duct for duct in candidates if duct in certain or self._cuts(duct, county, reach)))

    def _touching_all(self, paths: DisjointPaths) -> Iterator[str]:
        """Ducts that every one of some disjoint paths may come through: only these can be a cut."""
        touched = Counter([self._duct_of[link] for link in paths.links if link in self._duct_of])
        return (duct for duct, links in touched.items() if links >= paths.count)

    def _cuts(self, duct: str, county: str, reach: Reach) -> bool:
        living = [link for link in self._graph.ducts[duct] if link not in self._dead]
        if len(living) == 1:
            return False  # or the link itself would have been known to cut
        asked = duct, county
        known = self._around.get(asked)
        if known is not None and known.isdisjoint(self._dead):
            return False
        if asked not in self._cutting:
            around = self._way_around(living, county, reach)
            if around is not None:
                self._around[asked] = around
                return False
            self._cutting.add(asked)
        return True

    def _way_around(self, living: Iterable[int], county: str, reach: Reach) -> frozenset[int] | None:
        """Links of a way without those of a duct that are alive; None where there is none."""
        graph = self._graph
        links = self._living().copy()
        for link in living:
            links[link] = 0
        anything = [len(graph.links) + 1] * len(graph.devices)
        flow = Flow(graph, links, anything, reach.distance)
        sources = [way_out(device) for device in graph.counties[county]]
        if not flow.augment(sources, [entry(core) for core in graph.cores]):
            return None
        return frozenset(arc >> 1 for arc in used_arcs(flow))

    def _living(self) -> list[int]:
        if not self._links:
            self._links = [1] * len(self._graph.links)
            for link in self._dead:
                self._links[link] = 0
        return self._links
