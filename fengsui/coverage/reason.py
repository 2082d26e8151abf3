"""Why a county is not covered as designed: the smallest set of elements not up that explains it alone.

Explaining means: were every other element up, the state would be no better. That is a smallest cut. Every device is split
into a node where paths come in and one where they go out; an element that may be blamed costs little to cut, a healthy one
costs more than all of those together. Of equally small sets the one with more devices wins (a dead device is the reason
for its dangling links, not they for it), then the one nearest the core: so all counties behind a fault name the same one.

A reason is kept while what flows towards its cut does not run through an element whose blame changed. That flow stays a
greatest one then: it fits what such an element costs now, cheap or dear, and the cut that bounds it does not hold an
element that nothing flows through. So the smallest cuts are the same ones, and the one nearest the core too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

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

_Question = tuple[tuple[int, ...], frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reason with the devices and the links that something flows through towards its cut."""

    reason: Elements
    devices: frozenset[int]
    links: frozenset[int]


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
        self._status = status
        self._devices = [self._device_costs[condition in guilty] for condition in status.devices]
        self._links = [self._link_costs[condition in guilty] for condition in status.links]
        self._dearest = link_cost
        self._accused_devices = {device for device, condition in enumerate(status.devices) if condition in guilty}
        self._accused_links = {link for link, condition in enumerate(status.links) if condition in guilty}
        self._kept: dict[_Question, _Kept] = {}

    def at(self, status: GraphStatus) -> "Explainer":
        """Goes over to other conditions; reasons that cannot be others there are kept. Gives itself."""
        if status is not self._status:
            devices = list(self._changed(self._status.devices, status.devices))
            links = list(self._changed(self._status.links, status.links))
            for device in devices:
                self._devices[device] = self._device_costs[device not in self._accused_devices]
            for link in links:
                self._links[link] = self._link_costs[link not in self._accused_links]
            self._accused_devices ^= set(devices)
            self._accused_links ^= set(links)
            self._status = status
            self._kept = {
                question: kept
                for question, kept in self._kept.items()
                if kept.devices.isdisjoint(devices) and kept.links.isdisjoint(links)
            }
        return self

    def _changed(self, before: tuple[Condition, ...], after: tuple[Condition, ...]) -> Iterator[int]:
        """Numbers of elements that are to blame and were not, or the other way round."""
        guilty = self._guilty
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            if old is not new and (old in guilty) != (new in guilty):
                yield number

    def explain(self, devices: Iterable[int], cores: Iterable[int]) -> Elements:
        """The reason why some devices together have no better connection to these cores, where the design has a better one.

        Where it has none, nothing is to blame; where nothing is missing of it, there is no sense in asking.
        """
        question = (tuple(devices), frozenset(cores))
        # One fault in all needs no search: whatever is missing of the design is missing because of it.
        alone = len(self._accused_devices) + len(self._accused_links) == 1
        if alone and any(self._distance[device] >= 0 for device in question[0]):
            return Elements(tuple(self._accused_devices), tuple(self._accused_links))
        if question not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[question] = self._found(*question)
        return self._kept[question].reason

    def _found(self, devices: tuple[int, ...], cores: frozenset[int]) -> _Kept:
        sources = [entry(device) for device in devices]
        sinks = {way_out(core) for core in cores}
        flow = Flow(self._graph, self._links, self._devices, self._distance)
        while flow.augment(sources, sinks):
            pass
        return _Kept(self._cut(flow, sinks), frozenset(flow.through), frozenset([arc >> 1 for arc in flow.along]))

    def _cut(self, flow: Flow, sinks: Collection[int]) -> Elements:
        """The blamed elements of the smallest cut nearest the cores: full, and from beyond them a core can be reached."""
        lee = Lee(flow, sinks)

        def crosses(tail: int, head: int) -> bool:
            return lee.holds(head) and not lee.holds(tail)

        full_devices = [device for device, amount in flow.through.items() if amount == self._devices[device]]
        full_arcs = [arc for arc, amount in flow.along.items() if amount == self._links[arc >> 1]]
        heads, dearest = self._graph.heads, self._dearest
        return Elements(
            tuple(
                sorted(
                    device
                    for device in full_devices
                    if self._devices[device] <= dearest and crosses(entry(device), way_out(device))
                )
            ),
            tuple(
                sorted(
                    arc >> 1
                    for arc in full_arcs
                    if self._links[arc >> 1] <= dearest and crosses(way_out(heads[arc ^ 1]), entry(heads[arc]))
                )
            ),
        )
