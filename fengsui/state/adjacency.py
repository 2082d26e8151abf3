"""LLDP neighbours held against the registered links: is the cable where the register says it is?

What one end hears at the interface that the link names:

| heard there                                         | the end says |
|-----------------------------------------------------|--------------|
| the device at the other end, at its interface       | right        |
| that device at another interface, or another device | wrong        |
| nothing, though LLDP is spoken elsewhere            | nobody       |
| no evidence, or no word of LLDP from the device     | no word      |

| one end  | other end | link          |
|----------|-----------|---------------|
| wrong    | anything  | contradicting |
| right    | not wrong | confirmed     |
| nobody   | nobody    | missing       |
| else     |           | unknown       |

A link that is down carries no LLDP: nobody counts as no word then. LLDP runs on the members of an aggregate and on no subinterface: of an
aggregate the whole device is listened to, of other interfaces that are no ports nothing is concluded.

A neighbour is known by its sysName, with or without its domain, where one device alone has it; else by the address of its chassis,
where that is an interface's of one device. Texts come from the wire and prove nothing against a forger: this finds slips, not lies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from fengsui.model.adjacency import Adjacency, LinkCheck, LinkVerdict, StrayNeighbour
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation
from fengsui.model.poll import Neighbour
from fengsui.model.verification import folded
from fengsui.state.identity import InterfaceLookup

# IANAifType of ports that LLDP runs on: ethernetCsmacd, fastEther, fastEtherFX, gigabitEthernet; and of aggregates.
_PORTS = frozenset({6, 62, 69, 117})
_AGGREGATE = 161
_SHOWN = 60
_MAC_DIGITS = 12


class _Word(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    NOBODY = "nobody"
    NO_WORD = "no word"


def hold(
    network: Network,
    observations: Mapping[str, DeviceObservation],
    now: float,
    *,
    evidence_limit_seconds: float,
    conditions: Conditions | None = None,
) -> Adjacency:
    """What LLDP says of every registered link, and what is heard beside them.

    Args:
        network: What is registered.
        observations: By device name.
        now: Epoch seconds.
        evidence_limit_seconds: Age at which what a device said stops counting.
        conditions: Of the links; None where they are not known.
    """
    speaking = {
        name: seen
        for name, seen in observations.items()
        if name in network.devices
        and seen.neighbours
        and seen.answered_at is not None
        and now - seen.answered_at <= evidence_limit_seconds
    }
    view = _View(network, observations, speaking, _Directory(network, observations, speaking.values()))
    states = conditions.links if conditions else {}
    down = {name for name, state in states.items() if state.condition is Condition.DOWN}
    return Adjacency(
        links={name: _check(view, link, down=name in down) for name, link in network.links.items()},
        strays=tuple(_strays(view)),
    )


class _Directory:
    """Which registered device a neighbour is."""

    def __init__(
        self,
        network: Network,
        observations: Mapping[str, DeviceObservation],
        speaking: Iterable[DeviceObservation],
    ) -> None:
        self._by_name: dict[str, set[str]] = {}
        self._by_chassis: dict[str, set[str]] = {}
        wanted = {_mac(each.remote_chassis) for seen in speaking for each in seen.neighbours} - {""}
        for name in network.devices:
            seen = observations.get(name)
            said = seen.system.sys_name if seen is not None and seen.system else None
            for known in {key for text in (said or name,) for key in _names(text)}:
                self._by_name.setdefault(known, set()).add(name)
            for address in seen.interfaces.physical_address if seen is not None and wanted else ():
                if address and (mac := _mac(address)) in wanted:
                    self._by_chassis.setdefault(mac, set()).add(name)

    def find(self, neighbour: Neighbour) -> str | None:
        """Name of the device; None where no single one can be told."""
        for name in _names(neighbour.remote_name):
            if len(found := self._by_name.get(name, set())) == 1:
                return next(iter(found))
        found = self._by_chassis.get(_mac(neighbour.remote_chassis), set())
        return next(iter(found)) if len(found) == 1 else None

    def may_be(self, neighbour: Neighbour, device: str) -> bool:
        """True where the neighbour is called like the device, and like others."""
        return any(device in self._by_name.get(name, ()) for name in _names(neighbour.remote_name))


@dataclass(slots=True)
class _View:
    """The observations as the checks see them."""

    network: Network
    observations: Mapping[str, DeviceObservation]
    speaking: Mapping[str, DeviceObservation]
    directory: _Directory
    _lookups: dict[str, InterfaceLookup] = field(default_factory=dict)

    def row(self, device: str, interface: str) -> int | None:
        seen = self.observations.get(device)
        if seen is None:
            return None
        lookup = self._lookups.get(device)
        if lookup is None:
            lookup = self._lookups[device] = InterfaceLookup(seen.interfaces)
        return lookup.find(interface)

    def at(self, seen: DeviceObservation, end: LinkEnd) -> tuple[Neighbour, ...]:
        """What is heard at an interface."""
        row = self.row(end.device, end.interface)
        return tuple(
            each
            for each in seen.neighbours
            if _folded(each.local_interface) == _folded(end.interface)
            or (row is not None and self.row(end.device, each.local_interface) == row)
        )

    def kind(self, end: LinkEnd) -> int | None:
        row = self.row(end.device, end.interface)
        return None if row is None else self.observations[end.device].interfaces.type[row]

    def known(self, device: str) -> bool:
        """True where a neighbour that is this device would be recognised."""
        seen = self.observations.get(device)
        return seen is not None and seen.system is not None and bool(seen.system.sys_name)


def _check(view: _View, link: Link, *, down: bool) -> LinkCheck:
    (a, why_a), (b, why_b) = _end(view, link.a, link.b), _end(view, link.b, link.a)
    verdict, reason = LinkVerdict.UNKNOWN, "no word of LLDP from either end"
    if _Word.WRONG in (a, b):
        verdict, reason = LinkVerdict.CONTRADICTING, why_a if a is _Word.WRONG else why_b
    elif _Word.RIGHT in (a, b):
        verdict, reason = LinkVerdict.CONFIRMED, why_a if a is _Word.RIGHT else why_b
    elif down:
        reason = "the link is down: nothing can be heard on it"
    elif a is b is _Word.NOBODY:
        verdict, reason = LinkVerdict.MISSING, f"{why_a}, {why_b}"
    elif _Word.NOBODY in (a, b):
        reason = why_a if a is _Word.NOBODY else why_b
    return LinkCheck(link.name, link.carrier, verdict, reason)


def _end(view: _View, end: LinkEnd, other: LinkEnd) -> tuple[_Word, str]:
    """What one end says of the link, and in words."""
    seen, label = view.speaking.get(end.device), f"{end.device} {end.interface}"
    if seen is None:
        return _Word.NO_WORD, ""
    kind = view.kind(end)
    if kind is not None and kind not in _PORTS | {_AGGREGATE}:
        return _Word.NO_WORD, ""
    heard = view.at(seen, end)
    if kind == _AGGREGATE and not heard:
        members = any(view.directory.find(each) == other.device for each in seen.neighbours)
        return (
            (_Word.RIGHT, f"{end.device} hears {other.device}") if members else (_Word.NOBODY, f"{label} hears nobody")
        )
    if not heard:
        return _Word.NOBODY, f"{label} hears nobody"
    return _heard(view, label, heard, other)


def _heard(view: _View, label: str, heard: Iterable[Neighbour], other: LinkEnd) -> tuple[_Word, str]:
    words = [_neighbour(view, each, other) for each in heard]
    for word in (_Word.RIGHT, _Word.WRONG):
        if found := next((text for each, text in words if each is word), ""):
            return word, f"{label} hears {found}"
    return _Word.NO_WORD, ""


def _neighbour(view: _View, heard: Neighbour, other: LinkEnd) -> tuple[_Word, str]:
    device = view.directory.find(heard)
    if device == other.device:
        there, registered = view.row(device, heard.remote_port), view.row(device, other.interface)
        # A bare number is an ifIndex to some makers and a port's own count to others.
        elsewhere = None not in (there, registered) and there != registered and not heard.remote_port.isdecimal()
        port = f" {_shown(heard.remote_port)}" if elsewhere else ""
        return (_Word.WRONG if elsewhere else _Word.RIGHT), f"{device}{port}"
    if device is not None:
        return _Word.WRONG, device
    # Whoever it is: the device that should be there would have been recognised, unless another is called like it.
    wrong = view.known(other.device) and not view.directory.may_be(heard, other.device)
    return (_Word.WRONG if wrong else _Word.NO_WORD), f"{_shown(_called(heard))}, not registered"


def _strays(view: _View) -> Iterator[StrayNeighbour]:
    for name in sorted(view.speaking):
        joined = {end.device for link in view.network.links_of[name] for end in (link.a, link.b) if end.device != name}
        for each in view.speaking[name].neighbours:
            device = view.directory.find(each)
            if device is None or device not in joined | {name}:
                yield StrayNeighbour(
                    name,
                    each.local_interface,
                    view.network.devices[name].carrier,
                    each.remote_name,
                    each.remote_chassis,
                    each.remote_port,
                    device or "",
                )


def _names(text: str) -> tuple[str, ...]:
    """What a device may be called: its whole name, and the part before its domain."""
    whole = folded(text)
    short = whole.split(".")[0]
    return (whole,) if short in (whole, "") or short.isdecimal() else (whole, short)


def _mac(text: str) -> str:
    digits = "".join(letter for letter in text.casefold() if letter in "0123456789abcdef")
    plain = all(letter in "0123456789abcdef:-. " for letter in text.casefold())
    return digits if plain and len(digits) == _MAC_DIGITS else ""


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _called(heard: Neighbour) -> str:
    return heard.remote_name or heard.remote_chassis or "somebody"


def _shown(text: str) -> str:
    kept = text if text.isprintable() else ascii(text)[1:-1]
    return kept if len(kept) <= _SHOWN else f"{kept[: _SHOWN - 1]}…"
