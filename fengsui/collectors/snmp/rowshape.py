"""Reading a table's answer row by row: rows mostly have the framing of the rows before, and then one struct reads a whole row.

A shape is all of a row's bytes but its indexes and its values: what opens each binding, the columns' OIDs, each value's tag
and length. Two operations on long integers prove that a row has it, so its OIDs need not be looked at one by one:

    int.from_bytes(row, "little") & mask == expected

So what a shape gives is what the decoder of single bindings gives. A row that has another shape is read by that decoder; two
rows alike make the shape that is tried from then on. Shapes belong to no device and are shared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from struct import Struct
from typing import Any
from weakref import ref

from fengsui.collectors.session import Value
from fengsui.collectors.snmp.decode import HEADS, VarBinds, decode_some
from fengsui.collectors.snmp.lift import ALL_BITS, Form, fits, form_of, pattern

# Rows read one by one, more than rows that a shape read, after which a walk's rows are taken for too unlike each other.
_PATIENCE = 6

_TAG_AND_LENGTH = 2

# Bytes of rows that are read at once, which bounds what a shape of many rows takes in memory.
_LONGEST_RUN = 4096
# A shape of several rows takes as long to make as reading them one by one: it is made where rows alike come often.
_OFTEN = 16
# Answers of one agent leave room for few lengths; what is forgotten is made again.
_MOST_RUNS = 32

# What opens a binding (four bytes), its value's tag and its length (a byte each).
Kind = bytes
# Indexes and values of a row.
Row = tuple[tuple[bytes, ...], Sequence[Value]]


@dataclass(slots=True)
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
        last: The columns asked for last, and the shape of their rows.
    """

    kinds: dict[int, Kind] = field(default_factory=dict)
    failures: int = 0
    last: "tuple[tuple[bytes, ...], RowShape] | None" = None

    def shape(self, expected: Expected) -> "RowShape | None":
        """The shape that rows of these columns should have; None where nothing is known of it."""
        if self.last is not None and self.last[0] is expected.prefixes:
            return self.last[1]
        try:
            kinds = tuple([self.kinds[number] for number in expected.numbers])
        except KeyError:
            return None
        shape = _shape(expected.prefixes, kinds)
        self.last = None if shape is None else (expected.prefixes, shape)
        return shape

    def guess(self, shape: "RowShape | None", expected: Expected) -> "RowShape | None":
        """The shape that came after this one when it last was not the right one, on whichever device; a guess to be proven."""
        if self.failures > _PATIENCE:
            return None
        return (shape.following if shape is not None else _start(expected.prefixes)).shape()

    def adopt(self, shape: "RowShape", expected: Expected) -> None:
        """Takes a guess that turned out right."""
        self.kinds.update(zip(expected.numbers, shape.kinds, strict=True))
        self.last = (expected.prefixes, shape)

    def learn(self, data: bytes, at: int, end: int, expected: Expected, before: "RowShape | None") -> "RowShape | None":
        """The shape of the row at `at`; None where it has a form that shapes do not have, or ends before the bindings do.

        `before` is the shape that it does not have.
        """
        self.failures += 1
        if self.failures > _PATIENCE:
            return None
        kinds = _kinds_at(data, at, end, len(expected.prefixes))
        self.last = None
        self.kinds.update(zip(expected.numbers, kinds, strict=False))
        shape = _shape(expected.prefixes[: len(kinds)], kinds) if kinds else None
        if shape is None:
            return None
        if len(kinds) == len(expected.prefixes):
            (before.following if before is not None else _start(expected.prefixes)).shape = ref(shape)
            return shape
        return shape if at + shape.size == end else None


class _Following:
    """Which shape came next; forgotten with the shape itself, so that no chain of them outlives its use."""

    __slots__ = ("shape",)

    def __init__(self) -> None:
        self.shape: Callable[[], RowShape | None] = _nothing


