"""What the kernel is told to keep from a raw socket, as the bytes it takes; pure.

A raw ICMP socket is given a copy of every ICMP message of the machine. The type filter leaves replies and errors; the packet
filter leaves of the replies our own, so that another program that pings thousands costs us nothing. They save work: whatever
comes through is judged again.
"""

import struct
from collections.abc import Iterable, Sequence

from fengsui.collectors.ping.packet import V4, Dialect

# linux/icmp.h, linux/icmpv6.h: both filters name what is blocked, one bit a type.
_TYPES_V4, _TYPES_V6 = 32, 256
# linux/filter.h: one instruction of classic BPF.
_INSTRUCTION = struct.Struct("=HBBI")
_LOAD_HEADER_LENGTH = 0xB1  # X = 4 * (byte & 15)
_LOAD_BYTE, _LOAD_HALF = 0x30, 0x28
_LOAD_BYTE_AFTER_X, _LOAD_HALF_AFTER_X = 0x50, 0x48
_JUMP_IF_EQUAL = 0x15
_RETURN = 0x06
_WHOLE_PACKET = 0xFFFF_FFFF

_Instruction = tuple[int, int, int, int]


def type_filter(dialect: Dialect) -> bytes:
    """Value of ICMP_FILTER or ICMPV6_FILTER that lets echo replies and the errors of the dialect through."""
    wanted = (dialect.reply, *dialect.errors)
    if dialect is V4:
        return struct.pack("=I", _blocked(wanted, _TYPES_V4))
    bits = _blocked(wanted, _TYPES_V6)
    return struct.pack("=8I", *((bits >> 32 * word) & 0xFFFF_FFFF for word in range(8)))


def reply_filter(dialect: Dialect, identifier: int) -> bytes:
    """Classic BPF that drops echo replies to others; IPv4 comes with its IP header, IPv6 without."""
    if dialect is V4:
        return _program(
            (_LOAD_HEADER_LENGTH, 0, 0, 0),
            *_own_replies(_LOAD_BYTE_AFTER_X, _LOAD_HALF_AFTER_X, dialect.reply, identifier),
        )
    return _program(*_own_replies(_LOAD_BYTE, _LOAD_HALF, dialect.reply, identifier))


def _own_replies(load_byte: int, load_half: int, reply: int, identifier: int) -> Sequence[_Instruction]:
    return (
        (load_byte, 0, 0, 0),  # the type
        (_JUMP_IF_EQUAL, 0, 2, reply),  # else an error: keep
        (load_half, 0, 0, 4),  # the identifier
        (_JUMP_IF_EQUAL, 0, 1, identifier),
        (_RETURN, 0, 0, _WHOLE_PACKET),
        (_RETURN, 0, 0, 0),
    )


def _program(*instructions: _Instruction) -> bytes:
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions)


def _blocked(wanted: Iterable[int], types: int) -> int:
    return ((1 << types) - 1) & ~sum(1 << kind for kind in wanted)
