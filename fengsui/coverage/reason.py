"""Why a county is not covered as designed: the smallest set of elements not up that explains it alone.

Explaining means: were every other element up, the state would be no better. That is a smallest cut. Every device is split
into a node where paths come in and one where they go out; an element that may be blamed costs little to cut, a healthy one
costs more than all of those together. Of equally small sets the one with more devices wins (a dead device is the reason
for its dangling links, not they for it), then the one nearest the core: so all counties behind a fault name the same one.
"""

from collections.abc import Callable, Collection, Iterable

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


class Explainer:
    """Finds the reasons of many counties of one carrier in the same conditions."""

    def __init__(self, reach: Reach, status: GraphStatus, blamed: Callable[[Condition], bool]) -> None:
        """Takes the reach over all that is registered, which guides the search, and the conditions as they are."""
        self._graph = graph = reach.graph
        self._distance = reach.distance
        guilty = {condition for condition in Condition if blamed(condition)}
        # A set that is smaller by one always costs less; among equals each link costs a little more than a device.
        elements = len(graph.devices) + len(graph.links)
        device_cost, link_cost = elements + 1, elements + 2
        healthy_link = (elements + 1) * link_cost
        healthy_device = healthy_link * (len(graph.links) + 1)
        self._devices = [device_cost if condition in guilty else healthy_device for condition in status.devices]
        self._links = [link_cost if condition in guilty else healthy_link for condition in status.links]
        self._dearest = link_cost
        # One fault in all needs no search: whatever is missing of the design is missing because of it.
        accused = Elements(
            tuple([device for device, condition in enumerate(status.devices) if condition in guilty]),
            tuple([link for link, condition in enumerate(status.links) if condition in guilty]),
        )
        self._only = accused if len(accused.devices) + len(accused.links) == 1 else None

    def explain(self, devices: Iterable[int], cores: Iterable[int]) -> Elements:
        """The reason why some devices together have no better connection to these cores, where the design has a better one.

        Where it has none, nothing is to blame; where nothing is missing of it, there is no sense in asking.
        """
        graph, devices = self._graph, tuple(devices)
        if self._only is not None and any(self._distance[device] >= 0 for device in devices):
            return self._only
        sources = [entry(device) for device in devices]
        sinks = {way_out(core) for core in cores}
        flow = Flow(graph, self._links, self._devices, self._distance)
        while flow.augment(sources, sinks):
            pass
        return self._cut(flow, sinks)

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
