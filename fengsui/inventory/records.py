"""The inventory as plain records by kind and natural key: what a store reads, what an import proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengsui.model.carrier import Carrier
from fengsui.model.credential import Credential
from fengsui.model.device import Device
from fengsui.model.division import Division
from fengsui.model.link import Link
from fengsui.model.report import SubscriberReport
from fengsui.model.service import Service
from fengsui.model.site import Site

Record = Division | Carrier | Credential | Site | Device | Link | Service | SubscriberReport


@dataclass(frozen=True)
class Records:
    """Records by natural key; the fields are named as the kinds are."""

    divisions: dict[str, Division] = field(default_factory=dict)
    carriers: dict[str, Carrier] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, Record]:
        """Records of one kind by natural key."""
        records: Mapping[str, Record] = getattr(self, kind)
        return records

    def merged(self, other: "Records") -> "Records":
        """These records with those of `other` put over them."""
        return Records(
            self.divisions | other.divisions,
            self.carriers | other.carriers,
            self.credentials | other.credentials,
            self.sites | other.sites,
            self.devices | other.devices,
            self.links | other.links,
            self.services | other.services,
        )
