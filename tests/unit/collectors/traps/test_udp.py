"""The socket: where it listens, what it says of datagrams that are too large, and the kernel's drops."""

import itertools
import socket

import pytest

from fengsui.collectors.traps.udp import LARGEST_DATAGRAM, TrapSocket
from fengsui.errors import ConfigError, PortInUseError


def sender() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def drained(trap_socket: TrapSocket) -> int:
    for count in itertools.count():
        try:
            trap_socket.receive()
        except BlockingIOError:
            return count
    raise AssertionError


def test_it_gives_datagrams_with_their_source_and_none_for_those_too_large() -> None:
    trap_socket = TrapSocket("127.0.0.1", 0)
    with sender() as other:
        for content in (b"x", b"", bytes(LARGEST_DATAGRAM), bytes(LARGEST_DATAGRAM + 1)):
            other.sendto(content, trap_socket.address)
        received = [trap_socket.receive() for _ in range(4)]
        source = ("127.0.0.1", other.getsockname()[1])
    assert received == [(b"x", source), (b"", source), (bytes(LARGEST_DATAGRAM), source), (None, source)]
    with pytest.raises(BlockingIOError):
        trap_socket.receive()
    trap_socket.close()


def test_what_the_kernel_dropped_is_known_with_the_next_datagram() -> None:
    trap_socket = TrapSocket("127.0.0.1", 0, receive_buffer_bytes=4_096)
    with sender() as other:
        for _ in range(200):
            other.sendto(bytes(100), trap_socket.address)
        received = drained(trap_socket)
        assert received < 200
        other.sendto(b"the next", trap_socket.address)
        trap_socket.receive()
    assert trap_socket.kernel_drops == 200 - received
    trap_socket.close()


def test_it_answers_from_where_it_listens() -> None:
    trap_socket = TrapSocket("127.0.0.1", 0)
    with sender() as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(5)
        assert trap_socket.send(b"hello", other.getsockname())
        assert other.recvfrom(100) == (b"hello", trap_socket.address)
    trap_socket.close()


def test_a_port_that_is_taken_is_named_with_who_may_have_it() -> None:
    first = TrapSocket("127.0.0.1", 0)
    with pytest.raises(PortInUseError, match=rf"127\.0\.0\.1:{first.address[1]}: UDP port .* snmptrapd"):
        TrapSocket("127.0.0.1", first.address[1])
    first.close()


def test_an_address_that_the_machine_does_not_have_is_named() -> None:
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1:0: expected an address of this machine"):
        TrapSocket("192.0.2.1", 0)
