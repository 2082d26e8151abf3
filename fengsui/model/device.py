"""Devices: the registered equipment that is polled."""

from dataclasses import dataclass
from enum import StrEnum


class DeviceRole(StrEnum):
    """Place of a device in the network; `core` is what county coverage leads to."""

    CORE = "core"
    METRO = "metro"
    COUNTY = "county"
    ACCESS = "access"
    BRAS = "bras"


class NetworkKind(StrEnum):
    """The three networks whose convergence the policy asks for."""

    TELECOM = "telecom"
    INTERNET = "internet"
    BROADCAST = "broadcast"


class DeviceLifecycle(StrEnum):
    """Where a device stands between registration and scrapping; only active and maintenance devices are polled."""

    PENDING = "pending"
    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Device:
    """One registered device.

    Attributes:
        name: Natural key, unique in the province.
        carrier: Code of the carrier that owns it.
        site: Code of the site it stands at.
        address: Management address, IPv4 or IPv6 in canonical text.
        port: UDP port of its agent.
        credential: Name of the credential to ask it with; None until one is registered.
        profile: Name of the profile, `auto` to choose by sysObjectID.
    """

    name: str
    carrier: str
    site: str
    role: DeviceRole
    network: NetworkKind
    address: str
    port: int = 161
    credential: str | None = None
    profile: str = "auto"
    lifecycle: DeviceLifecycle = DeviceLifecycle.ACTIVE

    @property
    def polled(self) -> bool:
        """True where the device is asked at all."""
        return self.lifecycle in (DeviceLifecycle.ACTIVE, DeviceLifecycle.MAINTENANCE)
