"""Who may send traps: the registered devices by management address, each with the credential that it is asked with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fengsui.collectors.snmp.udp import canonical
from fengsui.errors import SnmpError
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.device import Device


@dataclass(frozen=True, slots=True)
class Sender:
    """A device whose traps are believed if they carry its credential."""

    device: str
    credential: Credential


# Senders by source address: an address that is not in it is a stranger's, an empty tuple a device's without a credential.
Senders = Mapping[str, tuple[Sender, ...]]


def senders_of(devices: Iterable[Device], credentials: Mapping[str, Credential]) -> Senders:
    """Devices by the address that their datagrams come from.

    Several devices may share one address, as virtual routers on ports of their own do: traps come from other ports than those
    that are asked, so their credentials alone tell them apart.
    """
    found: dict[str, list[Sender]] = {}
    for device in devices:
        try:
            known = found.setdefault(canonical(device.address), [])
        except SnmpError:
            continue  # no address of this machine's families: no datagram can come from it
        credential = credentials.get(device.credential or "")
        if credential is not None:
            known.append(Sender(device.name, credential))
    return {address: tuple(senders) for address, senders in found.items()}


def speaks_v3(sender: Sender) -> bool:
    """True where the device is asked with SNMPv3, so that an unprotected trap in its name is not believed."""
    return sender.credential.version is SnmpVersion.V3
