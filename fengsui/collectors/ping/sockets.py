"""ICMP sockets: a raw one where the process may, else an unprivileged one, with everything asked of the kernel set."""

import contextlib
import ctypes
import secrets
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fengsui.collectors.ping.filters import reply_filter, type_filter
from fengsui.collectors.ping.packet import V4, Dialect, Echo, Unreachable, quoted_request, reason, without_ipv4_header
from fengsui.errors import PingError, PingNotPermittedError

# Linux, asm-generic/socket.h, linux/in.h, in6.h and icmp.h; the socket module does not name them.
_SO_RCVBUFFORCE = 33
_SO_TIMESTAMPNS = 35
_SO_ATTACH_FILTER = 26
_SOL_RAW, _ICMP_FILTER, _ICMPV6_FILTER = 255, 1, 1
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_MSG_ERRQUEUE = 0x2000
_SO_EE_ORIGIN_ICMP, _SO_EE_ORIGIN_ICMP6 = 2, 3

_TIMESPEC = struct.Struct("@ll")
_EXTENDED_ERROR = struct.Struct("=IBBBBII")  # linux/errqueue.h: errno, origin, type, code, padding, info, data
_ANCILLARY_BYTES = 256
# A reply is 24 bytes and its IP header at most 60; an error quotes up to 576 (RFC 1812) or 1,280 (RFC 4443).
_LARGEST = 2048

PERMISSION_HINT = (
    "give the program CAP_NET_RAW (AmbientCapabilities=CAP_NET_RAW in the systemd unit), or let its group open unprivileged"
    " ICMP sockets (sysctl -w net.ipv4.ping_group_range='GID GID')"
)


class SocketKind(StrEnum):
    """Ways to ICMP that Linux offers."""

    RAW = "raw"  # needs CAP_NET_RAW
    UNPRIVILEGED = "unprivileged"  # needs a group in net.ipv4.ping_group_range, which holds for IPv6 as well


@dataclass(frozen=True, slots=True)
class Received:
    """One message off the wire.

    Attributes:
        data: The ICMP message without an IP header; empty where that could not be right.
        source: Address in canonical text.
        stamp: Epoch seconds at which the kernel took it in; None without a kernel timestamp.
    """

    data: bytes
    source: str
    stamp: float | None


class EchoSocket:
    """One open socket for all addresses of a family; it never blocks."""

    def __init__(self, dialect: Dialect, kind: SocketKind, opened: socket.socket, identifier: int) -> None:
        self.dialect = dialect
        self.kind = kind
        self.identifier = identifier
        self._socket = opened

    def fileno(self) -> int:
        """For the event loop."""
        return self._socket.fileno()

    def send(self, data: bytes, address: str) -> None:
        """Sends one message.

        Raises:
            BlockingIOError: The send buffer is full.
            OSError: The machine does not send it.
        """
        try:
            self._socket.sendto(data, (address, 0))
        except BlockingIOError:
            raise
        except OSError:
            if self.kind is SocketKind.RAW:
                raise
            # With an error queue, the error of some earlier echo is told to the next one: once, so it is tried again.
            self._socket.sendto(data, (address, 0))

    def receive(self) -> Received:
        """Takes one message.

        Raises:
            BlockingIOError: There is none.
            OSError: An error of some earlier echo.
        """
        data, ancillary, _, source = self._socket.recvmsg(_LARGEST, _ANCILLARY_BYTES)
        if self.dialect is V4 and self.kind is SocketKind.RAW:
            data = without_ipv4_header(data)
        return Received(data, source[0], _stamp(ancillary))

    def receive_error(self) -> Unreachable | None:
        """Takes one entry of an unprivileged socket's error queue; None where it is no ICMP error about an echo of ours.

        Raises:
            BlockingIOError: There is none.
        """
        data, ancillary, _, destination = self._socket.recvmsg(_LARGEST, _ANCILLARY_BYTES, _MSG_ERRQUEUE)
        about = quoted_request(self.dialect, data, destination[0])
        for level, kind, value in ancillary:
            if (level, kind) in _ERROR_MESSAGES and len(value) >= _EXTENDED_ERROR.size and about is not None:
                _, origin, icmp_type, code, *_ = _EXTENDED_ERROR.unpack_from(value)
                if origin in (_SO_EE_ORIGIN_ICMP, _SO_EE_ORIGIN_ICMP6):
                    # The kernel puts in its own identifier on the way out, and matched it on the way back.
                    echo = Echo(self.identifier, about.sequence, about.token, about.destination)
                    return Unreachable(reason(self.dialect, icmp_type, code), echo)
        return None

    def close(self) -> None:
        """Closes it."""
        self._socket.close()


