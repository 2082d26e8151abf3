"""Which addresses may be sent packets."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.address import parse_address, refusal


@given(st.ip_addresses())
def test_every_address_is_read_and_written_back_canonically(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    parsed = parse_address(address.exploded)
    assert parsed == address
    assert parse_address(str(parsed)) == address


@pytest.mark.parametrize(
    "text", ["lz-core-1", "10.1.1", "10.1.1.1/32", "fe80::1%eth0", "010.1.1.1", "", "1", "10.1.1.1 "]
)
def test_what_is_no_address_is_not_read_as_one(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "this network"),
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("255.255.255.255", "broadcast"),
        ("240.0.0.1", "reserved"),
        ("127.0.0.1", "FENGSUI_ALLOW_LOOPBACK=true"),
        ("::1", "FENGSUI_ALLOW_LOOPBACK=true"),
        ("::ffff:127.0.0.1", "carries an IPv4 address"),
        ("2002:7f00:1::", "carries an IPv4 address"),
    ],
)
def test_an_address_that_no_device_has_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert reason in refusal(ipaddress.ip_address(text), allow_loopback=False)


def test_loopback_is_allowed_for_demo_and_tests_and_nothing_else_with_it() -> None:
    for text in ("127.0.0.1", "127.255.1.1", "::1"):
        assert refusal(ipaddress.ip_address(text), allow_loopback=True) == ""
    assert refusal(ipaddress.ip_address("::ffff:127.0.0.1"), allow_loopback=True)
    assert refusal(ipaddress.ip_address("169.254.0.1"), allow_loopback=True)


@pytest.mark.parametrize("text", ["10.20.0.1", "192.0.2.7", "61.178.0.1", "2001:db8::1", "fd00::1"])
def test_an_ordinary_address_is_taken(text: str) -> None:
    assert refusal(ipaddress.ip_address(text), allow_loopback=False) == ""
