"""The little of ASN.1 BER (X.690) that an agent needs.

The agents share no code with the poller's wire engine, so that a mistake in one cannot hide in the other.
"""

from collections.abc import Iterable

INTEGER, OCTET_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
# Application types of SMIv2 (RFC 2578).
COUNTER32, GAUGE32, TIME_TICKS, COUNTER64 = 0x41, 0x42, 0x43, 0x46
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW = b"\x80\x00", b"\x81\x00", b"\x82\x00"


class MalformedError(Exception):
    """Bytes that are no SNMP message; an agent drops them without a word."""


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length and content."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """An integer in the fewest octets; Counter64 and its kin are integers under another tag."""
    bits = value if value >= 0 else ~value
    content = value.to_bytes((bits.bit_length() >> 3) + 1, "big", signed=True)
    return bytes((tag, len(content))) + content


def oid_content(numbers: Iterable[int]) -> bytes:
    """Content of an OBJECT IDENTIFIER."""
    first, second, *rest = numbers
    return b"".join(map(_sub_identifier, [first * 40 + second, *rest]))


def oid_numbers(content: bytes) -> tuple[int, ...]:
    """Numbers of an OBJECT IDENTIFIER.

    Raises:
        MalformedError: where the content ends within a number, or a number passes 32 bits.
    """
    numbers, value = [], 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if value > 0xFFFFFFFF:
            raise MalformedError
        if octet < 0x80:
            numbers.append(value)
            value = 0
    if not numbers or content[-1] >= 0x80:
        raise MalformedError
    first = min(numbers[0] // 40, 2)
    return (first, numbers[0] - 40 * first, *numbers[1:])


def parse_oid(text: str) -> tuple[int, ...]:
    """Numbers of an OID in dotted text."""
    return tuple(map(int, text.split(".")))


def read_tlv(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag at `at`, and where its content begins and ends.

    Raises:
        MalformedError: where the data ends before the content does.
    """
    if at + 2 > len(data):
        raise MalformedError
    tag, length, begin = data[at], data[at + 1], at + 2
    if length >= 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            raise MalformedError
        begin += size
        length = int.from_bytes(data[at + 2 : begin], "big")
    if begin + length > len(data):
        raise MalformedError
    return tag, begin, begin + length


def _sub_identifier(value: int) -> bytes:
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(0x80 | value & 0x7F)
    return bytes(reversed(octets))
