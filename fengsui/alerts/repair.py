"""Whether what failed is up again: the condition of an incident's elements now. Pure."""

from collections.abc import Iterable

from fengsui.alerts.failure import state_of
from fengsui.model.incident import Element
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState


class Standing:
    """The devices and links of a network as they are at `now` (epoch seconds)."""

    def __init__(self, network: Network, conditions: Conditions, now: float) -> None:
        self._network = network
        self._conditions = conditions
        self._now = now

    def is_down(self, elements: Iterable[Element]) -> bool:
        """True where one of them is known to be down."""
        states = (self._state(each) for each in elements)
        return any(state is not None and state.condition is Condition.DOWN for state in states)

    def up_since(self, elements: Iterable[Element]) -> float | None:
        """When the last of them came up, and now where none is registered any more; None where one is not known to be up."""
        times = []
        for each in elements:
            if self._is_registered(each):
                state = self._state(each)
                if state is None or state.condition is not Condition.UP:
                    return None
                times.append(state.since)
        return min(max(times, default=self._now), self._now)

    def _state(self, element: Element) -> ElementState | None:
        return state_of(self._conditions, (element.kind, element.name)) if self._is_registered(element) else None

    def _is_registered(self, element: Element) -> bool:
        names = self._network.devices if element.kind == "device" else self._network.links
        return element.name in names
