"""Why a county is not covered as designed: the smallest set of elements not up that explains it alone.

Explaining means: were every other element up, the state would be no better. That is a smallest cut. Every device is split
into a node where paths come in and one where they go out; an element that may be blamed costs little to cut, a healthy one
costs more than all of those together. Of equally small sets the one with more devices wins (a dead device is the reason
for its dangling links, not they for it), then the one nearest the core: so all counties behind a fault name the same one.

A reason is kept while what flows towards its cut does not run through an element whose blame changed. That flow stays a
greatest one then: it fits what such an element costs now, cheap or dear, and the cut that bounds it does not hold an
element that nothing flows through. So the smallest cuts are the same ones, and the one nearest the core too.

What stands before a known cut has the same reason where as much can flow to the cut from there. For let S be the side of the
sources of the smallest cut nearest the core, as large as any such side, and let as little suffice for other sources in S, but
no less: then S cuts these off as cheaply as anything does, and a larger side that did so would have done for the first too.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from fengsui.coverage.barrier import Barrier
from fengsui.coverage.bounds import Bound
from fengsui.coverage.flow import Flow, Lee, entry, way_out
from fengsui.coverage.graph import Elements, GraphStatus
from fengsui.coverage.reach import Reach
from fengsui.model.observation import Condition


def is_down(condition: Condition) -> bool:
    """What may be blamed for an uncovered county: unknown elements do not explain it."""
    return condition is Condition.DOWN


def is_not_up(condition: Condition) -> bool:
    """What may be blamed for an unknown or a degraded county."""
    return condition is not Condition.UP


_MOST_KEPT = 1000  # some groups of devices are asked for once and never again
_MOST_CUTS = 32  # each holds up to some thousand places

_CUTS_TRIED = 3
_MOST_PLACES = 500  # that are searched for the sake of others
_MOST_DEVICES = 1000  # what so many stand behind together, nobody else stands behind

_Question = tuple[tuple[int, ...], frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reason with the devices and the links that something flows through towards its cut."""

    reason: Elements
    devices: frozenset[int]
    links: frozenset[int]

    def untouched(self, devices: Collection[int], links: Collection[int]) -> bool:
        return self.devices.isdisjoint(devices) and self.links.isdisjoint(links)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A smallest cut from some cores that other devices may stand before as well, and the reason that it gives."""

    cores: frozenset[int]
    barrier: Barrier
    kept: _Kept


class Explainer:
    """Finds the reasons of many counties of one carrier, in the same conditions and then in others."""

    def __init__(self, reach: Reach, status: GraphStatus, blamed: Callable[[Condition], bool]) -> None:
        """Takes the reach over all that is registered, which guides the search, and the conditions as they are."""
        self._graph = graph = reach.graph
        self._distance = reach.distance
        self._guilty = guilty = frozenset(condition for condition in Condition if blamed(condition))
        # A set that is smaller by one always costs less; among equals each link costs a little more than a device.
        elements = len(graph.devices) + len(graph.links)
        device_cost, link_cost = elements + 1, elements + 2
        healthy_link = (elements + 1) * link_cost
        healthy_device = healthy_link * (len(graph.links) + 1)
        self._device_costs, self._link_costs = (healthy_device, device_cost), (healthy_link, link_cost)
        any_of = tuple(guilty)
        self._devices = [self._device_costs[condition in any_of] for condition in status.devices]
        self._links = [self._link_costs[condition in any_of] for condition in status.links]
        self._accused_devices = {device for device, cost in enumerate(self._devices) if cost == device_cost}
        self._accused_links = {link for link, cost in enumerate(self._links) if cost == link_cost}
        self._kept: dict[_Question, _Kept] = {}
        self._cuts: list[_Cut] = []

    def move(self, status: GraphStatus, moved: Elements) -> None:
        """Goes over to other conditions, of the elements `moved` at most; reasons that cannot be others there are kept."""
        devices = [d for d in moved.devices if (status.devices[d] in self._guilty) != (d in self._accused_devices)]
        links = [e for e in moved.links if (status.links[e] in self._guilty) != (e in self._accused_links)]
        if not devices and not links:
            return
        for device in devices:
            self._devices[device] = self._device_costs[device not in self._accused_devices]
        for link in links:
            self._links[link] = self._link_costs[link not in self._accused_links]
        self._accused_devices ^= set(devices)
        self._accused_links ^= set(links)
        self._kept = {asked: kept for asked, kept in self._kept.items() if kept.untouched(devices, links)}
        self._cuts = [cut for cut in self._cuts if cut.kept.untouched(devices, links)]

    def explain(
        self,
        devices: Iterable[int],
        cores: Iterable[int],
        begun: Collection[int] = (),
        bound: Bound | None = None,
        likely: Collection[int] = (),
    ) -> Elements:
        """The reason why some devices together have no better connection to these cores, where the design has a better one.

        Where it has none, nothing is to blame; where nothing is missing of it, there is no sense in asking.

        Args:
            devices: By number.
            cores: Likewise.
            begun: Arcs of disjoint paths from these devices to these cores over what is not to blame; they spare the
                search for as many.
            bound: A cut that shows that there are no more; it spares the search that would fail in the end.
            likely: Arcs of paths that share no device, whatever is to blame on them; where nothing has begun, they spare
                the search for what flows along them.
        """
        question = (tuple(devices), frozenset(cores))
        # One fault in all needs no search: whatever is missing of the design is missing because of it.
        alone = len(self._accused_devices) + len(self._accused_links) == 1
        if alone and any(self._distance[device] >= 0 for device in question[0]):
            return Elements(tuple(self._accused_devices), tuple(self._accused_links))
        if question not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[question] = self._behind_known(*question, begun) or self._found(*question, begun, bound, likely)
        return self._kept[question].reason

    def _behind_known(self, devices: tuple[int, ...], cores: frozenset[int], begun: Collection[int]) -> _Kept | None:
        """The reason that a known cut gives, where these devices stand before it and as much can flow to it from them."""
        sources = [entry(device) for device in devices]
        for cut in [cut for cut in self._cuts if cut.cores == cores][:_CUTS_TRIED]:
            if (barrier := cut.barrier).stops(sources):
                flow, beyond = self._flow(), barrier.beyond()
                left = barrier.amount - self._begin(
                    flow, frozenset(devices), beyond, self._up_to(barrier, cores, begun)
                )
                while left > 0 and (amount := flow.augment(sources, beyond, forward_only=True)):
                    left -= amount
                # Less flows where a smaller cut comes first.
                return None if left else _kept(cut.kept.reason, flow, cut.kept)
        return None

    def _up_to(self, barrier: Barrier, cores: frozenset[int], paths: Collection[int]) -> list[int]:
        """Arcs of the beginnings of disjoint paths, up to where they cross a barrier; none where one comes back."""
        heads, before = self._graph.heads, barrier.side.before
        arcs = [arc for arc in paths if before(way_out(heads[arc ^ 1]))]
        crossing = sum(not before(way_out(heads[arc])) for arc in arcs)
        return arcs if crossing == sum(heads[arc] in cores for arc in paths) else []

    def _found(
        self,
        devices: tuple[int, ...],
        cores: frozenset[int],
        begun: Collection[int],
        bound: Bound | None,
        likely: Collection[int],
    ) -> _Kept:
        sources = [entry(device) for device in devices]
        sinks = frozenset(map(way_out, cores))
        flow = self._flow()
        flowing = self._begin(flow, frozenset(devices), sinks, begun) or self._along(flow, frozenset(devices), likely)
        most, near = self._across(bound) if bound else (None, ())
        while flowing != most and (amount := flow.augment(sources, sinks)):
            flowing += amount
        side = flow.side or flow.reached(sources, _MOST_PLACES)
        lee = Lee(flow, sinks, near if flow.side is None else ())
        kept = _kept(self._cut(flow, lee), flow)
        if side is not None and flowing and len(devices) < _MOST_DEVICES:
            self._cuts.insert(0, _Cut(cores, Barrier(flow, side, sinks, flowing), kept))
            del self._cuts[_MOST_CUTS:]
        return kept

    def _across(self, bound: Bound) -> tuple[int, list[int]]:
        """How much can flow across a cut at most, with the places next before it."""
        heads, cheap_device = self._graph.heads, self._device_costs[1]
        amount, near = 0, []
        blamed: set[int] = set()
        for arc in bound.arcs:
            tail, head = heads[arc ^ 1], heads[arc]
            near.append(way_out(tail))
            # A device on either side that is to blame is a cut through all of its links at once.
            device = next((each for each in (head, tail) if self._devices[each] == cheap_device), None)
            if device is None:
                amount += self._links[arc >> 1]
            else:
                blamed.add(device)
                near[-1] = entry(device)
        return amount + len(blamed) * cheap_device, near

    def _begin(self, flow: Flow, devices: frozenset[int], ends: frozenset[int], arcs: Iterable[int]) -> int:
        """Fills disjoint paths with as much as a healthy link carries; gives how much that is together at their ends.

        A path ends at a way into a device, or at its way out.
        """
        heads, full, paths = self._graph.heads, self._link_costs[0], 0
        for arc in arcs:
            tail, head = heads[arc ^ 1], heads[arc]
            flow.along[arc] = full
            if tail in devices:
                flow.through[tail] = flow.through.get(tail, 0) + full
            if entry(head) not in ends:
                flow.through[head] = flow.through.get(head, 0) + full
            paths += entry(head) in ends or way_out(head) in ends
        return paths * full

    def _along(self, flow: Flow, devices: frozenset[int], arcs: Collection[int]) -> int:
        """Sends as much as goes along paths that share no device but those they begin and end at; gives how much."""
        heads, flowing = self._graph.heads, 0
        onward = {heads[arc ^ 1]: arc for arc in arcs}
        for first in [arc for arc in arcs if heads[arc ^ 1] in devices]:
            way, device = [first], heads[first]
            while (arc := onward.get(device)) is not None and device not in devices and len(way) < len(arcs):
                way.append(arc)
                device = heads[arc]
            flowing += flow.fill(way) if device in self._graph.cores else 0
        return flowing

    def _flow(self) -> Flow:
        return Flow(self._graph, self._links, self._devices, self._distance)

    def _cut(self, flow: Flow, lee: Lee) -> Elements:
        """The blamed elements of the smallest cut nearest the cores: full, and from beyond them a core can be reached."""

        def crosses(tail: int, head: int) -> bool:
            return lee.holds(head) and not lee.holds(tail)

        heads, distance = self._graph.heads, self._distance
        cheap_device, cheap_link = self._device_costs[1], self._link_costs[1]
        devices = [device for device, amount in flow.through.items() if amount == self._devices[device] == cheap_device]
        arcs = [arc for arc, amount in flow.along.items() if amount == self._links[arc >> 1] == cheap_link]
        # What is found to lead to a core is found the sooner for what lies behind it.
        devices.sort(key=distance.__getitem__)
        arcs.sort(key=lambda arc: distance[heads[arc]])
        return Elements(
            tuple(sorted([device for device in devices if crosses(entry(device), way_out(device))])),
            tuple(sorted([arc >> 1 for arc in arcs if crosses(way_out(heads[arc ^ 1]), entry(heads[arc]))])),
        )


def _kept(reason: Elements, flow: Flow, further: _Kept | None = None) -> _Kept:
    """A reason with what flows towards its cut, and beyond it as for another one."""
    devices, links = frozenset(flow.through), frozenset([arc >> 1 for arc in flow.along])
    return (
        _Kept(reason, devices, links)
        if further is None
        else _Kept(reason, devices | further.devices, links | further.links)
    )
