"""The board: what this process knows now, kept for scraping and for the next assessment.

Polling pins up observations as they come; the upkeep task works out conditions and coverage from them. Everything it gives
out is immutable, so a reader never sees half a change.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from fengsui.coverage.changes import coverage_changes
from fengsui.coverage.engine import Assessor
from fengsui.coverage.result import Coverage
from fengsui.model.adjacency import Adjacency
from fengsui.model.network import Network
from fengsui.model.observation import Change, Conditions, DeviceObservation
from fengsui.model.ping import Ping
from fengsui.model.probe import ServiceObservation
from fengsui.state.adjacency import hold
from fengsui.state.changes import changes_between
from fengsui.state.conditions import Evaluator

_RECENT = 200  # changes kept in memory for the live view


class Board:
    """Network, observations, conditions and coverage of one process."""

    def __init__(self, evidence_limit_seconds: float, ping_limit_seconds: float | None = None) -> None:
        self._limit = evidence_limit_seconds
        self._ping_limit = ping_limit_seconds
        self._pings: dict[str, Ping] = {}
        self._observations: dict[str, DeviceObservation] = {}
        self._services: dict[str, ServiceObservation] = {}
        self._recent: deque[Change] = deque(maxlen=_RECENT)
        self.network = Network()
        self.conditions = Conditions(devices={}, links={})
        self.coverage = Coverage(as_of=0.0, counties=())
        self.adjacency = Adjacency()
        self._counties = Assessor(self.network)
        self._evaluator = Evaluator(self.network, evidence_limit_seconds, ping_limit_seconds)
        self._seen: set[str] | None = None  # devices that were heard of since the last assessment; None for any
        self._assessed = False  # the conditions kept here are those that the counties were assessed with last
        self.stale = True  # something came since the last assessment

    @property
    def observations(self) -> Mapping[str, DeviceObservation]:
        """Last observations by device name; read-only."""
        return MappingProxyType(self._observations)

    @property
    def pings(self) -> Mapping[str, Ping]:
        """Last pings by device name; read-only."""
        return MappingProxyType(self._pings)

    @property
    def services(self) -> Mapping[str, ServiceObservation]:
        """What is known of services, by name; read-only."""
        return MappingProxyType(self._services)

    @property
    def recent_changes(self) -> Sequence[Change]:
        """The newest changes, newest last."""
        return tuple(self._recent)

    def restore(
        self,
        observations: Mapping[str, DeviceObservation],
        conditions: Conditions | None,
        pings: Mapping[str, Ping] = MappingProxyType({}),
    ) -> None:
        """Takes over what an earlier process had seen; evidence that is too old will say so by itself."""
        self._observations = dict(observations)
        self._pings = dict(pings)
        if conditions is not None:
            self.conditions, self._assessed = conditions, False
        self._seen, self.stale = None, True

    def restore_services(self, services: Mapping[str, ServiceObservation]) -> None:
        """The same of services."""
        self._services = dict(services)

    def register(self, network: Network) -> list[str]:
        """Takes a new inventory; returns the names of devices that were not there before, in order."""
        added = sorted(network.devices.keys() - self.network.devices.keys())
        for gone in self._observations.keys() - network.devices.keys():
            del self._observations[gone]
        for gone in self._pings.keys() - network.devices.keys():
            del self._pings[gone]
        for gone in self._services.keys() - network.services.keys():
            del self._services[gone]
        self.network = network
        self._counties, self._assessed = Assessor(network, self._counties), False
        self._evaluator = Evaluator(network, self._limit, self._ping_limit)
        self._seen, self.stale = None, True
        return added

    def pin(self, observation: DeviceObservation, changes: Iterable[Change]) -> None:
        """Takes what a poll has shown."""
        self._observations[observation.device] = observation
        if self._seen is not None:
            self._seen.add(observation.device)
        self._recent.extend(changes)
        self.stale = True

    def pin_pings(self, pings: Iterable[Ping]) -> None:
        """Takes what pings have shown; of devices that are registered no more it takes nothing."""
        known = {ping.device: ping for ping in pings if ping.device in self.network.devices}
        self._pings.update(known)
        if self._seen is not None:
            self._seen.update(known)
        self.stale = True

    def pin_service(self, seen: ServiceObservation, changes: Iterable[Change]) -> None:
        """Takes what a probe has shown."""
        self._services[seen.service] = seen
        self._recent.extend(changes)

    def adjacency_at(self, now: float) -> Callable[[], Adjacency]:
        """What works out, over what is known at this moment, which links LLDP confirms; it may run in another thread."""
        seen = dict(self._observations)
        return partial(hold, self.network, seen, now, evidence_limit_seconds=self._limit, conditions=self.conditions)

    def assess(self, now: float) -> tuple[Change, ...]:
        """Works conditions and coverage out anew; returns what changed.

        The first coverage of a process is no change: it was not seen how the province came to be so.
        """
        conditions = self._evaluator.evaluate(
            self._observations, self._pings, now, previous=self.conditions, seen=self._seen
        )
        self._seen = set()
        changes = changes_between(self.conditions, self._evaluator.renewed, now)
        moved = {change.name for change in changes} if self._assessed else None
        coverage = self._counties.assess(conditions, now, moved)
        self._assessed = True
        if self.coverage.counties:
            changes = (*changes, *coverage_changes(self.coverage, coverage))
        self.conditions, self.coverage, self.stale = conditions, coverage, False
        self._recent.extend(changes)
        return changes
