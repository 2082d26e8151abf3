"""ICMP messages that others send: replies, errors and the packets they quote, built from the RFCs and not from our codec."""

import socket
import struct

from fengsui.collectors.ping.packet import V4, Dialect


def message(dialect: Dialect, data: bytes) -> bytes:
    """A message with its checksum put right; over IPv6 that is the kernel's work."""
    if dialect is not V4 or len(data) < 4:
        return data
    bare = data[:2] + b"\0\0" + data[4:]
    total = sum(struct.unpack(f"!{(len(bare) + 1) // 2}H", bare + b"\0" * (len(bare) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return bare[:2] + struct.pack("!H", ~total & 0xFFFF) + bare[4:]


def reply_to(
    dialect: Dialect,
    sent: bytes,
    *,
    identifier: int | None = None,
    sequence: int | None = None,
    token: bytes | None = None,
) -> bytes:
    """The reply to a request, or one with something else in it."""
    _, _, _, its_identifier, its_sequence = struct.unpack("!BBHHH", sent[:8])
    identifier = its_identifier if identifier is None else identifier
    sequence = its_sequence if sequence is None else sequence
    header = struct.pack("!BBHHH", 0 if dialect is V4 else 129, 0, 0, identifier, sequence)
    return message(dialect, header + (sent[8:] if token is None else token))


def unreachable(
    dialect: Dialect, quoted: bytes, destination: str, *, kind: int | None = None, code: int | None = None
) -> bytes:
    """An error (host unreachable, unless said otherwise) about an ICMP message that went to `destination`."""
    if dialect is V4:
        return message(
            V4, bytes([3 if kind is None else kind, 1 if code is None else code, *bytes(6)]) + ipv4(quoted, destination)
        )
    header = bytes([1 if kind is None else kind, 3 if code is None else code, *bytes(6)])
    packet = struct.pack("!IHBB", 6 << 28, len(quoted), socket.IPPROTO_ICMPV6, 64)
    return header + packet + bytes(16) + socket.inet_pton(socket.AF_INET6, destination) + quoted


def ipv4(
    payload: bytes, destination: str = "192.0.2.7", *, options: bytes = b"", protocol: int = socket.IPPROTO_ICMP
) -> bytes:
    """An IPv4 packet."""
    length = 20 + len(options) + len(payload)
    first = struct.pack("!BBHHHBBH", 0x40 | (5 + len(options) // 4), 0, length, 0, 0, 64, protocol, 0)
    return first + socket.inet_aton("127.0.0.1") + socket.inet_aton(destination) + options + payload
