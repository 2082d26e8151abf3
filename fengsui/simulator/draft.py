"""A province in the making: hands out addresses, sites and free ports, and remembers which port a link took."""

import ipaddress
from collections import Counter
from dataclasses import dataclass, field

from fengsui.model.device import Device, DeviceRole
from fengsui.model.division import Division
from fengsui.model.link import Link, LinkEnd, LinkTier
from fengsui.model.site import Sector, Site, SiteKind
from fengsui.simulator.blueprint import PREFECTURES, CarrierPlan
from fengsui.simulator.chance import between, chance, pick
from fengsui.simulator.equipment import ETHERNET, OLD_COUNTY_SWITCH, PON, Make, PortGroup, makes_for
from fengsui.simulator.names import slugs
from fengsui.simulator.province import CREDENTIAL, Port, SimulatedDevice

_SHORT_NAMES = {"telecom": "电信", "mobile": "移动", "unicom": "联通", "broadcast": "广电"}
_ROOMS = {
    DeviceRole.CORE: "核心机房",
    DeviceRole.METRO: "城域机房",
    DeviceRole.COUNTY: "县局机房",
    DeviceRole.ACCESS: "接入机房",
}
# Organisationally unique identifiers of the makes, by the enterprise number in their sysObjectID.
_OUI = {"2011": bytes.fromhex("00e0fc"), "25506": bytes.fromhex("741f4a"), "3902": bytes.fromhex("001e73")}


@dataclass(slots=True)
class _Drafted:
    device: Device
    make: Make
    label: str
    location: str
    free: dict[int, list[str]]
    taken: dict[str, str] = field(default_factory=dict)


