"""One device as the renderer sees it: what is registered, what was seen, what its state is, and its label text."""

from dataclasses import dataclass

from fengsui.exporters.labels import DeviceKey, InterfaceLabels, device_pairs, text_columns
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.device import Device
from fengsui.model.observation import DeviceObservation, ElementState
from fengsui.model.ping import Ping
from fengsui.model.poll import PollOutcome

# Polls that may be missed before what an agent said last is no longer shown as current; the default evidence limit is the same.
FRESH_INTERVALS = 3


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device at the moment of a snapshot.

    Attributes:
        now: When the snapshot was taken.
        maintenance: True while planned work is announced for the device.
        pairs: The device's labels as they stand between the braces.
        observation: None before the first poll.
        state: None before the first evaluation.
        facts_fresh: True while what the agent last said of itself (uptime, readings) counts as current.
        ports_fresh: The same for its interfaces.
        ping: The last ping, while it counts as current.
        old_rows: Rows of interfaces that the walks of late did not reach, and that do not count as current any more.
        last_trap_at: When its newest trap came; None where none came since the start.
    """

    device: Device
    now: float
    maintenance: bool
    pairs: str
    observation: DeviceObservation | None
    state: ElementState | None
    facts_fresh: bool
    ports_fresh: bool
    interfaces: InterfaceLabels
    old_rows: frozenset[int] = frozenset()
    last_trap_at: float | None = None
    ping: Ping | None = None


class LabelMemory:
    """Label text of every device rendered so far, made anew only where a text has changed.

    Not for several threads at once.
    """

    def __init__(self) -> None:
        self._devices: dict[str, tuple[DeviceKey, str]] = {}
        self._interfaces: dict[str, InterfaceLabels] = {}

    def view(self, snapshot: Snapshot, device: Device) -> DeviceView:
        """The device with its label text."""
        observation = snapshot.observations.get(device.name)
        return DeviceView(
            device,
            snapshot.now,
            snapshot.network.in_maintenance(device.name),
            self._pairs(snapshot, device),
            observation,
            snapshot.conditions.devices.get(device.name),
            _facts_fresh(observation, snapshot),
            observation is not None and _is_fresh(observation.interfaces_at, snapshot),
            self._labels(device.name, observation),
            _old_rows(observation, snapshot),
            trap.at if (trap := snapshot.last_traps.get(device.name)) else None,
            _fresh_ping(device.name, snapshot),
        )

    def forget_all_but(self, devices: dict[str, Device]) -> None:
        """Drops the text of devices that are no longer registered."""
        for gone in self._devices.keys() - devices.keys():
            del self._devices[gone]
            self._interfaces.pop(gone, None)

    def _pairs(self, snapshot: Snapshot, device: Device) -> str:
        county = snapshot.network.county_of(device)
        key = (device.name, device.carrier, county, snapshot.network.prefecture_of(county))
        kept = self._devices.get(device.name)
        if kept is None or kept[0] != key:
            kept = self._devices[device.name] = (key, device_pairs(key))
        return kept[1]

    def _labels(self, name: str, observation: DeviceObservation | None) -> InterfaceLabels:
        if observation is None:
            return _NO_INTERFACES
        kept = self._interfaces.get(name)
        # Equal tuples of the same strings compare by identity first, so a poll that changed no text costs next to nothing.
        if kept is None or kept.columns != text_columns(observation.interfaces):
            kept = self._interfaces[name] = InterfaceLabels.of(name, observation.interfaces)
        return kept


_NO_INTERFACES = InterfaceLabels(((), (), (), (), ()), ())


def _facts_fresh(observation: DeviceObservation | None, snapshot: Snapshot) -> bool:
    # An agent that refuses the credential answers, and says nothing: what is known of it is from before.
    silent = (PollOutcome.REFUSED, PollOutcome.ERROR)
    return (
        observation is not None and observation.outcome not in silent and _is_fresh(observation.answered_at, snapshot)
    )


def _old_rows(observation: DeviceObservation | None, snapshot: Snapshot) -> frozenset[int]:
    if observation is None or not observation.interface_seen:
        return frozenset()
    return frozenset(row for row, at in enumerate(observation.interface_seen) if not _is_fresh(at, snapshot))


def _fresh_ping(device: str, snapshot: Snapshot) -> Ping | None:
    ping = snapshot.pings.get(device)
    return ping if ping is not None and snapshot.now - ping.at <= snapshot.ping_fresh_seconds else None


def _is_fresh(at: float | None, snapshot: Snapshot) -> bool:
    return at is not None and snapshot.now - at <= FRESH_INTERVALS * snapshot.interval_seconds
