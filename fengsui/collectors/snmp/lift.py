"""How values are lifted out of an answer by struct: which code reads which bytes, and which bytes must not change for that.

Both memories of an answer's form, of its rows (`rowshape`) and of the whole (`layout`), read values this way. A value is
lifted only where the bytes mean the same number however they change; where its top bit could turn it into another one, that
bit is pinned, and what has no such form is left to the decoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct, calcsize

from fengsui.collectors.snmp import ber

# Keeps every bit of a number.
ALL_BITS = -1

_SIGNED = {1: "b", 2: "h", 4: "i", 8: "q"}
_UNSIGNED = {1: "B", 2: "H", 4: "I", 8: "Q"}
# The lowest bytes of a number, by how many.
_LOW = {size: (1 << 8 * size) - 1 for size in (3, 5, 6, 7)}


@dataclass(frozen=True, slots=True)
class Form:
    """How one value is lifted; places are counted from where its content starts.

    Attributes:
        code: Of struct.
        start: Where the code reads; below zero where bytes before the value come along, to be masked away.
        free: The bytes of the content from here on may change.
        pinned_bit: True where the top bit of the first free byte may not.
        mask: What to keep of the number.
    """

    code: str
    start: int = 0
    free: int = 0
    pinned_bit: bool = False
    mask: int = ALL_BITS


@lru_cache(maxsize=1024)
def form_of(tag: int, size: int) -> Form | None:
    """The form of a value of so many bytes; None where it has none.

    Of an unsigned number with one byte too many, that byte must be zero, and of a number whose top bit is pinned, that bit;
    `fits` says whether they are.
    """
    if tag in ber.BYTES_TAGS:
        return Form(f"{size}s")
    full = {ber.INTEGER: 8, ber.COUNTER64: 8}.get(tag, 4 if tag in ber.UNSIGNED_MASKS else 0)
    if not 0 < size <= full:
        # A zero to keep the number positive.
        return Form(_UNSIGNED[full], 1, 1) if size == full + 1 and tag in ber.UNSIGNED_MASKS else None
    if tag == ber.INTEGER and size in _SIGNED:
        return Form(_SIGNED[size])
    if size in _UNSIGNED:
        return Form(_UNSIGNED[size], pinned_bit=size < full)
    # No struct code for 3, 5, 6 or 7 bytes: the bytes before come along and are masked away.
    read = 4 if size == 3 else 8
    return Form(_UNSIGNED[read], size - read, 0, pinned_bit=True, mask=_LOW[size])


def fits(form: Form, first: bytes) -> bool:
    """True where a content that begins with the byte `first` is what the form takes it for."""
    if form.free:
        return first == b"\x00"
    return not form.pinned_bit or first < b"\x80"


def unpacking(forms: Sequence[tuple[int, Form]], size: int) -> Struct:
    """The struct that lifts values out of `size` bytes, each form at the place where its content starts, ascending."""
    return _shared(pattern(forms, size))


def pattern(forms: Sequence[tuple[int, Form]], size: int) -> str:
    """How such a struct is spelled."""
    pieces, cursor = [">"], 0
    for at, form in forms:
        pieces += (f"{at + form.start - cursor}x", form.code)
        cursor = at + form.start + calcsize(">" + form.code)
    pieces.append(f"{size - cursor}x")
    return "".join(pieces)


# Devices of one model answer alike: what they have in common is kept once.
@lru_cache(maxsize=8192)
def _shared(form: str) -> Struct:
    return Struct(form)
