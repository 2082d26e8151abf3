"""Up, down or unknown for every device and link, from what polling has shown.

Silence alone proves nothing: a dead agent on a living router looks the same. So a silent device is held against other
witnesses, and what nobody can tell is unknown, never folded into a yes or a no.

Devices, the first line that holds:

| polled      | agent           | ping    | ports of neighbours towards it    | condition            |
|-------------|-----------------|---------|-----------------------------------|----------------------|
| never       |                 |         |                                   | unknown              |
| not lately  |                 |         |                                   | unknown              |
| lately      | answers         |         |                                   | up                   |
| lately      | silent          | answers |                                   | up, `agent_silent`   |
| lately      | silent          | unsent  | none to ask                       | unknown              |
| lately      | silent          | dead    | none to ask                       | down                 |
| lately      | silent          | dead    | all down                          | down                 |
| lately      | silent          | dead    | one is up, or tells nothing       | unknown              |

Links, from the oper_status of the interface at each end, where it was seen lately:

| one end     | other end       | condition |
|-------------|-----------------|-----------|
| down        | anything        | down      |
| up          | up or no word   | up        |
| no word     | no word         | unknown   |

An agent that refuses the credential or answers with errors lives all the same. A ping answers where the last one did, and was
sent lately by its own limit; a device that was not pinged, or not lately, counts as one whose ping is dead. Echoes that could not leave this machine are no
witness: with its own line down every device is silent, and none of them is down for it. A neighbour is asked where it answers now,
its table is fresh and the interface that the link names was seen lately; a walk that broke off before it leaves it as old as it is.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation, ElementState
from fengsui.model.ping import Ping
from fengsui.model.poll import PollOutcome
from fengsui.state.identity import InterfaceLookup

# One unanswered poll is silence: it already holds every retransmission, each with its full patience. Waiting for a second
# one would only delay the alarm by an interval; flaps are damped where alarms are raised.
SILENT_AFTER_FAILURES = 1

# What ifOperStatus (RFC 2863) says of a link. `testing`, `unknown` and `dormant` carry no packets now and prove no fault.
PORT_EVIDENCE: Mapping[str | None, Condition] = {
    "up": Condition.UP,
    "down": Condition.DOWN,
    "lowerLayerDown": Condition.DOWN,
    "notPresent": Condition.DOWN,
}

_ANSWERS = {
    PollOutcome.OK: "",
    PollOutcome.PARTIAL: "",
    PollOutcome.REFUSED: "agent answers, but refuses the credential",
    PollOutcome.ERROR: "agent answers, but with errors",
}


def evaluate(
    network: Network,
    observations: Mapping[str, DeviceObservation],
    now: float,
    *,
    evidence_limit_seconds: float,
    previous: Conditions | None = None,
    pings: Mapping[str, Ping] = {},
    ping_limit_seconds: float | None = None,
) -> Conditions:
    """Gives the condition of every device and link of `network` at `now` (epoch seconds).

    To evaluate one network again and again, keep an `Evaluator`.

    Args:
        network: What is registered.
        observations: By device name; a device that was never polled has none.
        now: Epoch seconds.
        evidence_limit_seconds: Age at which evidence stops counting.
        previous: Conditions of the last evaluation; `since` carries over from them while a condition stays the same.
        pings: The last ping of each device; a device that is missing here was not asked, and that counts as no answer.
        ping_limit_seconds: Age at which a ping stops counting; None for that of other evidence.
    """
    evaluator = Evaluator(network, evidence_limit_seconds, ping_limit_seconds)
    return evaluator.evaluate(observations, pings, now, previous=previous or Conditions({}, {}))


_Element = tuple[str, str]  # kind and name
# Seconds before evidence is too old from which it is looked at again and again: more than what rounding may take away.
_EARLY = 0.001
_MOST_STALE = 4  # entries for each element, most of them passed over, before they are sorted out


class Evaluator:
    """Evaluates one network again and again: only what has new evidence, and what has evidence that grew too old.

    Args:
        network: What is registered.
        evidence_limit_seconds: Age at which evidence stops counting.
        ping_limit_seconds: The same for pings; None for that of other evidence.

    Attributes:
        renewed: Of what was given last, all that is not the same object as it was before.
    """

    def __init__(
        self, network: Network, evidence_limit_seconds: float, ping_limit_seconds: float | None = None
    ) -> None:
        self._network = network
        self._limit = evidence_limit_seconds
        self._ping_limit = evidence_limit_seconds if ping_limit_seconds is None else ping_limit_seconds
        self._at = math.inf
        self.renewed = Conditions({}, {})
        # When each element has to be looked at again, the next first; one that has new evidence is entered anew, and its
        # older entry is passed over.
        self._due: list[tuple[float, _Element]] = []
        self._until: dict[_Element, float] = {}

    def evaluate(
        self,
        observations: Mapping[str, DeviceObservation],
        pings: Mapping[str, Ping],
        now: float,
        *,
        previous: Conditions,
        seen: Collection[str] | None = None,
    ) -> Conditions:
        """Gives the conditions at `now` (epoch seconds); those of what did not change are the same objects as in `previous`.

        Args:
            observations: By device name; a device that was never polled has none.
            pings: The last ping of each device that was asked.
            now: Epoch seconds; where it is before the last time everything is looked at again.
            previous: What was given last; `since` carries over from there while a condition stays the same.
            seen: Names of all devices that have another observation or ping since then; None where that is not known.
        """
        view = _View(self._network, observations, now, self._limit, pings, self._ping_limit)
        if seen is None or now < self._at:
            self._at = now
            return self._whole(view, previous)
        self._at = now
        devices, links = self._touched(seen)
        for kind, name in self._overdue(now):
            (devices if kind == "device" else links).add(name)
        # In the order of names, so that the same evidence gives the same order of changes.
        self.renewed = renewed = self._states(view, sorted(devices), sorted(links), previous)
        for element in (*(("device", name) for name in devices), *(("link", name) for name in links)):
            if element in self._until:
                heappush(self._due, (self._until[element], element))
        if not renewed.devices and not renewed.links:
            return previous
        return Conditions(_replaced(previous.devices, renewed.devices), _replaced(previous.links, renewed.links))

    def _whole(self, view: "_View", previous: Conditions) -> Conditions:
        self._until.clear()
        devices = {name: self._device(view, name, previous.devices.get(name)) for name in self._network.devices}
        links = {name: self._link(view, name, previous.links.get(name)) for name in self._network.links}
        self._due = [(until, element) for element, until in self._until.items()]
        heapify(self._due)
        self.renewed = Conditions(devices, links)
        return self.renewed

    def _touched(self, seen: Collection[str]) -> tuple[set[str], set[str]]:
        """Devices and links that what was seen of some devices may bear on: of a silent device the neighbours tell."""
        devices, links = set[str](), set[str]()
        for name in seen:
            if name in self._network.devices:
                devices.add(name)
                for link in self._network.links_of[name]:
                    links.add(link.name)
                    devices.update((link.a.device, link.b.device))
        return devices, links

    def _overdue(self, now: float) -> Iterator[_Element]:
        if len(self._due) > _MOST_STALE * (len(self._until) + 1):
            self._due = [(until, element) for element, until in self._until.items()]
            heapify(self._due)
        while self._due and self._due[0][0] <= now:
            until, element = heappop(self._due)
            if self._until.get(element) == until:
                yield element

    def _states(
        self, view: "_View", devices: Collection[str], links: Collection[str], previous: Conditions
    ) -> Conditions:
        """States of those of some elements that are not as they were."""
        before = previous.devices, previous.links
        seen = {name: self._device(view, name, before[0].get(name)) for name in devices}
        told = {name: self._link(view, name, before[1].get(name)) for name in links}
        return Conditions(
            {name: state for name, state in seen.items() if state is not before[0].get(name)},
            {name: state for name, state in told.items() if state is not before[1].get(name)},
        )

    def _device(self, view: "_View", name: str, before: ElementState | None) -> ElementState:
        return self._state(view, ("device", name), _device_verdict(view, name), before)

    def _link(self, view: "_View", name: str, before: ElementState | None) -> ElementState:
        return self._state(view, ("link", name), _link_verdict(view, self._network.links[name]), before)

    def _state(
        self, view: "_View", element: _Element, verdict: "_Verdict", before: ElementState | None
    ) -> ElementState:
        until = view.seen_until() - _EARLY
        if until == math.inf:
            self._until.pop(element, None)
        else:
            self._until[element] = until
        state = verdict.state(element[1], before, view.now)
        return before if before is not None and before == state else state


def _replaced(before: dict[str, ElementState], found: dict[str, ElementState]) -> dict[str, ElementState]:
    return {**before, **found} if found else before


@dataclass(frozen=True, slots=True)
class _Verdict:
    condition: Condition
    evidence_at: float | None
    reason: str = ""
    agent_silent: bool = False

    def state(self, name: str, before: ElementState | None, now: float) -> ElementState:
        since = before.since if before is not None and before.condition is self.condition else now
        return ElementState(name, self.condition, since, self.evidence_at, self.reason, self.agent_silent)


@dataclass(frozen=True, slots=True)
class _Port:
    """What one end of a link says: None where it has nothing to say."""

    end: LinkEnd
    condition: Condition | None = None
    at: float | None = None
    found: bool = False
    disabled: bool = False
    stale: bool = False  # the interface is known, but the walks of late broke off before it

    @property
    def label(self) -> str:
        return f"{self.end.device} {self.end.interface}"


@dataclass(slots=True)
class _View:
    """The observations as seen at a moment."""

    network: Network
    observations: Mapping[str, DeviceObservation]
    now: float
    limit: float
    pings: Mapping[str, Ping]
    ping_limit: float
    _lookups: dict[str, InterfaceLookup] = field(default_factory=dict)
    until: float = math.inf  # the first moment at which something that was fresh here is too old

    def fresh(self, at: float | None) -> bool:
        return at is not None and self._young(at, self.limit)

    def ping(self, device: str) -> Ping | None:
        """The last ping of a device, while it counts."""
        ping = self.pings.get(device)
        return ping if ping is not None and self._young(ping.at, self.ping_limit) else None

    def _young(self, at: float, limit: float) -> bool:
        if self.now - at > limit:
            return False
        self.until = min(self.until, at + limit)
        return True

    def seen_until(self) -> float:
        """The moment up to which what was asked since the last call says the same."""
        until, self.until = self.until, math.inf
        return until

    def answers(self, device: str) -> bool:
        seen = self.observations.get(device)
        return seen is not None and _answers(seen) and self.fresh(seen.answered_at)

    def port(self, end: LinkEnd) -> _Port:
        seen = self.observations.get(end.device)
        if seen is None or not self.fresh(seen.interfaces_at):
            return _Port(end)
        lookup = self._lookups.get(end.device)
        if lookup is None:
            lookup = self._lookups[end.device] = InterfaceLookup(seen.interfaces)
        row = lookup.find(end.interface)
        if row is None:
            return _Port(end)
        at = seen.interface_seen_at(row)
        if not self.fresh(at):
            return _Port(end, at=at, stale=True)
        oper, admin = seen.interfaces.oper_status[row], seen.interfaces.admin_status[row]
        disabled = admin == "down" and oper != "up"
        condition = Condition.DOWN if disabled else PORT_EVIDENCE.get(oper)
        return _Port(end, condition, at, found=True, disabled=disabled)


def _answers(seen: DeviceObservation) -> bool:
    return seen.outcome.answered or seen.failures < SILENT_AFTER_FAILURES


def _device_verdict(view: _View, device: str) -> _Verdict:
    seen = view.observations.get(device)
    if seen is None:
        return _Verdict(Condition.UNKNOWN, None, "never polled")
    if _answers(seen):
        if view.fresh(seen.answered_at):
            return _Verdict(Condition.UP, seen.answered_at, _ANSWERS.get(seen.outcome, ""))
        return _Verdict(Condition.UNKNOWN, seen.answered_at, "evidence too old")
    if not _silence_counts(view, seen):
        return _Verdict(Condition.UNKNOWN, seen.polled_at, "evidence too old")
    ping = view.ping(device)
    if ping is not None and ping.answered:
        return _Verdict(Condition.UP, max(seen.polled_at, ping.at), "agent silent, ping answers", agent_silent=True)
    return _silent_verdict(seen, ping, tuple(_neighbour_ports(view, device)))


def _silence_counts(view: _View, seen: DeviceObservation) -> bool:
    """A dead device is asked less often; its silence stays evidence until its next try is overdue as well."""
    return view.fresh(max(seen.polled_at, seen.next_poll_at or 0.0))


def _neighbour_ports(view: _View, device: str) -> Iterator[_Port]:
    """Ports towards `device` of the neighbours that can be asked."""
    for link in view.network.links_of[device]:
        end = link.b if link.a.device == device else link.a
        if end.device != device and view.answers(end.device):
            port = view.port(end)
            if port.found:
                yield port


def _silent_verdict(seen: DeviceObservation, ping: Ping | None, ports: tuple[_Port, ...]) -> _Verdict:
    pinged_at = (ping.at,) if ping else ()
    at = max([seen.polled_at, *pinged_at, *(port.at for port in ports if port.at is not None)])
    for port in ports:
        if port.condition is Condition.UP:
            return _Verdict(Condition.UNKNOWN, at, f"agent silent, but port up at {port.label}")
    for port in ports:
        if port.condition is None:
            return _Verdict(Condition.UNKNOWN, at, f"agent silent, port undecided at {port.label}")
    if ports:
        return _Verdict(Condition.DOWN, at, f"agent silent, port down at {ports[0].label}")
    if ping is not None and not ping.left:
        return _Verdict(Condition.UNKNOWN, at, f"agent silent, and this machine cannot send to it: {ping.unreachable}")
    return _Verdict(Condition.DOWN, at, "agent silent, no neighbour to ask")


def _link_verdict(view: _View, link: Link) -> _Verdict:
    a, b = view.port(link.a), view.port(link.b)
    for port in (a, b):
        if port.condition is Condition.DOWN:
            at = _newest(port, b if b.condition is Condition.DOWN else port)
            words = "port administratively down" if port.disabled else "port down"
            return _Verdict(Condition.DOWN, at, f"{words} at {port.label}")
    if a.condition is Condition.UP or b.condition is Condition.UP:
        at = _newest(*(port for port in (a, b) if port.condition is Condition.UP))
        return _Verdict(Condition.UP, at, _slip(view, a, b))
    return _no_word(view, a, b)


def _newest(*ports: _Port) -> float | None:
    return max((port.at for port in ports if port.at is not None), default=None)


def _slip(view: _View, a: _Port, b: _Port) -> str:
    """Names an end whose device has no such interface, so that a slip in the inventory is not taken for the field; else empty."""
    for port in (a, b):
        seen = view.observations.get(port.end.device)
        if not port.found and not port.stale and seen is not None and view.fresh(seen.interfaces_at):
            return f"no single interface {port.label}"
    return ""


def _no_word(view: _View, a: _Port, b: _Port) -> _Verdict:
    newest = max((at for port in (a, b) if (at := _table_at(view, port)) is not None), default=None)
    return _Verdict(Condition.UNKNOWN, newest, _slip(view, a, b) or "no fresh evidence from either end")


def _table_at(view: _View, port: _Port) -> float | None:
    if port.stale:
        return port.at
    seen = view.observations.get(port.end.device)
    return None if seen is None else seen.interfaces_at
