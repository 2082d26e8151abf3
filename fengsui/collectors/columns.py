"""Raw columns of a table turned into typed ones: each function takes the values of one column and gives them back decoded.

What the agent lacks (None) stays None; what cannot be right (a negative counter, text where a number belongs, a status
outside its enumeration) becomes None and is counted, so that one bad cell never costs a row. Never raises.
"""

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from fengsui.collectors import mib
from fengsui.collectors.session import Value
from fengsui.collectors.text import decode_text

COUNTER32_LIMIT = 2**32 - 1
COUNTER64_LIMIT = 2**64 - 1
INTEGER32_LIMIT = 2**31 - 1
# Octets of a physical address that are kept; InfiniBand's, the longest in use, has 20 (RFC 4391).
PHYSICAL_ADDRESS_LIMIT = 20

# What an array of such numbers takes is what is right.
_ARRAY_CODES = {INTEGER32_LIMIT: "i", COUNTER32_LIMIT: "I", COUNTER64_LIMIT: "Q"}
_ONLY_OCTETS = {bytes}
_OCTETS_OR_NOTHING = {bytes, type(None)}


class Decoded(NamedTuple):
    """A decoded column and how many of its values could not be right."""

    values: tuple[Any, ...]
    faults: int


Decoder = Callable[[Sequence[Value]], Decoded]


def integers(limit: int) -> Decoder:
    """Makes a decoder for unsigned integers up to `limit`."""
    code = _ARRAY_CODES.get(limit)

    def decode(values: Sequence[Value]) -> Decoded:
        # Nearly always every value is right, and an array of numbers of that width says so in one step.
        if code is not None:
            try:
                array(code, values)  # type: ignore[type-var]  # what it does not take is looked at one by one
            except (TypeError, OverflowError):
                pass
            else:
                if code.isupper() or min(values, default=0) >= 0:  # type: ignore[type-var, operator]  # numbers, as the array has shown
                    return Decoded(tuple(values), 0)
        kept = tuple(value if isinstance(value, int) and 0 <= value <= limit else None for value in values)
        return Decoded(kept, _faults(values, kept))

    return decode


def words(enumeration: dict[int, str]) -> Decoder:
    """Makes a decoder from the numbers of an enumeration to its words."""

    def decode(values: Sequence[Value]) -> Decoded:
        try:
            array("q", values)  # type: ignore[type-var]  # what is no number is looked at one by one
            decoded = tuple(map(enumeration.get, values))  # type: ignore[arg-type]  # numbers, as the array has shown
        except (TypeError, OverflowError):
            decoded = tuple([enumeration.get(value) if isinstance(value, int) else None for value in values])
        return Decoded(decoded, _faults(values, decoded) if None in decoded else 0)

    return decode


def texts(values: Sequence[Value]) -> Decoded:
    """Decodes a column of text."""
    if set(map(type, values)) == _ONLY_OCTETS:
        return Decoded(tuple(map(decode_text, values)), 0)
    decoded = tuple([decode_text(value) if isinstance(value, bytes) else None for value in values])
    return Decoded(decoded, _faults(values, decoded))


def seconds(values: Sequence[Value]) -> Decoded:
    """Decodes TimeTicks (hundredths of a second) to seconds."""
    ticks, faults = integers(COUNTER32_LIMIT)(values)
    return Decoded(tuple([None if tick is None else tick / 100 for tick in ticks]), faults)


def physical_addresses(values: Sequence[Value]) -> Decoded:
    """Decodes ifPhysAddress to hexadecimal octets between colons; None for an address that is empty or nothing but zeros."""
    kept = PHYSICAL_ADDRESS_LIMIT
    decoded = tuple([v[:kept].hex(":") if isinstance(v, bytes) and any(v) else None for v in values])
    kinds = set(map(type, values)) - _OCTETS_OR_NOTHING
    return Decoded(decoded, sum(type(value) in kinds for value in values) if kinds else 0)


# Devices number their ports alike.
@lru_cache(maxsize=8192)
def single_arc(index: bytes) -> int | None:
    """Decodes the index of a table that one unsigned 32-bit number identifies; None where it is anything else."""
    if len(index) == 1:
        return index[0] if index[0] < 0x80 else None
    if not 1 < len(index) <= 5 or index[0] == 0x80 or index[-1] >= 0x80:
        return None
    number = 0
    for octet in index[:-1]:
        if octet < 0x80:
            return None
        number = (number << 7) | (octet & 0x7F)
    number = (number << 7) | index[-1]
    return number if number <= COUNTER32_LIMIT else None


counter32 = integers(COUNTER32_LIMIT)
counter64 = integers(COUNTER64_LIMIT)
integer32 = integers(INTEGER32_LIMIT)
admin_status = words(mib.ADMIN_STATUS)
oper_status = words(mib.OPER_STATUS)


def _faults(values: Sequence[Value], decoded: Sequence[object]) -> int:
    return decoded.count(None) - values.count(None)
