"""What the kernel keeps from a raw socket, run through a small machine of the same kind."""

import struct

import pytest

from fengsui.collectors.ping.filters import reply_filter, type_filter
from fengsui.collectors.ping.packet import V4, V6, Dialect, request
from tests.support.icmp import ipv4, reply_to, unreachable

TOKEN = bytes(16)
DIALECTS = pytest.mark.parametrize("dialect", [V4, V6], ids=["IPv4", "IPv6"])


def passes(program: bytes, packet: bytes) -> bool:
    """Runs the instructions that the filter is made of, as linux/filter.h defines them."""
    instructions = list(struct.iter_unpack("=HBBI", program))
    accumulator = index = place = 0
    while True:
        code, yes, no, value = instructions[place]
        place += 1
        if code == 0xB1:
            index = (packet[value] & 15) * 4
        elif code in (0x30, 0x50):
            accumulator = packet[value + (index if code == 0x50 else 0)]
        elif code in (0x28, 0x48):
            start = value + (index if code == 0x48 else 0)
            accumulator = int.from_bytes(packet[start : start + 2])
        elif code == 0x15:
            place += yes if accumulator == value else no
        else:
            assert code == 0x06
            return bool(value)


def on_the_wire(dialect: Dialect, message: bytes) -> bytes:
    return ipv4(message, options=bytes(4)) if dialect is V4 else message


@DIALECTS
def test_of_the_replies_only_our_own_pass(dialect: Dialect) -> None:
    program = reply_filter(dialect, 0x1234)
    verdicts = [
        passes(program, on_the_wire(dialect, reply_to(dialect, request(dialect, identifier, 1, TOKEN))))
        for identifier in (0x1234, 0x1235, 0x3412)
    ]
    assert verdicts == [True, False, False]


@DIALECTS
def test_errors_pass_whoever_they_are_about(dialect: Dialect) -> None:
    about = unreachable(dialect, request(dialect, 1, 1, TOKEN), "192.0.2.7" if dialect is V4 else "2001:db8::7")
    assert passes(reply_filter(dialect, 0x1234), on_the_wire(dialect, about))


def test_of_the_types_replies_and_errors_pass() -> None:
    (blocked,) = struct.unpack("=I", type_filter(V4))
    assert [kind for kind in range(32) if not blocked & (1 << kind)] == [0, 3, 11]
    words = struct.unpack("=8I", type_filter(V6))
    assert [kind for kind in range(256) if not words[kind // 32] & (1 << kind % 32)] == [1, 3, 129]
