"""The UDP socket that traps come by: bound to an address, with a large receive buffer, and the kernel's count of what it dropped."""

import errno
import socket
import sys

from fengsui.collectors.snmp.udp import raise_receive_buffer
from fengsui.errors import ConfigError, FengsuiError, PortInUseError

# Room for a burst while the loop is busy: the kernel books about 750 bytes for a trap of 100, so this is some 20,000 of them.
RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024
# Senders keep notifications within an Ethernet frame; RFC 3417 asks for 484 octets at least.
LARGEST_DATAGRAM = 8_192
_SO_RXQ_OVFL = 40  # asm-generic/socket.h; not in Python's socket module. The count comes beside the next datagram.
_COUNT_BYTES = 4
_ANCILLARY_BYTES = socket.CMSG_SPACE(_COUNT_BYTES)

Source = tuple[str, int]


class TrapSocket:
    """A bound socket that does not block.

    Attributes:
        address: Address and port that it is bound to; the port that the system chose where 0 was asked for.
        kernel_drops: Datagrams that the kernel dropped so far, as the last datagram said.

    Raises:
        PortInUseError: Another program has the port.
        ConfigError: The machine does not have the address, or the user may not have the port.
    """

    def __init__(self, host: str, port: int, receive_buffer_bytes: int = RECEIVE_BUFFER_BYTES) -> None:
        self._udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._prepare(host, port, receive_buffer_bytes)
        except OSError as error:
            self._udp.close()
            raise _explained(error, host, port) from error
        bound = self._udp.getsockname()
        self.address: Source = (bound[0], bound[1])
        self.kernel_drops = 0

    def fileno(self) -> int:
        """For the event loop."""
        return self._udp.fileno()

    def receive(self) -> tuple[bytes | None, Source]:
        """The next datagram, None for one that is too large, and where it came from.

        Raises:
            BlockingIOError: There is none.
            OSError: Some earlier datagram of ours met an error on its way.
        """
        data, ancillary, flags, source = self._udp.recvmsg(LARGEST_DATAGRAM, _ANCILLARY_BYTES)
        if ancillary:
            self._note(ancillary)
        return None if flags & socket.MSG_TRUNC else data, source

    def send(self, data: bytes, target: Source) -> bool:
        """Sends a datagram; False where it cannot go out now. Whoever waits for it asks again."""
        try:
            self._udp.sendto(data, target)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Closes the socket."""
        self._udp.close()

    def _prepare(self, host: str, port: int, receive_buffer_bytes: int) -> None:
        self._udp.setblocking(False)
        if self._udp.family == socket.AF_INET6:
            self._udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        raise_receive_buffer(self._udp, receive_buffer_bytes)
        if sys.platform == "linux":
            self._udp.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
        self._udp.bind((host, port))

    def _note(self, ancillary: list[tuple[int, int, bytes]]) -> None:
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == _SO_RXQ_OVFL and len(content) == _COUNT_BYTES:
                self.kernel_drops = int.from_bytes(content, sys.byteorder)


def _explained(error: OSError, host: str, port: int) -> FengsuiError:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return PortInUseError(
            f"cannot receive traps at {where}: UDP port {port} is taken by another program, perhaps snmptrapd."
            f" Stop it (`ss -lunp 'sport = :{port}'` shows it), or choose another port."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ConfigError(
            f"cannot receive traps at {where}: ports below 1024 need the right CAP_NET_BIND_SERVICE, which this user lacks."
            " Give it to the service (AmbientCapabilities= of systemd), or choose a higher port."
        )
    return ConfigError(
        f"cannot receive traps at {where}: expected an address of this machine ({error.strerror or error})."
    )
