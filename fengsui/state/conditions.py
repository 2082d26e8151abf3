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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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

    Args:
        network: What is registered.
        observations: By device name; a device that was never polled has none.
        now: Epoch seconds.
        evidence_limit_seconds: Age at which evidence stops counting.
        previous: Conditions of the last evaluation; `since` carries over from them while a condition stays the same.
        pings: The last ping of each device; a device that is missing here was not asked, and that counts as no answer.
        ping_limit_seconds: Age at which a ping stops counting; None for that of other evidence.
    """
    ping_limit = evidence_limit_seconds if ping_limit_seconds is None else ping_limit_seconds
    view = _View(network, observations, now, evidence_limit_seconds, pings, ping_limit)
    devices_before = previous.devices if previous else {}
    links_before = previous.links if previous else {}
    return Conditions(
        devices={
            name: _device_verdict(view, name).state(name, devices_before.get(name), now) for name in network.devices
        },
        links={
            name: _link_verdict(view, link).state(name, links_before.get(name), now)
            for name, link in network.links.items()
        },
    )


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

    def fresh(self, at: float | None) -> bool:
        return at is not None and self.now - at <= self.limit

    def ping(self, device: str) -> Ping | None:
        """The last ping of a device, while it counts."""
        ping = self.pings.get(device)
        return ping if ping is not None and self.now - ping.at <= self.ping_limit else None

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
