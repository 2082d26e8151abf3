"""Opening ICMP sockets: the first kind that is permitted, or an error that says what to do."""

import select
import socket

import pytest

from fengsui.collectors.ping.packet import V4, V6, Dialect, request
from fengsui.collectors.ping.sockets import SocketKind, open_echo_socket
from fengsui.errors import PingError, PingNotPermittedError
from tests.support.ping import needs_ping

BUFFER = 256 * 1024


def test_an_answer_comes_with_its_source_and_the_kernels_stamp() -> None:
    needs_ping()
    opened = open_echo_socket(V4, receive_buffer_bytes=BUFFER)
    try:
        opened.send(request(V4, opened.identifier, 1, bytes(16)), "127.0.0.3")
        assert select.select([opened], [], [], 5)[0]
        got = opened.receive()
        with pytest.raises(BlockingIOError):
            opened.receive()
    finally:
        opened.close()
    assert (got.source, got.data[:1], len(got.data)) == ("127.0.0.3", b"\0", 24)
    assert got.stamp is not None


def test_without_any_kind_the_error_says_what_was_expected_and_what_to_do() -> None:
    with pytest.raises(PingNotPermittedError, match=r"CAP_NET_RAW.*ping_group_range"):
        open_echo_socket(V4, receive_buffer_bytes=BUFFER, kinds=())


@pytest.mark.parametrize("dialect", [V4, V6], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("kind", SocketKind)
def test_each_kind_that_is_permitted_opens_with_an_identifier_of_its_own(dialect: Dialect, kind: SocketKind) -> None:
    try:
        opened = open_echo_socket(dialect, receive_buffer_bytes=BUFFER, kinds=(kind,))
    except PingError as error:
        pytest.skip(f"{error}")
    assert (opened.kind, opened.dialect) == (kind, dialect)
    assert 0 < opened.identifier <= 0xFFFF
    opened.close()
    assert opened.fileno() == -1


def test_two_raw_sockets_do_not_see_each_others_answers() -> None:
    needs_ping()
    opened = [open_echo_socket(V4, receive_buffer_bytes=BUFFER) for _ in range(2)]
    try:
        asking, other = opened
        asking.send(request(V4, asking.identifier, 1, bytes(16)), "127.0.0.1")
        assert select.select([asking], [], [], 5)[0]
        assert select.select([other], [], [], 0)[0] == []
    finally:
        for each in opened:
            each.close()


def test_the_descriptor_is_that_of_an_icmp_socket() -> None:
    needs_ping()
    opened = open_echo_socket(V4, receive_buffer_bytes=BUFFER)
    with socket.socket(fileno=opened.fileno()) as seen:
        assert seen.proto == socket.IPPROTO_ICMP
        seen.detach()
    opened.close()
