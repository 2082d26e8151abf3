"""The registered network as one immutable value: what should exist, as the inventory holds it at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceLifecycle
from fengsui.model.division import Division
from fengsui.model.link import Link
from fengsui.model.service import Service
from fengsui.model.site import Site


@dataclass(frozen=True)
class Network:
    """Divisions, carriers, sites, devices, links and services by natural key.

    Retired and pending devices and links are not in it: it holds what counts.

    Attributes:
        divisions: All divisions by code, prefectures included.
    """

    divisions: dict[str, Division] = field(default_factory=dict)
    carriers: dict[str, Carrier] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        divisions: Iterable[Division] = (),
        carriers: Iterable[Carrier] = (),
        sites: Iterable[Site] = (),
        devices: Iterable[Device] = (),
        links: Iterable[Link] = (),
        services: Iterable[Service] = (),
    ) -> "Network":
        """Builds a network from records, leaving out devices that are not polled and links that lost an end so."""
        kept = {device.name: device for device in devices if device.polled}
        return cls(
            divisions={division.code: division for division in divisions},
            carriers={carrier.code: carrier for carrier in carriers},
            sites={site.code: site for site in sites},
            devices=kept,
            links={link.name: link for link in links if link.a.device in kept and link.b.device in kept},
            services={service.name: service for service in services},
        )

    def county_of(self, registered: Device | Service) -> str:
        """GB/T 2260 code of the division that a device or service stands in."""
        return self.sites[registered.site].division

    def prefecture_of(self, county: str) -> str:
        """GB/T 2260 code of the prefecture of a county."""
        return self.divisions[county].prefecture_code

    def in_maintenance(self, device: str) -> bool:
        """True where planned work is announced for the device."""
        return self.devices[device].lifecycle is DeviceLifecycle.MAINTENANCE

    @cached_property
    def coverage_units(self) -> tuple[Division, ...]:
        """Divisions that county coverage is counted over, by code."""
        return tuple(sorted((d for d in self.divisions.values() if d.coverage_unit), key=lambda d: d.code))

    @cached_property
    def links_of(self) -> dict[str, tuple[Link, ...]]:
        """Links by the name of each device they end at."""
        ends: dict[str, list[Link]] = {name: [] for name in self.devices}
        for link in self.links.values():
            for device in {link.a.device, link.b.device}:
                ends[device].append(link)
        return {name: tuple(links) for name, links in ends.items()}
