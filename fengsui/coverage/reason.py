"""Why a county is not covered as designed: the smallest set of elements not up that explains it alone.

Explaining means: were every other element up, the state would be no better. That is a smallest cut. Every device is split
into a node where paths come in and one where they go out; an element that may be blamed costs little to cut, a healthy one
costs more than all of those together. Of equally small sets the one with more devices wins (a dead device is the reason
for its dangling links, not they for it), then the one nearest the core: so all counties behind a fault name the same one.
"""

from collections.abc import Callable

from fengsui.coverage.flow import FlowNetwork, greatest_flow, sink_side
from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.model.observation import Condition


def is_down(condition: Condition) -> bool:
    """What may be blamed for an uncovered county: unknown elements do not explain it."""
    return condition is Condition.DOWN


def is_not_up(condition: Condition) -> bool:
    """What may be blamed for an unknown or a degraded county."""
    return condition is not Condition.UP


class Explainer:
    """Finds the reasons of many counties of one carrier in the same conditions."""

    def __init__(self, graph: CarrierGraph, status: GraphStatus, blamed: Callable[[Condition], bool]) -> None:
        self._graph = graph
        self._devices = [device for device, condition in enumerate(status.devices) if blamed(condition)]
        self._links = [link for link, condition in enumerate(status.links) if blamed(condition)]
        self._network = self._build()

    def _build(self) -> FlowNetwork:
        graph = self._graph
        elements = len(self._devices) + len(self._links)
        # A set that is smaller by one always costs less; among equals each link costs a little more than a device.
        device_cost, link_cost = elements + 1, elements + 2
        healthy_link = (elements + 1) * link_cost
        healthy_device = healthy_link * (len(graph.links) + 1)
        network = FlowNetwork.of(2 * len(graph.devices))
        blamed_devices, blamed_links = set(self._devices), set(self._links)
        for device in range(len(graph.devices)):
            network.join(_entry(device), _exit(device), device_cost if device in blamed_devices else healthy_device)
        for link, (a, b) in enumerate(graph.ends):
            cost = link_cost if link in blamed_links else healthy_link
            network.join(_exit(a), _entry(b), cost)
            network.join(_exit(b), _entry(a), cost)
        return network

    def explain(self, county: str, *, beyond: bool = False) -> Elements:
        """The reason why a county has no better connection to the cores, or to those `beyond` its own."""
        graph, network = self._graph, self._network
        cores = graph.cores_beyond(county) if beyond else graph.cores
        sources = [_entry(device) for device in graph.counties[county]]
        sinks = {_exit(core) for core in cores}
        residual = network.capacities.copy()
        greatest_flow(network, residual, sources, sinks)
        return self._cut(sink_side(network, residual, sinks))

    def _cut(self, near_core: set[int]) -> Elements:
        def crosses(tail: int, head: int) -> bool:
            return tail not in near_core and head in near_core

        ends = self._graph.ends
        return Elements(
            tuple(device for device in self._devices if crosses(_entry(device), _exit(device))),
            tuple(
                link
                for link in self._links
                for a, b in [ends[link]]
                if crosses(_exit(a), _entry(b)) or crosses(_exit(b), _entry(a))
            ),
        )


def _entry(device: int) -> int:
    return 2 * device


def _exit(device: int) -> int:
    return 2 * device + 1
