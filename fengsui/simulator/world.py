"""The state of the simulated equipment over time: faults begin and end, and ports, uptimes and counters follow from them.

Time is an argument; nothing here waits or talks. Management is in-band but for the core sites: a device answers only while
a path of powered devices and whole links leads from it to a core of its carrier.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fengsui.model.device import DeviceRole
from fengsui.simulator.chance import chance
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.province import Port, Province
from fengsui.simulator.traffic import effective_seconds


class Phase(StrEnum):
    """Whether a fault begins or ends."""

    FAULT = "fault"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Happening:
    """A fault that began or ended.

    Attributes:
        at: Epoch seconds.
    """

    at: float
    phase: Phase
    fault: Fault


@dataclass(slots=True)
class PortStatus:
    """What moves at one port.

    Attributes:
        changed_at: Epoch seconds when `up` last changed.
        baseline: Effective seconds that do not count: those before the boot and those spent down.
        frozen: Effective seconds that the counters stand at while the port is down.
    """

    up: bool
    changed_at: float
    baseline: float
    frozen: float | None = None

    def run(self, port: Port, now: float) -> float:
        """Effective seconds that the port has carried traffic since its device booted."""
        if self.frozen is not None:
            return self.frozen
        return max(effective_seconds(now, port.phase) - self.baseline, 0.0)

    def turn(self, up: bool, port: Port, at: float) -> None:
        """Takes the port up or down; counters stand still while it is down."""
        if up == self.up:
            return
        if up:
            self.baseline = effective_seconds(at, port.phase) - (self.frozen or 0.0)
            self.frozen = None
        else:
            self.frozen = self.run(port, at)
        self.up, self.changed_at = up, at


@dataclass(slots=True)
class DeviceStatus:
    """What moves at one device.

    Attributes:
        booted_at: Epoch seconds.
        boots: snmpEngineBoots.
        answers: False while the agent is silent, whatever the reason.
        ports: Beside the ports of the device.
    """

    booted_at: float
    boots: int
    powered: bool
    answers: bool
    ports: list[PortStatus]


class World:
    """All devices' status at the moment it was last advanced to.

    Attributes:
        devices: By name.
    """

    def __init__(self, province: Province, now: float) -> None:
        self._province = province
        self._network = province.network
        self._coming: Iterator[Fault] = iter(())
        self._next: Fault | None = None
        self._endings: list[tuple[float, int, Fault]] = []
        self._active: list[Fault] = []
        self._counted = 0
        self.devices = {name: self._fresh(name, now) for name in province.devices}

    def schedule(self, faults: Iterable[Fault]) -> None:
        """Replaces what is still to come by `faults`, which are ordered by their beginning; those under way end as planned."""
        self._coming = iter(faults)
        self._next = next(self._coming, None)

    @property
    def next_at(self) -> float | None:
        """When something happens next; None where nothing is planned."""
        times = [ending[0] for ending in self._endings[:1]] + ([self._next.at] if self._next else [])
        return min(times, default=None)

    def advance(self, now: float) -> tuple[Happening, ...]:
        """Lets everything happen that is due by `now`, each at its own time."""
        happened = []
        while (due := self.next_at) is not None and due <= now:
            happened.append(self._step(due))
        return tuple(happened)

    def _step(self, at: float) -> Happening:
        if self._next is not None and self._next.at <= at:
            fault, phase = self._next, Phase.FAULT
            self._next = next(self._coming, None)
            self._counted += 1
            heapq.heappush(self._endings, (fault.until, self._counted, fault))
            self._active.append(fault)
        else:
            _, _, fault = heapq.heappop(self._endings)
            phase = Phase.REPAIR
            self._active.remove(fault)
        self._settle(fault, at)
        return Happening(at, phase, fault)

    def _settle(self, fault: Fault, at: float) -> None:
        off = {name for f in self._active if f.kind in (FaultKind.POWER_LOSS, FaultKind.REBOOT) for name in f.devices}
        cut = {name for f in self._active for name in f.links}
        for name in fault.devices:
            self._power(name, name not in off, at)
        for name in self._concerned(fault):
            self._settle_ports(name, off, cut, at)
        dead = {name for f in self._active if f.kind is FaultKind.AGENT_DEAD for name in f.devices}
        reached = self._reached(off, cut)
        for name, status in self.devices.items():
            status.answers = name in reached and name not in dead

    def _concerned(self, fault: Fault) -> set[str]:
        links = [self._network.links[name] for name in fault.links]
        links += [link for name in fault.devices for link in self._network.links_of[name]]
        return {end.device for link in links for end in (link.a, link.b)} | set(fault.devices)

    def _power(self, name: str, on: bool, at: float) -> None:
        status = self.devices[name]
        if on and not status.powered:
            status.booted_at = at
            status.boots += 1
            for port, port_status in zip(self._province.devices[name].ports, status.ports, strict=True):
                port_status.baseline, port_status.frozen = effective_seconds(at, port.phase), None
                port_status.up, port_status.changed_at = True, at
                port_status.turn(port.admin_up and port.wired, port, at)
        status.powered = on

    def _settle_ports(self, name: str, off: set[str], cut: set[str], at: float) -> None:
        if name in off:
            return
        for port, status in zip(self._province.devices[name].ports, self.devices[name].ports, strict=True):
            if port.link is not None:
                link = self._network.links[port.link]
                status.turn(port.link not in cut and not off & {link.a.device, link.b.device}, port, at)

    def _reached(self, off: set[str], cut: set[str]) -> set[str]:
        devices = self._network.devices
        waiting = [name for name, device in devices.items() if device.role is DeviceRole.CORE and name not in off]
        reached = set(waiting)
        while waiting:
            for link in self._network.links_of[waiting.pop()]:
                for end in (link.a, link.b):
                    if end.device not in reached and end.device not in off and link.name not in cut:
                        reached.add(end.device)
                        waiting.append(end.device)
        return reached

    def _fresh(self, name: str, now: float) -> DeviceStatus:
        simulated = self._province.devices[name]
        booted_at = now - simulated.uptime_seconds
        boots = 1 + int(40 * chance(self._province.seed, "boots", name))
        return DeviceStatus(booted_at, boots, True, True, [_fresh_port(port, booted_at) for port in simulated.ports])


def _fresh_port(port: Port, booted_at: float) -> PortStatus:
    up = port.admin_up and port.wired
    baseline = effective_seconds(booted_at, port.phase)
    return PortStatus(up, booted_at + 45.0, baseline, None if up else 0.0)
