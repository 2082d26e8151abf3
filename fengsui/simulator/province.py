"""The simulated province as one immutable value: what stands where, which port leads to which link, how busy each is."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from fengsui.model.carrier import Carrier
from fengsui.model.device import Device
from fengsui.model.division import Division
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.site import Site
from fengsui.simulator.equipment import Make

COMMUNITY = "fengsui-demo"
CREDENTIAL = "demo"


@dataclass(frozen=True, slots=True)
class Port:
    """One interface of a simulated device.

    Attributes:
        index: ifIndex.
        speed: Line rate in bits per second, 0 for virtual interfaces.
        wired: True where something is plugged in, or nothing needs to be.
        link: Name of the registered link that ends here.
        in_rate, out_rate: Mean load in octets per second.
        phase: Where in its own rhythm the load stands, 0–1; both ends of a link have the same.
    """

    index: int
    name: str
    alias: str
    type: int
    speed: int
    mac: bytes
    admin_up: bool
    wired: bool
    link: str | None
    in_rate: float
    out_rate: float
    phase: float


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """One device and what its agent tells.

    Attributes:
        ports: By ifIndex, ascending.
        uptime_seconds: How long it has been running when the simulation begins.
    """

    device: Device
    make: Make
    location: str
    ports: tuple[Port, ...]
    uptime_seconds: float


@dataclass(frozen=True, slots=True)
class Trench:
    """A road with everybody's cables under it: cut once, all links in it are cut.

    Attributes:
        a, b: GB/T 2260 codes of the counties it connects.
        links: Names of the links whose cable lies in it.
    """

    a: str
    b: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """Everything that is simulated, by natural key."""

    seed: int
    divisions: dict[str, Division]
    carriers: dict[str, Carrier]
    sites: dict[str, Site]
    devices: dict[str, SimulatedDevice]
    links: dict[str, Link]
    trenches: tuple[Trench, ...]

    @cached_property
    def network(self) -> Network:
        """The same as the inventory would hold it."""
        return Network.of(
            self.divisions.values(),
            self.carriers.values(),
            self.sites.values(),
            (simulated.device for simulated in self.devices.values()),
            self.links.values(),
        )

    @cached_property
    def devices_in(self) -> dict[str, tuple[str, ...]]:
        """Names of devices by the county that they stand in."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, simulated in self.devices.items():
            found[self.sites[simulated.device.site].division].append(name)
        return {county: tuple(names) for county, names in found.items()}

    def county_of(self, device: str) -> str:
        """GB/T 2260 code of the county that a device stands in."""
        return self.sites[self.devices[device].device.site].division

    def links_leaving(self, county: str) -> tuple[str, ...]:
        """Names of the links with one end inside a county and the other outside."""
        return tuple(
            name
            for name, link in self.links.items()
            if (self.county_of(link.a.device) == county) != (self.county_of(link.b.device) == county)
        )
