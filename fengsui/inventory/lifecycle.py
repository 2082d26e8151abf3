"""What a carrier may not decide by itself: that a device of its own counts. Pure.

An administrator's word counts at once: what it registers is active unless it says otherwise. What a carrier registers is pending
until a verification has asked it, and so is a device whose address, credential or place the carrier changes.
"""

from collections.abc import Mapping
from dataclasses import replace

from fengsui.inventory.scope import Scope
from fengsui.model.device import Device, DeviceLifecycle

# A change of these makes it another device to ask, or one that counts elsewhere.
_ASKED_BY = ("carrier", "site", "address", "port", "credential")


def held_back(scope: Scope, existing: Mapping[str, Device], proposed: Mapping[str, Device]) -> dict[str, Device]:
    """Those of the proposed devices that have to be pending first, as they then are; none for an administrator.

    Args:
        scope: Who proposes them.
        existing: Registered devices by name.
        proposed: What is to be put in their place, or beside them.
    """
    if scope.carrier is None:
        return {}
    return {
        name: replace(device, lifecycle=DeviceLifecycle.PENDING)
        for name, device in proposed.items()
        if device.polled and not _verified(existing.get(name), device)
    }


def _verified(before: Device | None, device: Device) -> bool:
    return before is not None and before.polled and all(getattr(before, c) == getattr(device, c) for c in _ASKED_BY)
