"""Reading a table's answer row by row: rows mostly have the framing of the rows before, and then one struct reads a whole row.

A shape is all of a row's bytes but its indexes and its values: what opens each binding, the columns' OIDs, each value's tag
and length. Two operations on long integers prove that a row has it, so its OIDs need not be looked at one by one:

    int.from_bytes(row, "little") & mask == expected

So what a shape gives is what the decoder of single bindings gives. A row that has another shape is read by that decoder; two
rows alike make the shape that is tried from then on. Shapes belong to no device and are shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from fengsui.collectors.session import Value
from fengsui.collectors.snmp.decode import HEADS, VarBinds, decode_some
from fengsui.collectors.snmp.lift import ALL_BITS, Form, fits, form_of, unpacking

# Rows read one by one, more than rows that a shape read, after which a walk's rows are taken for too unlike each other.
_PATIENCE = 6

_TAG_AND_LENGTH = 2

# What opens a binding (four bytes), its value's tag and its length (a byte each).
Kind = bytes
# Indexes and values of a row.
Row = tuple[tuple[bytes, ...], Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Expected:
    """The rows that an answer should begin with.

    Attributes:
        prefixes: The columns, in the order asked for.
        numbers: Their numbers, by which kinds are remembered.
        known: Indexes that are known already, from the row on that comes next for the hindmost column.
        offsets: How many rows each column is ahead of the hindmost: answers end in the middle of rows.
    """

    prefixes: tuple[bytes, ...]
    numbers: Sequence[int]
    known: Sequence[bytes]
    offsets: tuple[int, ...]

    def oids(self, indexes: Sequence[bytes]) -> list[bytes]:
        """OIDs of one row of the answer; `indexes` begins with that of the hindmost column."""
        return [prefix + indexes[offset] for prefix, offset in zip(self.prefixes, self.offsets, strict=True)]


@dataclass(slots=True)
class RowShapes:
    """What is known of the rows of one walk.

    Attributes:
        kinds: Of each column, in the last row that was looked at.
        failures: Rows that the shape of the row before did not read, less those that it did.
    """

    kinds: dict[int, Kind] = field(default_factory=dict)
    failures: int = 0

    def shape(self, expected: Expected) -> "RowShape | None":
        """The shape that rows of these columns should have; None where nothing is known of it."""
        try:
            kinds = tuple([self.kinds[number] for number in expected.numbers])
        except KeyError:
            return None
        return _shape(expected.prefixes, kinds)

    def learn(self, data: bytes, at: int, end: int, expected: Expected) -> "RowShape | None":
        """The shape of the row at `at`; None where it has a form that shapes do not have, or ends before the bindings do."""
        self.failures += 1
        if self.failures > _PATIENCE:
            return None
        kinds = _kinds_at(data, at, end, len(expected.prefixes))
        self.kinds.update(zip(expected.numbers, kinds, strict=False))
        shape = _shape(expected.prefixes[: len(kinds)], kinds) if kinds else None
        whole = shape is not None and (len(kinds) == len(expected.prefixes) or at + shape.size == end)
        return shape if whole else None


class RowShape:
    """The framing of one row, made by `RowShapes.shape`.

    Attributes:
        size: Bytes of the row.
    """

    __slots__ = ("_expected", "_fronts", "_key", "_mask", "_narrow", "_unpack", "size")

    def __init__(self, prefixes: tuple[bytes, ...], kinds: tuple[Kind, ...], forms: Sequence[Form]) -> None:
        self._key = (prefixes, kinds)
        self._fronts: dict[int, RowShape | None] = {}
        expected, mask = bytearray(), bytearray()
        fields: list[tuple[int, Form]] = []
        for prefix, kind, form in zip(prefixes, kinds, forms, strict=True):
            head, value, size = kind[:4], kind[4:], kind[5]
            index_size = head[3] - len(prefix)
            fields.append((len(expected) + 4 + len(prefix), Form(f"{index_size}s")))
            expected += head + prefix + bytes(index_size) + value + bytes(size)
            mask += b"\xff" * (4 + len(prefix)) + bytes(index_size) + b"\xff\xff" + _mask(form, size)
            # What would reach into the index is lifted as it stands.
            fields.append((len(expected) - size, form if form.start >= -_TAG_AND_LENGTH else Form(f"{size}s")))
        self.size = len(expected)
        self._expected = int.from_bytes(expected, "little")
        self._mask = int.from_bytes(mask, "little")
        self._unpack = unpacking(fields, self.size).unpack
        self._narrow = [(place, form.mask) for place, form in enumerate(forms) if form.mask != ALL_BITS]

    def front(self, room: int) -> "RowShape | None":
        """Shape of the first bindings of such a row, where some fill `room` bytes exactly: answers end in the middle of a row."""
        found = self._fronts.get(room)
        if found is None and (count := _filling(self._key[1], room)):
            prefixes, kinds = self._key
            found = self._fronts[room] = _shape(prefixes[:count], kinds[:count])
        return found

    def read(self, row: bytes) -> Row | None:
        """Indexes and values of a row of this shape's size; None where it has another shape."""
        if int.from_bytes(row, "little") & self._mask != self._expected:
            return None
        fields = self._unpack(row)
        values = fields[1::2]
        return fields[0::2], self._narrowed(values) if self._narrow else values

    def _narrowed(self, values: Sequence[Any]) -> list[Value]:
        """Makes numbers of odd lengths of what was lifted for them: they came with bytes before them, or as bytes."""
        narrowed = list(values)
        for place, mask in self._narrow:
            value = narrowed[place]
            narrowed[place] = int.from_bytes(value) if isinstance(value, bytes) else value & mask
        return narrowed