class Draft:
    """What has been planned so far; every choice follows from the seed and a name, so the order of planning does not matter.

    Attributes:
        divisions: By code.
        sites, links: What has been planned, by natural key.
    """

    def __init__(self, seed: int, divisions: dict[str, Division], port: int) -> None:
        self.divisions = divisions
        self.sites: dict[str, Site] = {}
        self.links: dict[str, Link] = {}
        self._seed = seed
        self._port = port
        self._slugs = slugs(divisions.values())
        self._devices: dict[str, _Drafted] = {}
        self._hosts: Counter[str] = Counter()

    def slug(self, county: str) -> str:
        """Short name of a county for the names of its devices."""
        return self._slugs[county]

    def device(self, plan: CarrierPlan, county: str, role: DeviceRole, label: str) -> str:
        """Plans a device and its site; returns its name."""
        name = f"{plan.code}-{label}"
        site = self._site(plan, county, role, label)
        make = OLD_COUNTY_SWITCH if (plan.code, role) == ("broadcast", DeviceRole.COUNTY) else self._make(role, name)
        device = Device(
            name=name,
            carrier=plan.code,
            site=site.code,
            role=role,
            network=plan.network,
            address=self._address(plan, county),
            port=self._port,
            credential=CREDENTIAL,
        )
        self._devices[name] = _Drafted(device, make, label, site.name, _free_ports(make))
        return name

    def link(self, a: str, b: str, capacity: int, tier: LinkTier) -> str:
        """Plans a link over the next free port of each end that is fast enough; returns its name."""
        first, second = self._devices[a], self._devices[b]
        stem = f"{first.device.carrier}-{_place(first.label)}-{_place(second.label)}"
        name = stem if stem not in self.links else f"{stem}-2"
        ends = [LinkEnd(end.device.name, _take(end, capacity, name)) for end in (first, second)]
        self.links[name] = Link(name, first.device.carrier, ends[0], ends[1], capacity, tier=tier)
        return name

    def finished_devices(self) -> dict[str, SimulatedDevice]:
        """All devices with their ports as the links have taken them."""
        return {name: self._finished(drafted) for name, drafted in self._devices.items()}

    def _make(self, role: DeviceRole, name: str) -> Make:
        return pick(makes_for(role), self._seed, "make", name)

    def _site(self, plan: CarrierPlan, county: str, role: DeviceRole, label: str) -> Site:
        division = self.divisions[county]
        access = role is DeviceRole.ACCESS
        code = f"{plan.code}-site-{label}"
        ordinal = f"{label.rsplit('-', 1)[-1]}号" if label[-1].isdigit() else ""
        self.sites[code] = Site(
            code=code,
            name=f"{_SHORT_NAMES[plan.code]}{division.name_zh}{ordinal}{_ROOMS[role]}",
            division=county,
            kind=SiteKind.EXCHANGE if access else SiteKind.POP,
            sector=Sector.COMMUNITY if access else None,
            longitude=_near(division.longitude, self._seed, code, "longitude"),
            latitude=_near(division.latitude, self._seed, code, "latitude"),
        )
        return self.sites[code]

    def _address(self, plan: CarrierPlan, county: str) -> str:
        number = next(n for n, prefecture in enumerate(PREFECTURES, 1) if county in prefecture.counties)
        subnet = f"127.{plan.octet}.{number}"
        self._hosts[subnet] += 1
        return str(ipaddress.IPv4Address(f"{subnet}.{self._hosts[subnet]}"))

    def _finished(self, drafted: _Drafted) -> SimulatedDevice:
        days = between(2, 620, self._seed, "uptime", drafted.device.name)
        ports = [
            self._port_of(drafted, group, index, name) for group in drafted.make.groups for index, name in group.ports()
        ]
        ports.sort(key=lambda port: port.index)
        return SimulatedDevice(drafted.device, drafted.make, drafted.location, tuple(ports), days * 86400)

    def _port_of(self, drafted: _Drafted, group: PortGroup, index: int, name: str) -> Port:
        device = drafted.device.name
        link = self.links.get(drafted.taken.get(name, ""))
        mac = _OUI[drafted.make.sys_object_id.split(".")[6]] + int(
            chance(self._seed, "mac", device, index) * 2**24
        ).to_bytes(3, "big")
        if link is not None:
            return self._link_port(link, group, index, name, device, mac)
        if group.speed == 0:
            return Port(index, name, "", group.type, 0, mac, True, True, None, 0.0, 0.0, 0.0)
        return self._customer_port(group, index, name, device, mac)

    def _link_port(self, link: Link, group: PortGroup, index: int, name: str, device: str, mac: bytes) -> Port:
        here_is_a = (link.a.device, link.a.interface) == (device, name)
        peer = link.b if here_is_a else link.a
        speed = min(link.capacity_bits_per_second or group.speed, group.speed)
        # Ends are planned from the core outwards: what flows from a to b is what people fetch.
        fetched = speed / 8 * between(0.12, 0.34, self._seed, "fetched", link.name)
        sent = fetched * between(0.1, 0.3, self._seed, "sent", link.name)
        rates = (sent, fetched) if here_is_a else (fetched, sent)
        phase = chance(self._seed, "phase", link.name)
        return Port(
            index,
            name,
            f"To:{peer.device}:{peer.interface}",
            group.type,
            speed,
            mac,
            True,
            True,
            link.name,
            *rates,
            phase,
        )

    def _customer_port(self, group: PortGroup, index: int, name: str, device: str, mac: bytes) -> Port:
        wired = chance(self._seed, "wired", device, index) < (0.85 if group.type == PON else 0.45)
        shut = not wired and chance(self._seed, "shut", device, index) < 0.5
        load = between(0.05, 0.3, self._seed, "load", device, index) if wired else 0.0
        fetched = group.speed / 8 * load
        alias = f"Cust-{index % 1000:03d}" if wired and group.type == ETHERNET else ""
        phase = chance(self._seed, "phase", device, index)
        return Port(
            index, name, alias, group.type, group.speed, mac, not shut, wired, None, fetched / 6, fetched, phase
        )


def _place(label: str) -> str:
    # County routers are known by their county alone: `telecom-min-zhang` is the cable between two counties.
    return label.removeprefix("county-")


def _near(degrees: float | None, *parts: object) -> float | None:
    return None if degrees is None else round(degrees + between(-0.03, 0.03, *parts), 5)


def _free_ports(make: Make) -> dict[int, list[str]]:
    free: dict[int, list[str]] = {}
    for group in make.groups:
        # Management ports stand in slot 0 of their own and carry no links.
        if group.type == ETHERNET and group.count > 1:
            free.setdefault(group.speed, []).extend(name for _, name in group.ports())
    return free


def _take(end: _Drafted, capacity: int, link: str) -> str:
    speed = min(speed for speed, names in end.free.items() if names and speed >= capacity)
    name = end.free[speed].pop(0)
    end.taken[name] = link
    return name
