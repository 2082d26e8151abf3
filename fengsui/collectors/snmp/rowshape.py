"""Decoding a table's answer row by row: rows mostly have the same lengths as the row before, and then one struct reads a whole row.

A shape is the framing of one row: what opens each binding, and each value's tag and length. Reading by a shape checks all
of that, so it gives what the decoder of single bindings gives; where a row has another shape, that decoder reads it and
its shape is tried on the next row. Shapes belong to no device and are shared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from struct import Struct
from typing import Any

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import HEADS, VarBinds, decode_some

# Shapes tried in vain, more than shapes that fitted, after which a walk's rows are taken for too unlike each other.
_PATIENCE = 6
_SIGNED = {1: "b", 2: "h", 4: "i", 8: "q"}
_FULL = {tag: 8 if tag == ber.COUNTER64 else 4 for tag in ber.UNSIGNED_MASKS}


class RowShape:
    """The framing of one row.

    Args:
        heads: The four bytes that open each binding, as numbers.
        kinds: Tag and length of each value, as one number.
    """

    __slots__ = ("_heads", "_kinds", "_raw", "_read", "_signed", "size")

    def __init__(self, heads: tuple[int, ...], kinds: tuple[int, ...]) -> None:
        self._heads = heads
        self._kinds = kinds
        codes = [_code(kind >> 8, kind & 0xFF) for kind in kinds]
        form = "".join([f"I{head & 0xFF}sH{code}" for head, code in zip(heads, codes, strict=True)])
        row = Struct(">" + form)
        self._read = row.unpack_from
        self.size = row.size
        # Numbers of odd lengths come as bytes. Unsigned ones below their full length are read signed: below zero, their
        # meaning is for the decoder of single bindings to say.
        numbers = [
            (place, kind >> 8, kind & 0xFF) for place, kind in enumerate(kinds) if kind >> 8 not in ber.BYTES_TAGS
        ]
        self._raw = [place for place, _, size in numbers if size not in _SIGNED]
        self._signed = _picker([place for place, tag, size in numbers if size in _SIGNED and size < _FULL.get(tag, 0)])

    def front(self, room: int) -> "RowShape | None":
        """Shape of the first bindings of such a row, where some fill `room` bytes exactly: answers end in the middle of a row."""
        size = 0
        for count, head in enumerate(self._heads, 1):
            size += (head >> 16 & 0xFF) + 2
            if size >= room:
                return _shared(self._heads[:count], self._kinds[:count]) if size == room else None
        return None

    def read(self, binds: VarBinds, data: bytes, at: int) -> bool:
        """Reads the row at `at`, all of which must lie within the bindings; False, with nothing read, where it has another shape."""
        fields = self._read(data, at)
        if fields[0::4] != self._heads or fields[2::4] != self._kinds:
            return False
        values: Any = fields[3::4]
        if self._signed is not None and min(self._signed(values)) < 0:
            return False
        if self._raw:
            values = list(values)
            for place in self._raw:
                content = values[place]
                if content[0] >= 0x80:
                    return False
                values[place] = int.from_bytes(content)
        binds.oids += fields[1::4]
        binds.values += values
        return True


@dataclass(slots=True)
class RowShapes:
    """What is known of the rows of one walk."""

    latest: RowShape | None = None
    failures: int = field(default=0)


def decode_rows(data: bytes, at: int, end: int, columns: int, shapes: RowShapes) -> VarBinds:
    """Decodes variable bindings as `decode_varbinds` does, rows of so many columns.

    Raises:
        SnmpProtocolError: The bytes are no variable bindings.
    """
    binds = VarBinds()
    # Rows that were unlike each other get one more try with each answer.
    shapes.failures = min(shapes.failures, _PATIENCE)
    while at < end:
        shape = shapes.latest
        if shape is not None and at + shape.size > end:
            shape = shape.front(end - at)
        if shape is not None and shape.read(binds, data, at):
            at += shape.size
            shapes.failures = max(shapes.failures - 1, 0)
            continue
        if shapes.failures > _PATIENCE:
            at = decode_some(binds, data, at, end, end - at)
            continue
        start, at = at, decode_some(binds, data, at, end, columns)
        if at < end:  # there may be another row like this one
            shapes.failures += 1
            shapes.latest = _shape_at(data, start, columns)
    return binds


def _shape_at(data: bytes, at: int, columns: int) -> RowShape | None:
    """Shape of a row that was decoded; None where it has a form that shapes do not have."""
    heads, kinds = [], []
    for _ in range(columns):
        head = data[at : at + 4]
        steps = HEADS.get(head)
        if steps is None:
            return None
        tag, size = data[at + steps[0]], data[at + steps[0] + 1]
        # The value must end with its binding: else its length is of the long form, and what stands here is no length.
        if steps[0] + 2 + size != steps[1] or not _code(tag, size):
            return None
        heads.append(int.from_bytes(head))
        kinds.append(tag << 8 | size)
        at += steps[1]
    return _shared(tuple(heads), tuple(kinds))


@lru_cache(maxsize=2048)
def _shared(heads: tuple[int, ...], kinds: tuple[int, ...]) -> RowShape:
    return RowShape(heads, kinds)


def _code(tag: int, size: int) -> str:
    """How struct reads a value; empty where no shape does."""
    if tag in ber.BYTES_TAGS:
        return f"{size}s"
    full = _FULL.get(tag, 8 if tag == ber.INTEGER else 0)
    if not 0 < size <= full:
        return ""
    if size not in _SIGNED:
        return f"{size}s"
    return _SIGNED[size].upper() if size == full and tag != ber.INTEGER else _SIGNED[size]


def _picker(places: list[int]) -> Callable[[Any], Any] | None:
    if not places:
        return None
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