def decode_rows(data: bytes, at: int, end: int, expected: Expected, shapes: RowShapes) -> VarBinds:
    """Decodes variable bindings, and tells those at the front that are the expected rows from the rest.

    Raises:
        SnmpProtocolError: The bytes are no variable bindings.
    """
    binds, rows = VarBinds(), _Rows(expected)
    # Rows that were unlike each other get one more try with each answer.
    shapes.failures = min(shapes.failures, _PATIENCE)
    shape = shapes.shape(expected)
    while at < end:
        its = shape if shape is None or at + shape.size <= end else shape.front(end - at)
        if its is not None and rows.take(its.read(data[at : at + its.size])):
            at += its.size
            shapes.failures -= shapes.failures > 0
            continue
        its = shapes.learn(data, at, end, expected)
        if its is not None and rows.take(its.read(data[at : at + its.size])):
            at += its.size
            shape = shapes.shape(expected)
            continue
        row = VarBinds()
        at = decode_some(row, data, at, end, len(expected.prefixes))
        if row.exceptions or not rows.take(_split(row, expected.prefixes)):
            decode_some(row, data, at, end, end - at)
            binds = row
            break
    binds.regular, binds.fresh = rows.values, rows.indexes[len(expected.known) :]
    return binds


def in_full(binds: VarBinds, expected: Expected) -> VarBinds:
    """The same bindings, every one with its OID."""
    count, spread = len(binds.regular), max(expected.offsets)
    # An answer's last row may end before it shows its index.
    indexes = [*expected.known, *binds.fresh, *[b""] * (spread + 1)]
    rows = range(-(-count // len(expected.prefixes)))
    oids = [oid for row in rows for oid in expected.oids(indexes[row : row + spread + 1])]
    shifted = {count + place: tag for place, tag in binds.exceptions.items()}
    return VarBinds(oids[:count] + binds.oids, binds.regular + binds.values, shifted)


def _split(row: VarBinds, prefixes: Sequence[bytes]) -> Row | None:
    """Indexes and values of a row that was decoded; None where it is none of these columns' rows."""
    if not all(map(bytes.startswith, row.oids, prefixes)):
        return None
    indexes = tuple([oid[len(prefix) :] for oid, prefix in zip(row.oids, prefixes, strict=False)])
    # No OID equals a bare prefix.
    return (indexes, row.values) if all(indexes) else None


class _Rows:
    """Rows that were as expected, so far."""

    def __init__(self, expected: Expected) -> None:
        self.values: list[Value] = []
        self.indexes = list(expected.known)
        self._expected = expected
        offsets = expected.offsets
        self._spread = max(offsets)
        self._tip = offsets.index(self._spread)  # the column that shows new indexes first
        self._pick = itemgetter(*offsets, 0)  # one more, so that it is a tuple
        self._row = 0

    def take(self, read: Row | None) -> bool:
        """Takes a row, whole or its first bindings; False where its indexes are others than expected."""
        if read is None:
            return False
        indexes, values = read
        mine, row = self.indexes, self._row
        new = len(mine) == row + self._spread
        if new:
            mine.append(indexes[self._tip] if self._tip < len(indexes) else b"")
        same: bool = self._pick(mine[row : row + self._spread + 1])[: len(indexes)] == indexes
        if new and not (same and mine[-1]):  # a last row may end before it shows its new index
            mine.pop()
        if same:
            self.values += values
            self._row = row + 1
        return same


def _kinds_at(data: bytes, at: int, end: int, columns: int) -> tuple[Kind, ...]:
    """Kinds of the row at `at`, up to the first binding of a form that shapes do not have."""
    kinds: list[Kind] = []
    for _ in range(columns):
        head = data[at : at + 4]
        steps = HEADS.get(head)
        if steps is None:
            break
        value, at = at + steps[0], at + steps[1]
        if at > end:
            break
        form = form_of(data[value], data[value + 1])
        # The value must end with its binding: else its length is of the long form, and what stands here is no length.
        if form is None or value + 2 + data[value + 1] != at:
            break
        if (form.free or form.pinned_bit) and not fits(form, data[value + 2 : value + 3]):
            break
        kinds.append(head + data[value : value + 2])
    return tuple(kinds)


@lru_cache(maxsize=4096)
def _shape(prefixes: tuple[bytes, ...], kinds: tuple[Kind, ...]) -> RowShape | None:
    forms = [form_of(kind[4], kind[5]) for kind in kinds]
    if any(kind[3] <= len(prefix) for prefix, kind in zip(prefixes, kinds, strict=True)) or None in forms:
        return None
    return RowShape(prefixes, kinds, [form for form in forms if form is not None])


def _mask(form: Form, size: int) -> bytes:
    """Which bits of a value must be as expected, and are zero: those that would give the number another meaning."""
    if form.free:
        return b"\xff" + bytes(size - 1)
    return b"\x80" + bytes(size - 1) if form.pinned_bit else bytes(size)


def _filling(kinds: Sequence[Kind], room: int) -> int:
    """How many of the first bindings fill so many bytes exactly; 0 where none do."""
    size = 0
    for count, kind in enumerate(kinds, 1):
        size += kind[1] + 2
        if size >= room:
            return count if size == room else 0
    return 0