_ERROR_MESSAGES = ((socket.IPPROTO_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR))


def open_echo_socket(
    dialect: Dialect, *, receive_buffer_bytes: int, kinds: Sequence[SocketKind] = tuple(SocketKind)
) -> EchoSocket:
    """Opens the first of `kinds` that the process may open.

    Raises:
        PingNotPermittedError: It may open none of them.
        PingError: The machine has no such sockets, for example no IPv6.
    """
    refused = []
    for kind in kinds:
        try:
            return _opened(dialect, kind, receive_buffer_bytes)
        except PermissionError:
            refused.append(kind.value)
        except OSError as error:
            raise PingError(f"cannot open an ICMP socket ({dialect.family.name}): {error.strerror or error}") from error
    raise PingNotPermittedError(
        f"ICMP socket ({' or '.join(refused)}): expected the permission to open one, got none. To ping,"
        f" {PERMISSION_HINT}."
    )


def _opened(dialect: Dialect, kind: SocketKind, receive_buffer_bytes: int) -> EchoSocket:
    with contextlib.ExitStack() as undo:
        opened = undo.enter_context(_socket(dialect, kind))
        opened.setblocking(False)
        _raise_receive_buffer(opened, receive_buffer_bytes)
        opened.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        # The low bits of the process id, as other pings take, would be guessed at once.
        identifier = secrets.randbelow(0xFFFF) + 1
        if kind is SocketKind.RAW:
            _filter(opened, dialect, identifier)
        else:
            _ask_for_errors(opened, dialect)
            opened.bind(("", 0))
            identifier = opened.getsockname()[1]
        undo.pop_all()
        return EchoSocket(dialect, kind, opened, identifier)


def _socket(dialect: Dialect, kind: SocketKind) -> socket.socket:
    protocol = socket.IPPROTO_ICMP if dialect is V4 else socket.IPPROTO_ICMPV6
    return socket.socket(dialect.family, socket.SOCK_RAW if kind is SocketKind.RAW else socket.SOCK_DGRAM, protocol)


def _raise_receive_buffer(opened: socket.socket, size: int) -> None:
    try:
        opened.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, size)
    except OSError:  # not CAP_NET_ADMIN: as much as net.core.rmem_max allows
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)


def _filter(opened: socket.socket, dialect: Dialect, identifier: int) -> None:
    level, option = (_SOL_RAW, _ICMP_FILTER) if dialect is V4 else (socket.IPPROTO_ICMPV6, _ICMPV6_FILTER)
    opened.setsockopt(level, option, type_filter(dialect))
    program = reply_filter(dialect, identifier)
    held = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions of eight bytes, and where they are.
    where = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    opened.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, where)


def _ask_for_errors(opened: socket.socket, dialect: Dialect) -> None:
    """An unprivileged socket tells ICMP errors only through its error queue."""
    if dialect is V4:
        opened.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
    else:
        opened.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)


def _stamp(ancillary: Sequence[tuple[int, int, bytes]]) -> float | None:
    for level, kind, value in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS) and len(value) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(value)
            return float(seconds + nanoseconds / 1e9)
    return None
