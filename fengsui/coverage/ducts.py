"""Which ducts a county hangs on: all links that lie in one fail together, however disjoint they are as links."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fengsui.coverage.flow import Flow, entry, way_out
from fengsui.coverage.paths import DisjointPaths
from fengsui.coverage.reach import Reach


class DuctCuts:
    """Finds the ducts that many counties of one carrier hang on, in the same conditions.

    Args:
        reach: Over what is up.
        dead: Links that carry nothing.
    """

    def __init__(self, reach: Reach, dead: frozenset[int]) -> None:
        self._reach = reach
        self._graph = graph = reach.graph
        self._living = {
            duct: living
            for duct, links in graph.ducts.items()
            if (living := [link for link in links if link not in dead])
        }
        self._duct_of = {link: duct for duct, links in self._living.items() for link in links}
        self._links = [0 if link in dead else 1 for link in range(len(graph.links))] if self._living else []

    def single_points(self, devices: Sequence[int], paths: DisjointPaths, links: Iterable[int]) -> tuple[str, ...]:
        """Names of the ducts whose loss alone cuts all of some devices off from every core, ascending.

        Args:
            devices: Of which one at least reaches a core.
            paths: As many disjoint ones from these devices to the cores elsewhere as there are.
            links: Whose loss alone cuts the devices off.
        """
        distance = self._reach.distance
        if not self._living or any(distance[device] == 0 for device in devices):
            return ()  # with a core of its own, a county needs no link
        certain = {self._duct_of.get(link) for link in links}
        return tuple(sorted(duct for duct in self._touching_all(paths) if duct in certain or self._cuts(duct, devices)))

    def _touching_all(self, paths: DisjointPaths) -> Iterator[str]:
        """Ducts that every one of some disjoint paths may come through: only these can be a cut."""
        touched = Counter([self._duct_of[link] for link in paths.links if link in self._duct_of])
        return (duct for duct, links in touched.items() if links >= paths.count)

    def _cuts(self, duct: str, devices: Sequence[int]) -> bool:
        living = self._living[duct]
        if len(living) == 1:
            return False  # or the link itself would have been known to cut
        graph, links = self._graph, self._links.copy()
        for link in living:
            links[link] = 0
        anything = [len(graph.links) + 1] * len(graph.devices)
        flow = Flow(graph, links, anything, self._reach.distance)
        return not flow.augment([way_out(device) for device in devices], [entry(core) for core in graph.cores])