class RowShape:
    """The framing of one row, made by `RowShapes.shape`, or of several rows alike, made by `run`.

    Attributes:
        kinds: Of its bindings.
        size: Bytes of the row.
        following: The shape that came next.
    """

    __slots__ = (
        "__weakref__", "_bytes", "_expected", "_mask", "_masked", "_prefixes", "_reads", "_runs", "_unpack", "following", "kinds", "size",
    )  # fmt: skip

    def __init__(self, prefixes: tuple[bytes, ...], kinds: tuple[Kind, ...], forms: Sequence[Form]) -> None:
        self._prefixes = prefixes
        self.kinds = kinds
        self.following = _Following()
        self._runs: dict[int, RowShape | None] = {}
        self._reads = 0
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
        self._unpack = Struct(pattern(fields, self.size)).unpack
        narrow = [place for place, form in enumerate(forms) if form.mask != ALL_BITS]
        self._masked = [(place, forms[place].mask) for place in narrow if forms[place].start >= -_TAG_AND_LENGTH]
        self._bytes = [place for place in narrow if forms[place].start < -_TAG_AND_LENGTH]

    def run(self, room: int) -> "RowShape | None":
        """Shape of as many such rows as `room` bytes hold, and of the first bindings of one more where these fill it exactly.

        Answers end in the middle of a row. None where there is room for no row and nothing fills it.
        """
        self._reads += 1
        if self.size <= room and self._reads < _OFTEN:
            return self
        try:
            return self._runs[room]
        except KeyError:
            if len(self._runs) >= _MOST_RUNS:
                self._runs.clear()
            found = self._runs[room] = self._run(room)
            return found

    def _run(self, room: int) -> "RowShape | None":
        rows, rest = divmod(room, self.size)
        if room > _LONGEST_RUN and rows > 1:
            rows, rest = max(_LONGEST_RUN // self.size, 1), 0
        bindings = _filling(self.kinds, rest)
        if rows == 1 and not bindings:
            return self
        return _run(self._prefixes, self.kinds, rows, bindings) if rows or bindings else None

    def proven(self, rows: bytes) -> int:
        """How many of the first bytes, of as many as the shape has, are as it says."""
        found = int.from_bytes(rows, "little") & self._mask
        if found == self._expected:
            return self.size
        # The lowest bit that differs stands in the first byte that does.
        differs = found ^ self._expected
        return ((differs & -differs).bit_length() - 1) >> 3

    def lift(self, rows: bytes) -> Row:
        """Indexes and values of what is proven to have this shape."""
        fields = self._unpack(rows)
        values = fields[1::2]
        return fields[0::2], self._narrowed(values) if self._masked or self._bytes else values

    def _narrowed(self, values: Sequence[Any]) -> list[Value]:
        """Makes numbers of odd lengths of what was lifted for them: they came with bytes before them, or as bytes."""
        narrowed = list(values)
        for place, mask in self._masked:
            narrowed[place] &= mask
        for place in self._bytes:
            narrowed[place] = int.from_bytes(narrowed[place])
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
        if shape is not None and (taken := rows.take_run(shape, data, at, end)):
            at += taken
            shapes.failures = max(shapes.failures - taken // shape.size, 0)
            continue
        if data[at : at + 4] in HEADS and not data.startswith(expected.prefixes[0], at + 4):
            decode_some(binds, data, at, end, end - at)  # behind the end of the first column
            break
        guess = shapes.guess(shape, expected)
        if guess is not None and (taken := rows.take_run(guess, data, at, end)):
            at += taken
            shape = guess
            shapes.adopt(guess, expected)
            continue
        shape = shapes.learn(data, at, end, expected, shape)
        if shape is not None and (taken := rows.take_run(shape, data, at, end)):
            at += taken
            shapes.failures = max(shapes.failures - taken // shape.size + 1, 0)
            continue
        shape = shapes.shape(expected)
        row = VarBinds()
        at = decode_some(row, data, at, end, len(expected.prefixes))
        if row.exceptions or not rows.take(*_split(row, expected.prefixes)):
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


def _split(row: VarBinds, prefixes: Sequence[bytes]) -> Row:
    """Indexes and values of a row that was decoded; none where it is none of these columns' rows."""
    if not all(map(bytes.startswith, row.oids, prefixes)):
        return (), ()
    indexes = tuple([oid[len(prefix) :] for oid, prefix in zip(row.oids, prefixes, strict=False)])
    # No OID equals a bare prefix.
    return (indexes, row.values) if all(indexes) else ((), ())


class _Rows:
    """Rows that were as expected, so far."""

    __slots__ = ("_columns", "_pick", "_row", "_spread", "_tip", "indexes", "values")

    def __init__(self, expected: Expected) -> None:
        self.values: list[Value] = []
        self.indexes = list(expected.known)
        self._spread, self._tip, self._pick = _spread(expected.offsets)
        self._columns = len(expected.offsets)
        self._row = 0

    def take_run(self, shape: RowShape, data: bytes, at: int, end: int) -> int:
        """Takes the rows from `at` on that have the shape; returns how many bytes these are."""
        run = shape.run(end - at)
        if run is None:
            return 0
        found = data[at : at + run.size]
        if (proven := run.proven(found)) < run.size:
            run = shape.run(proven - proven % shape.size)
            if run is None:
                return 0
            found = found[: run.size]
        taken = self.take(*run.lift(found))
        return min(taken * shape.size, run.size)

    def take(self, indexes: tuple[bytes, ...], values: Sequence[Value]) -> int:
        """Takes rows, the last whole or its first bindings, up to one whose indexes are others than expected.

        Returns:
            How many rows were taken.
        """
        mine, spread, tip, pick, columns = self.indexes, self._spread, self._tip, self._pick, self._columns
        first = row = self._row
        for start in range(0, len(indexes), columns):
            theirs = indexes[start : start + columns]
            new = len(mine) == row + spread
            if new:
                mine.append(theirs[tip] if tip < len(theirs) else b"")
            same: bool = pick(mine[row : row + spread + 1])[: len(theirs)] == theirs
            if new and not (same and mine[-1]):  # a last row may end before it shows its new index
                mine.pop()
            if not same:
                break
            row += 1
        self._row = row
        taken = row - first
        self.values += values if taken * columns >= len(values) else values[: taken * columns]
        return taken


def _nothing() -> None:
    """Stands where no shape is known."""


@lru_cache(maxsize=1024)
def _start(prefixes: tuple[bytes, ...]) -> _Following:  # noqa: ARG001 - one for each
    return _Following()


@lru_cache(maxsize=1024)
def _spread(offsets: tuple[int, ...]) -> tuple[int, int, "itemgetter[Any]"]:
    """How far the foremost column is ahead, which it is, and what picks a row's indexes out of those from the hindmost's on."""
    spread = max(offsets)
    # The foremost column shows new indexes first. One more is picked, so that it is a tuple.
    return spread, offsets.index(spread), itemgetter(*offsets, 0)


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
    return _made(prefixes, kinds)


def _made(prefixes: tuple[bytes, ...], kinds: tuple[Kind, ...]) -> RowShape | None:
    forms = [form_of(kind[4], kind[5]) for kind in kinds]
    if any(kind[3] <= len(prefix) for prefix, kind in zip(prefixes, kinds, strict=True)) or None in forms:
        return None
    return RowShape(prefixes, kinds, [form for form in forms if form is not None])


# What is tried of a run that differs in one row is mostly a run of fewer rows.
@lru_cache(maxsize=512)
def _run(prefixes: tuple[bytes, ...], kinds: tuple[Kind, ...], rows: int, bindings: int) -> RowShape | None:
    """The shape of so many rows and of the first bindings of one more."""
    return _made(prefixes * rows + prefixes[:bindings], kinds * rows + kinds[:bindings])


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
