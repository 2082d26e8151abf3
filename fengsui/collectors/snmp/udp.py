"""UDP sockets that have room for the answers of many agents."""

import socket
from functools import lru_cache

from fengsui.errors import SnmpError

_SO_RCVBUFFORCE = 33  # linux/socket.h; not in Python's socket module. Goes beyond net.core.rmem_max for root.


def open_udp(family: int, receive_buffer_bytes: int) -> socket.socket:
    """A socket that does not block, bound to a port that the system chooses.

    Raises:
        SnmpError: The system gives none.
    """
    try:
        udp = socket.socket(family, socket.SOCK_DGRAM)
    except OSError as error:
        raise SnmpError(f"cannot open a UDP socket: {error.strerror or error}") from error
    udp.setblocking(False)
    if family == socket.AF_INET6:
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    raise_receive_buffer(udp, receive_buffer_bytes)
    udp.bind(("", 0))
    return udp


def raise_receive_buffer(udp: socket.socket, size: int) -> None:
    """Gives a socket as much room as it may have, up to `size` bytes."""
    try:
        udp.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, size)
    except OSError:  # not root, or not Linux: as much as net.core.rmem_max allows
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)


# The same agents are asked again and again.
@lru_cache(maxsize=8192)
def canonical(address: str) -> str:
    """The text in which the system gives the address back with a datagram."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, address))
    except OSError as error:
        raise SnmpError(f"agent address: expected an IPv4 or IPv6 address, got {address[:60]!r}") from error
