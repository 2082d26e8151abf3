"""BER primitives of SNMP (X.690, RFC 3416, RFC 3417): lengths, integers and values, read as leniently as is safe.

Agents in the field send over-long and zero-length integers, counters whose top bit makes them negative, and long-form
lengths where short ones would do. All of these have one clear meaning and are read; bytes without one raise SnmpProtocolError.
"""

import math
import struct

from fengsui.collectors.session import Value
from fengsui.errors import SnmpProtocolError

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
IP_ADDRESS = 0x40
COUNTER32 = 0x41
GAUGE32 = 0x42
TIMETICKS = 0x43
OPAQUE = 0x44
NSAP_ADDRESS = 0x45
COUNTER64 = 0x46
UNSIGNED32 = 0x47
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF
# What an unsigned type is reduced to. Agents that forget the leading zero send a negative number: 80000000 is 2^31 to
# the reader, as it is to net-snmp (asn1.c, asn_parse_unsigned_int).
UNSIGNED_MASKS = {COUNTER32: MASK32, GAUGE32: MASK32, TIMETICKS: MASK32, UNSIGNED32: MASK32, COUNTER64: MASK64}
BYTES_TAGS = frozenset({OCTET_STRING, OBJECT_IDENTIFIER, IP_ADDRESS, NSAP_ADDRESS})
NONE_TAGS = frozenset({NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW})

# A datagram holds at most 65,535 bytes, so a length never needs more than two; leading zeros are allowed up to four.
_MAX_LENGTH_BYTES = 4
# Leading zeros or ones beyond 64 bits are harmless, but there is no reason to read them for ever.
_MAX_INTEGER_BYTES = 16
# net-snmp's Opaque float and double: a tag in long form (9f 78, 9f 79) inside the Opaque.
_OPAQUE_FLOAT = b"\x9f\x78\x04"
_OPAQUE_DOUBLE = b"\x9f\x79\x08"


def encode_length(length: int) -> bytes:
    """Definite form, as short as it goes."""
    if length < 0x80:
        return bytes((length,))
    size = (length.bit_length() + 7) // 8
    return bytes((0x80 | size,)) + length.to_bytes(size, "big")


def encode_tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, content."""
    return bytes((tag,)) + encode_length(len(content)) + content


def encode_integer(number: int, tag: int = INTEGER) -> bytes:
    """An integer in as few bytes as two's complement allows."""
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return encode_tlv(tag, number.to_bytes(size, "big", signed=True))


def read_tlv(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Reads tag and length at `at`: (tag, where the content starts, where it ends), all within `end`.

    Raises:
        SnmpProtocolError: Cut off, a length in indefinite or absurd form, or content beyond `end`.
    """
    if at + 2 > end:
        raise SnmpProtocolError("a message that is cut off")
    length = data[at + 1]
    start = at + 2
    if length >= 0x80:
        size = length & 0x7F
        if not 0 < size <= _MAX_LENGTH_BYTES or start + size > end:
            raise SnmpProtocolError("a length in a form that SNMP does not use")
        length = int.from_bytes(data[start : start + size])
        start += size
    if start + length > end:
        raise SnmpProtocolError("a length that reaches beyond the message")
    return data[at], start, start + length


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Reads an INTEGER at `at`: (number, where the next thing starts)."""
    if at + 3 <= end and data[at + 1] == 1 and data[at] == INTEGER and data[at + 2] < 0x80:  # nearly all of them
        return data[at + 2], at + 3
    tag, start, stop = read_tlv(data, at, end)
    if tag != INTEGER:
        raise SnmpProtocolError(f"expected an INTEGER, got tag 0x{tag:02x}")
    return integer(data[start:stop]), stop


def integer(content: bytes) -> int:
    """Two's complement of any length up to 64 significant bits; no bytes at all mean 0 (encoders that strip every leading zero).

    Raises:
        SnmpProtocolError: The number does not fit 64 bits.
    """
    if len(content) > _MAX_INTEGER_BYTES:
        raise SnmpProtocolError(f"an integer of {len(content)} bytes")
    number = int.from_bytes(content, signed=True)
    # Counter64 with its leading zero reaches 65 bits in two's complement.
    if not -0x8000000000000000 <= number <= MASK64:
        raise SnmpProtocolError("an integer over 64 bits")
    return number


def value(tag: int, content: bytes) -> Value:
    """The value of a variable binding, by its tag.

    A number that fits no type of SNMP is given as its bytes: it costs its own cell, and not the table that it stands in.

    Raises:
        SnmpProtocolError: The tag is none of SNMP's, or the content cannot be read by it.
    """
    if tag in UNSIGNED_MASKS or tag == INTEGER:
        try:
            return integer(content) & UNSIGNED_MASKS[tag] if tag in UNSIGNED_MASKS else integer(content)
        except SnmpProtocolError:
            return content
    if tag in BYTES_TAGS:
        return content
    if tag in NONE_TAGS:
        return None
    if tag == OPAQUE:
        return _opaque(content)
    raise SnmpProtocolError(f"a value with tag 0x{tag:02x}, which SNMP does not have")


def _opaque(content: bytes) -> Value:
    if len(content) == 7 and content.startswith(_OPAQUE_FLOAT):
        return _finite(struct.unpack(">f", content[3:])[0])
    if len(content) == 11 and content.startswith(_OPAQUE_DOUBLE):
        return _finite(struct.unpack(">d", content[3:])[0])
    return content


def _finite(number: float) -> float | None:
    # NaN and infinities are an agent's way to say that it has no value; neither compares, sums or fits into JSON.
    return number if math.isfinite(number) else None
