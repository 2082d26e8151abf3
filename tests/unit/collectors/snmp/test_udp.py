"""Sockets and the text of addresses."""

import socket

import pytest

from fengsui.collectors.snmp.udp import canonical, open_udp
from fengsui.errors import SnmpError


def test_a_socket_does_not_block_and_has_room() -> None:
    with open_udp(socket.AF_INET, 1 << 20) as udp:
        assert not udp.getblocking()
        assert udp.getsockname()[1] > 0
        assert udp.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) >= 1 << 17


def test_a_family_that_the_system_does_not_have_is_an_error_of_ours() -> None:
    with pytest.raises(SnmpError, match="cannot open a UDP socket"):
        open_udp(9999, 1 << 20)


def test_addresses_are_written_as_the_system_gives_them_back() -> None:
    assert canonical("0:0:0:0:0:0:0:1") == "::1"
    assert canonical("127.0.0.1") == "127.0.0.1"
    with pytest.raises(SnmpError, match="expected an IPv4 or IPv6 address, got 'switch'"):
        canonical("switch")
