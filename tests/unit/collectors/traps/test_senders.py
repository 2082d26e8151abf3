"""The map from source addresses to devices."""

from fengsui.collectors.traps.senders import Sender, senders_of, speaks_v3
from tests.support.builders import device
from tests.support.net_snmp import v2c, v3


def test_devices_are_found_by_address_and_those_that_share_one_together() -> None:
    lab, secured = v2c("lab"), v3()
    devices = [
        device("a", address="127.0.1.1", credential="lab"),
        device("b", address="127.0.1.2", port=1161, credential="lab"),
        device("c", address="127.0.1.2", port=1162, credential="secured"),
    ]
    assert senders_of(devices, {"lab": lab, "secured": secured}) == {
        "127.0.1.1": (Sender("a", lab),),
        "127.0.1.2": (Sender("b", lab), Sender("c", secured)),
    }


def test_a_device_without_a_credential_is_known_and_not_believed() -> None:
    assert senders_of([device("a", address="127.0.1.1"), device("b", address="::1", credential="gone")], {}) == {
        "127.0.1.1": (),
        "::1": (),
    }


def test_an_address_stands_as_the_system_spells_it() -> None:
    assert list(senders_of([device("a", address="0:0:0:0:0:0:0:1"), device("b", address="nonsense")], {})) == ["::1"]


def test_who_is_asked_with_v3_is_told_from_the_others() -> None:
    assert speaks_v3(Sender("a", v3()))
    assert not speaks_v3(Sender("a", v2c()))


def test_no_secret_stands_in_a_sender() -> None:
    assert "canary" not in repr(Sender("a", v2c()))
