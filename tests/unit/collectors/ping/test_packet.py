"""ICMP as bytes: what we send is right, and what comes in is an answer, an error about an echo, or neither."""

import socket
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fengsui.collectors.ping.packet import (
    V4,
    V6,
    Dialect,
    Echo,
    Unreachable,
    checksum,
    decode,
    quoted_request,
    reason,
    request,
    without_ipv4_header,
)
from tests.support.icmp import ipv4, message, reply_to, unreachable

TOKEN = bytes(range(16))
DIALECTS = pytest.mark.parametrize("dialect", [V4, V6], ids=["IPv4", "IPv6"])
dialects = st.sampled_from([V4, V6])
halves = st.integers(0, 0xFFFF)
tokens = st.binary(min_size=16, max_size=16)


def summed(data: bytes) -> int:
    """The checksum as RFC 1071 spells it: add word by word, carry round, complement."""
    total = 0
    for word in struct.unpack(f"!{len(data) // 2}H", data):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


@example(bytes(2))
@example(b"\xff\xff")
@given(st.binary(min_size=2, max_size=64).filter(lambda data: len(data) % 2 == 0))
def test_the_checksum_is_that_of_rfc_1071(data: bytes) -> None:
    assert checksum(data) == summed(data)


def test_an_echo_request_over_ipv4_is_byte_for_byte_as_rfc_792_draws_it() -> None:
    assert request(V4, 0x1234, 7, TOKEN) == bytes.fromhex("0800 ad84 1234 0007") + TOKEN


def test_the_checksum_of_icmpv6_is_left_to_the_kernel() -> None:
    assert request(V6, 0x1234, 7, TOKEN) == bytes.fromhex("8000 0000 1234 0007") + TOKEN


@given(dialects, halves, halves, tokens)
def test_the_answer_to_any_request_comes_back_with_everything_that_was_sent(
    dialect: Dialect, identifier: int, sequence: int, token: bytes
) -> None:
    sent = request(dialect, identifier, sequence, token)
    assert decode(dialect, reply_to(dialect, sent)) == Echo(identifier, sequence, token)


@given(halves, halves, tokens, st.integers(0, 24 * 8 - 1))
def test_one_bit_that_flipped_on_the_way_is_found(identifier: int, sequence: int, token: bytes, bit: int) -> None:
    answer = int.from_bytes(reply_to(V4, request(V4, identifier, sequence, token))) ^ (1 << bit)
    assert decode(V4, answer.to_bytes(24)) == "checksum"


@given(dialects, st.binary(max_size=1600))
def test_no_bytes_from_the_wire_break_the_decoder(dialect: Dialect, data: bytes) -> None:
    for given_ in (data, message(dialect, data), message(dialect, without_ipv4_header(data))):
        found = decode(dialect, given_)
        assert isinstance(found, Echo | Unreachable) or found in ("malformed", "checksum", "type")


@DIALECTS
def test_a_message_shorter_than_its_header_is_malformed(dialect: Dialect) -> None:
    whole = reply_to(dialect, request(dialect, 1, 2, TOKEN))
    assert {decode(dialect, whole[:length]) for length in range(8)} == {"malformed"}


@DIALECTS
def test_our_own_request_seen_on_its_way_is_no_answer(dialect: Dialect) -> None:
    assert decode(dialect, request(dialect, 1, 2, TOKEN)) == "type"


def test_a_reply_with_a_code_is_none() -> None:
    assert decode(V4, message(V4, bytes([0, 1, 0, 0, 0, 1, 0, 2]) + TOKEN)) == "type"


@pytest.mark.parametrize(
    ("dialect", "kind", "code", "word"),
    [
        (V4, 3, 0, "network_unreachable"),
        (V4, 3, 1, "host_unreachable"),
        (V4, 3, 13, "prohibited"),
        (V4, 3, 200, "unreachable"),
        (V4, 11, 0, "time_exceeded"),
        (V6, 1, 0, "network_unreachable"),
        (V6, 1, 3, "host_unreachable"),
        (V6, 3, 0, "time_exceeded"),
    ],
)
def test_an_error_about_our_echo_says_why(dialect: Dialect, kind: int, code: int, word: str) -> None:
    destination = "192.0.2.7" if dialect is V4 else "2001:db8::7"
    sent = request(dialect, 1, 2, TOKEN)
    error = unreachable(dialect, sent, destination, kind=kind, code=code)
    assert decode(dialect, error) == Unreachable(word, Echo(1, 2, TOKEN, destination))
    assert reason(dialect, kind, code) == word


@DIALECTS
def test_a_router_may_quote_no_more_than_the_header(dialect: Dialect) -> None:
    destination = "192.0.2.7" if dialect is V4 else "2001:db8::7"
    error = unreachable(dialect, request(dialect, 1, 2, TOKEN)[:8], destination)
    assert decode(dialect, error) == Unreachable("host_unreachable", Echo(1, 2, b"", destination))


@DIALECTS
@pytest.mark.parametrize(
    "quoted", [b"", b"\x08", bytes(7), bytes(30)], ids=["nothing", "an octet", "less", "no request"]
)
def test_an_error_about_something_else_is_malformed(dialect: Dialect, quoted: bytes) -> None:
    assert decode(dialect, unreachable(dialect, quoted, "192.0.2.7" if dialect is V4 else "2001:db8::7")) == "malformed"
    assert quoted_request(dialect, quoted, "192.0.2.7") is None


@DIALECTS
def test_an_error_about_a_datagram_that_is_no_icmp_is_malformed(dialect: Dialect) -> None:
    udp = ipv4(request(V4, 1, 2, TOKEN), protocol=socket.IPPROTO_UDP)
    assert (
        decode(dialect, message(dialect, bytes([3 if dialect is V4 else 1, 3, 0, 0, 0, 0, 0, 0]) + udp)) == "malformed"
    )


def test_the_header_of_ipv4_is_taken_off_with_its_options() -> None:
    assert without_ipv4_header(ipv4(b"icmp data")) == b"icmp data"
    assert without_ipv4_header(ipv4(b"icmp data", options=bytes(8))) == b"icmp data"


def test_padding_of_the_link_layer_is_no_part_of_the_message() -> None:
    assert without_ipv4_header(ipv4(b"icmp data") + bytes(6)) == b"icmp data"


@pytest.mark.parametrize(
    "packet",
    [b"", bytes(19), bytes(40), ipv4(b"icmp")[:-1], b"\x41" + ipv4(b"icmp")[1:], b"\x4f" + ipv4(b"icmp")[1:]],
    ids=["empty", "short", "version 0", "cut", "header too short", "header too long"],
)
def test_an_ipv4_header_that_cannot_be_right_leaves_nothing(packet: bytes) -> None:
    assert without_ipv4_header(packet) == b""
