"""ICMP messages as bytes: echo requests out, echo replies and errors in (RFC 792, RFC 4443); pure.

What comes in is hostile. A message is either an answer with every field that has to be compared, an error about an echo
that it quotes, or the word for why it is neither.
"""

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN_BYTES = 16
_HEADER = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence
_ERROR_HEADER_BYTES = 8
_IPV4_LEAST_BYTES = 20
_IPV6_BYTES = 40
_ICMP, _ICMPV6 = 1, 58  # protocol numbers, IANA
# Ones' complement sums are sums modulo this.
_ONES = 0xFFFF

_UNREACHABLE_V4 = {
    0: "network_unreachable",
    1: "host_unreachable",
    2: "protocol_unreachable",
    3: "port_unreachable",
    4: "fragmentation_needed",
    6: "network_unknown",
    7: "host_unknown",
    9: "prohibited",
    10: "prohibited",
    13: "prohibited",
}
_UNREACHABLE_V6 = {
    0: "network_unreachable",
    1: "prohibited",
    3: "host_unreachable",
    4: "port_unreachable",
    5: "prohibited",
}


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """What differs between ICMP of IPv4 and of IPv6.

    Attributes:
        request, reply: Types of echo messages.
        errors: Words for the codes of each type of error; a code that is not in it is called `unreachable`.
        checked_here: True where nobody but us verifies the checksum: over IPv6 the kernel always does (RFC 3542, 3.1).
    """

    family: socket.AddressFamily
    request: int
    reply: int
    errors: Mapping[int, Mapping[int, str]]
    checked_here: bool


V4 = Dialect(socket.AF_INET, 8, 0, {3: _UNREACHABLE_V4, 11: dict.fromkeys((0, 1), "time_exceeded")}, checked_here=True)
V6 = Dialect(
    socket.AF_INET6, 128, 129, {1: _UNREACHABLE_V6, 3: dict.fromkeys((0, 1), "time_exceeded")}, checked_here=False
)


@dataclass(frozen=True, slots=True)
class Echo:
    """An echo message: a reply, or the request that an error quotes.

    Attributes:
        token: Its payload; of a request that was quoted short, what is left of it.
        destination: Where the quoted request went, in canonical text; empty for a reply.
    """

    identifier: int
    sequence: int
    token: bytes
    destination: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An ICMP error about an echo request."""

    reason: str
    about: Echo


def request(dialect: Dialect, identifier: int, sequence: int, token: bytes) -> bytes:
    """An echo request; the checksum of ICMPv6 is left to the kernel, which knows the source address it covers."""
    bare = _HEADER.pack(dialect.request, 0, 0, identifier, sequence) + token
    if not dialect.checked_here:
        return bare
    return _HEADER.pack(dialect.request, 0, checksum(bare), identifier, sequence) + token


def checksum(data: bytes) -> int:
    """The Internet checksum of a message whose own checksum field is zero (RFC 1071)."""
    return _ONES - _sum(data)


def decode(dialect: Dialect, data: bytes) -> Echo | Unreachable | str:
    """An ICMP message without its IP header: a reply, an error about a request, or why it is neither.

    The words are `malformed`, `checksum` and `type`.
    """
    if len(data) < _HEADER.size:
        return "malformed"
    if dialect.checked_here and _sum(data) != _ONES:
        return "checksum"
    kind, code, _, identifier, sequence = _HEADER.unpack_from(data)
    if kind == dialect.reply:
        return Echo(identifier, sequence, data[_HEADER.size :]) if code == 0 else "type"
    if kind not in dialect.errors:
        return "type"
    about = _quoted_packet(dialect, data[_ERROR_HEADER_BYTES:])
    return Unreachable(reason(dialect, kind, code), about) if about else "malformed"


def reason(dialect: Dialect, kind: int, code: int) -> str:
    """The word for an ICMP error."""
    return dialect.errors.get(kind, {}).get(code, "unreachable")


def without_ipv4_header(data: bytes) -> bytes:
    """The ICMP message in what a raw IPv4 socket gives; empty where the header cannot be right."""
    if len(data) < _IPV4_LEAST_BYTES or data[0] >> 4 != 4:
        return b""
    start, end = (data[0] & 15) * 4, int.from_bytes(data[2:4])
    return data[start:end] if _IPV4_LEAST_BYTES <= start <= end <= len(data) else b""


def quoted_request(dialect: Dialect, data: bytes, destination: str) -> Echo | None:
    """The echo request at the front of `data`; None where it is none. Routers may quote as little as its header."""
    if len(data) < _HEADER.size or data[0] != dialect.request:
        return None
    _, _, _, identifier, sequence = _HEADER.unpack_from(data)
    return Echo(identifier, sequence, data[_HEADER.size : _HEADER.size + TOKEN_BYTES], destination)


def _quoted_packet(dialect: Dialect, packet: bytes) -> Echo | None:
    # Its total length is that of the packet when sent; what is quoted of it is mostly shorter.
    if dialect is V4:
        if len(packet) < _IPV4_LEAST_BYTES or packet[0] >> 4 != 4 or packet[9] != _ICMP:
            return None
        start, address = (packet[0] & 15) * 4, packet[16:20]
    else:
        if len(packet) < _IPV6_BYTES or packet[0] >> 4 != 6 or packet[6] != _ICMPV6:
            return None
        start, address = _IPV6_BYTES, packet[24:40]
    return quoted_request(dialect, packet[start:], socket.inet_ntop(dialect.family, address))


def _sum(data: bytes) -> int:
    """Ones' complement sum of the 16-bit words: 2^16 is 1 modulo 2^16 - 1, so one division does what a loop would."""
    if len(data) % 2:
        data += b"\0"
    total = int.from_bytes(data)
    # Nothing but zeros sums to 0; anything else that the division leaves at 0 sums to the other zero of ones' complement.
    return total % _ONES or (_ONES if total else 0)
