"""Which networks equipment is managed in."""

import ipaddress

import pytest

from fengsui.inventory.addresses import inside, parse_prefix, prefix_refusal


def _prefixes(*texts: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text) for text in texts]


def test_a_device_stands_inside_a_prefix_but_not_on_its_broadcast_address() -> None:
    assert inside(ipaddress.ip_address("10.20.255.254"), _prefixes("10.20.0.0/16"))
    assert not inside(ipaddress.ip_address("10.20.255.255"), _prefixes("10.20.0.0/16"))
    assert not inside(ipaddress.ip_address("10.21.0.1"), _prefixes("10.20.0.0/16", "2001:db8::/32"))
    assert inside(ipaddress.ip_address("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"), _prefixes("2001:db8::/32"))
    assert inside(ipaddress.ip_address("10.0.0.1"), _prefixes("10.0.0.0/31"))


@pytest.mark.parametrize("text", ["10.20.0.1/16", "10.20.0.0", "10.20.0.0/33", "x/8"])
def test_a_prefix_is_a_network_without_host_bits(text: str) -> None:
    assert parse_prefix(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.0.0.0/0", "whole internet"),
        ("224.0.0.0/4", "multicast"),
        ("127.0.0.0/8", "LOOPBACK"),
        ("fe80::/10", "link-local"),
    ],
)
def test_a_prefix_without_devices_is_refused(text: str, reason: str) -> None:
    assert reason in prefix_refusal(ipaddress.ip_network(text), allow_loopback=False)


def test_an_ordinary_prefix_is_taken_and_loopback_where_allowed() -> None:
    assert prefix_refusal(ipaddress.ip_network("10.20.0.0/16"), allow_loopback=False) == ""
    assert prefix_refusal(ipaddress.ip_network("127.0.0.0/8"), allow_loopback=True) == ""
