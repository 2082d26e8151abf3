"""OBJECT IDENTIFIERs as the wire carries them: BER content bytes, their dotted text, and their order.

Inside the wire an OID stays bytes; text and tuples are for people, files and the few places that need the numbers.
Caps are those of RFC 3416: at most 128 sub-identifiers of at most 32 bits.
"""

from functools import lru_cache

from fengsui.errors import SnmpProtocolError, UsageError

MAX_SUBIDENTIFIERS = 128
MAX_SUBIDENTIFIER = 0xFFFFFFFF
# Five bytes carry 35 bits, enough for one sub-identifier of 32.
MAX_CONTENT = MAX_SUBIDENTIFIERS * 5


# Profiles name the same columns for every device of a model.
@lru_cache(maxsize=4096)
def encode_oid(text: str) -> bytes:
    """Turns dotted text, with or without a leading dot, into BER content bytes.

    Raises:
        UsageError: The text is no OID.
    """
    numbers = [_number(part, text) for part in text.strip().removeprefix(".").split(".")]
    if len(numbers) < 2 or len(numbers) > MAX_SUBIDENTIFIERS or numbers[0] > 2 or (numbers[0] < 2 and numbers[1] > 39):
        raise _not_an_oid(text)
    return encode_numbers([numbers[0] * 40 + numbers[1], *numbers[2:]])


def encode_numbers(numbers: list[int] | tuple[int, ...]) -> bytes:
    """Encodes sub-identifiers, for example those of an index, in base 128."""
    out = bytearray()
    for number in numbers:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return bytes(out)


# Devices of a model call themselves alike.
@lru_cache(maxsize=1024)
def decode_oid(content: bytes) -> str:
    """Turns BER content bytes into dotted text without a leading dot.

    Raises:
        SnmpProtocolError: The bytes are no OID.
    """
    numbers = index_numbers(content)
    if not numbers:
        raise SnmpProtocolError("an OID of no bytes")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - first * 40, *numbers[1:])))


def index_numbers(index: bytes) -> tuple[int, ...]:
    """Turns the index bytes of a row, what follows a column's prefix, into its sub-identifiers.

    Raises:
        SnmpProtocolError: A sub-identifier is cut off or over 32 bits, or there are more than 128.
    """
    # Without a continuation bit anywhere, each byte is a sub-identifier.
    numbers = tuple(index) if index.isascii() else _wide_numbers(index)
    if len(numbers) > MAX_SUBIDENTIFIERS:
        raise SnmpProtocolError(f"an OID of {len(numbers)} sub-identifiers, more than {MAX_SUBIDENTIFIERS}")
    return numbers


def follows(index: bytes, last: bytes) -> bool:
    """True where `index` stands after `last` in the order of OIDs; both must be well-formed.

    Bytes compare as OIDs do as long as no sub-identifier needs a continuation byte; beyond, 16383 (ff 7f) would
    come after 16384 (81 80 00).
    """
    if index.isascii() and last.isascii():
        return index > last
    return index_numbers(index) > index_numbers(last)


def _wide_numbers(index: bytes) -> tuple[int, ...]:
    if len(index) > MAX_CONTENT:
        raise SnmpProtocolError(f"an OID of {len(index)} bytes, more than {MAX_CONTENT}")
    numbers = []
    number = 0
    for byte in index:
        number = number << 7 | byte & 0x7F
        if number > MAX_SUBIDENTIFIER:
            raise SnmpProtocolError("an OID with a sub-identifier over 32 bits")
        if byte < 0x80:
            numbers.append(number)
            number = 0
    if index[-1] >= 0x80:
        raise SnmpProtocolError("an OID that ends inside a sub-identifier")
    return tuple(numbers)


def _number(part: str, text: str) -> int:
    if not (part.isascii() and part.isdigit()) or len(part) > 10 or int(part) > MAX_SUBIDENTIFIER:
        raise _not_an_oid(text)
    return int(part)


def _not_an_oid(text: str) -> UsageError:
    return UsageError(
        f"OID: expected 2 to {MAX_SUBIDENTIFIERS} numbers of at most 32 bits with dots between, such as 1.3.6.1.2.1.1, got {text[:80]!r}"
    )
