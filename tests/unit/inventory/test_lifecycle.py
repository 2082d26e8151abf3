"""What is pending: a carrier's new devices and those it changes where it matters; nothing that an administrator registers."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.inventory.lifecycle import held_back
from fengsui.inventory.scope import EVERYTHING, Scope
from fengsui.model.device import Device, DeviceLifecycle, DeviceRole
from tests.support.builders import device

CARRIER = Scope("telecom")
ACTIVE = device("yd-1", credential="lab")


def pending(before: Device | None, after: Device, scope: Scope = CARRIER) -> bool:
    found = held_back(scope, {} if before is None else {before.name: before}, {after.name: after})
    assert all(each == replace(after, lifecycle=DeviceLifecycle.PENDING) for each in found.values())
    return bool(found)


def test_a_carrier_s_new_device_waits_and_an_administrator_s_does_not() -> None:
    assert pending(None, ACTIVE)
    assert pending(None, replace(ACTIVE, lifecycle=DeviceLifecycle.MAINTENANCE))
    assert not pending(None, ACTIVE, EVERYTHING)
    assert not pending(None, replace(ACTIVE, lifecycle=DeviceLifecycle.RETIRED))


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, False),
        ({"role": DeviceRole.ACCESS}, False),
        ({"profile": "generic"}, False),
        ({"lifecycle": DeviceLifecycle.MAINTENANCE}, False),
        ({"lifecycle": DeviceLifecycle.RETIRED}, False),
        ({"address": "127.0.1.9"}, True),
        ({"port": 1161}, True),
        ({"credential": "other"}, True),
        ({"site": "elsewhere"}, True),
    ],
)
def test_a_device_that_counts_waits_again_once_another_would_be_asked(changes: dict[str, Any], waits: bool) -> None:
    assert pending(ACTIVE, replace(ACTIVE, **changes)) is waits
    assert not pending(ACTIVE, replace(ACTIVE, **changes), EVERYTHING)


@pytest.mark.parametrize("before", [DeviceLifecycle.PENDING, DeviceLifecycle.RETIRED])
@pytest.mark.parametrize("wanted", [DeviceLifecycle.ACTIVE, DeviceLifecycle.MAINTENANCE])
def test_no_carrier_lets_its_own_device_in(before: DeviceLifecycle, wanted: DeviceLifecycle) -> None:
    assert pending(replace(ACTIVE, lifecycle=before), replace(ACTIVE, lifecycle=wanted))
