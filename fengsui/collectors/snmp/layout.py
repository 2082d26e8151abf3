"""Layout memory: an answer that has the same bytes in the same places as last time needs no decoding.

A walk that went well is remembered step by step: the request, and of its answer every byte but the request-id and the values
that move (counters, gauges, time ticks, and columns that were seen to change). At the next poll the same request goes out;
an answer of the same length whose remembered bytes are all unchanged - framing, OIDs, texts, statuses - holds the same rows,
and one precompiled `struct.Struct` lifts out the moving values. Three operations on long integers prove it:

    int.from_bytes(answer, "little") & mask == expected

Values that cannot be lifted out bit by bit (no bytes at all, floats, odd forms) are pinned like the framing. So what a layout
gives is exactly what the full decoder would give, or it gives nothing at all and the full decoder reads the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from operator import and_, itemgetter
from typing import Any

from fengsui.collectors.session import Column, Value, Walk
from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import Span, value_spans
from fengsui.collectors.snmp.lift import ALL_BITS, Form, fits, form_of, unpacking
from fengsui.collectors.snmp.message import Reply

# Bounds of what is kept of one walk: a walk beyond them is decoded each time.
MOST_STEPS = 96
MOST_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer of a walk, as the walker took it.

    Attributes:
        before, after: The request around its request-id.
        asked: Numbers of the columns asked for.
        taken: Rows that the walker took, for each column asked; the first of each.
    """

    before: bytes
    after: bytes
    data: bytes
    reply: Reply
    asked: Sequence[int]
    taken: Sequence[int]


@dataclass(frozen=True, slots=True)
class Step:
    """One remembered request and its answer.

    Attributes:
        size: Bytes of the answer.
        id_at: Where the four bytes of the request-id stand in it.
        mask, expected: Bytes that must not change, as little-endian integers.
        lift: Takes the moving values out of an answer.
        varbinds: Bindings in the answer.
    """

    before: bytes
    after: bytes
    size: int
    id_at: int
    mask: int
    expected: int
    lift: Callable[[bytes], tuple[Any, ...]]
    varbinds: int

    def holds(self, data: bytes, request_id: bytes) -> bool:
        """True where `data` is last time's answer but for its moving values."""
        return (
            len(data) == self.size
            and data[self.id_at : self.id_at + 4] == request_id
            and int.from_bytes(data, "little") & self.mask == self.expected
        )


@dataclass(frozen=True, slots=True)
class _Still:
    """A column that does not move: the same lists each time."""

    column: Column

    def column_of(self, moving: Sequence[Any]) -> Column:  # noqa: ARG002 - a plan's method
        return self.column


@dataclass(frozen=True, slots=True)
class _Moving:
    """A column that moves: where its values stand among the lifted ones.

    Attributes:
        masks: For each number, what to keep of it, since some were lifted with bytes before them; None where none was.
    """

    prefix: bytes
    indexes: list[bytes]
    pick: Callable[[Sequence[Any]], Sequence[Any]]
    masks: tuple[int, ...] | None

    def column_of(self, moving: Sequence[Any]) -> Column:
        values = list(self.pick(moving))
        if self.masks is not None:
            values = list(map(and_, values, self.masks))
        return Column(self.prefix, self.indexes, values, complete=True)


@dataclass(frozen=True, slots=True)
class Layout:
    """A walk that went well, remembered."""

    steps: tuple[Step, ...]
    plans: tuple[_Still | _Moving, ...]
    constants: tuple[Value, ...]

    def walk(self, moving: list[Any]) -> Walk:
        """The walk's result from the values that all its steps lifted, in order."""
        moving += self.constants
        return Walk(tuple([plan.column_of(moving) for plan in self.plans]))


def restless(layout: Layout, walk: Walk) -> frozenset[int]:
    """Numbers of columns that the layout took for still and whose values changed while their rows did not."""
    changed = set()
    for number, (plan, column) in enumerate(zip(layout.plans, walk.columns, strict=True)):
        if isinstance(plan, _Still) and plan.column.indexes == column.indexes and plan.column.values != column.values:
            changed.add(number)
    return frozenset(changed)


def learn(heard: Sequence[Heard], walk: Walk, moving_too: frozenset[int]) -> Layout | None:
    """Remembers a complete walk without problems; None where it cannot be.

    Args:
        heard: Every answer of the walk.
        walk: What they brought.
        moving_too: Columns to lift although their type alone does not say that they move.
    """
    if len(heard) > MOST_STEPS or sum(len(answer.data) for answer in heard) > MOST_BYTES:
        return None
    spans = [value_spans(answer.data, answer.reply.start, answer.reply.end) for answer in heard]
    learner = _Learner(_moving_columns(heard, spans) | moving_too, walk)
    steps = [learner.step(answer, its_spans) for answer, its_spans in zip(heard, spans, strict=True)]
    if None in steps:
        return None
    return Layout(tuple(step for step in steps if step is not None), learner.plans(), tuple(learner.constants))


def _moving_columns(heard: Sequence[Heard], spans: Sequence[Sequence[Span]]) -> frozenset[int]:
    moving: set[int] = set()
    for answer, its_spans in zip(heard, spans, strict=True):
        stride = len(answer.asked)
        for place, (number, taken) in enumerate(zip(answer.asked, answer.taken, strict=True)):
            mine = its_spans[place : taken * stride : stride]
            if number not in moving and any(tag in ber.UNSIGNED_MASKS for tag, _, _ in mine):
                moving.add(number)
    return frozenset(moving)


class _Learner:
    def __init__(self, moving: frozenset[int], walk: Walk) -> None:
        self._moving = moving
        self._walk = walk
        # Columns in which not every value is a number.
        self._mixed = {
            number for number in moving if not all(isinstance(value, int) for value in walk.columns[number].values)
        }
        self._lifted = 0
        # Of each moving column, row by row: its place among the lifted values, or below zero among the constants (-1 is the first).
        self._places: dict[int, list[int]] = {number: [] for number in moving}
        self._masks: dict[int, list[int]] = {number: [] for number in moving}
        self.constants: list[Value] = []

    def step(self, answer: Heard, spans: Sequence[Span]) -> Step | None:
        data, at = answer.data, answer.reply.id_at
        if data[at - 1] != 4:  # an over-long request-id: its bytes would not stay in their places
            return None
        mask = bytearray(b"\xff") * len(data)
        mask[at : at + 4] = bytes(4)
        fields: list[tuple[int, Form]] = []
        stride = len(answer.asked)
        # Of each column, its number where it moves, and where those of its rows end that were taken.
        columns = [
            (number if number in self._moving else -1, taken * stride)
            for number, taken in zip(answer.asked, answer.taken, strict=True)
        ]
        for position, (span, (number, end)) in enumerate(zip(spans, cycle(columns), strict=False)):
            if position >= end:
                _let_move(mask, *span)
            elif number >= 0:
                self._lift(number, fields, mask, data, span)
        whole = _shared_mask(int.from_bytes(mask, "little"))
        return Step(
            before=answer.before,
            after=answer.after,
            size=len(data),
            id_at=at,
            mask=whole,
            expected=int.from_bytes(data, "little") & whole,
            lift=unpacking(fields, len(data)).unpack,
            varbinds=len(spans),
        )

    def plans(self) -> tuple[_Still | _Moving, ...]:
        return tuple(
            self._plan(number, column) if number in self._moving else _Still(column)
            for number, column in enumerate(self._walk.columns)
        )

    def _plan(self, number: int, column: Column) -> _Still | _Moving:
        places = [place if place >= 0 else self._lifted - place - 1 for place in self._places[number]]
        masks = self._masks[number]
        if not places:
            return _Still(column)
        wide = any(mask >= 0 for mask in masks)
        return _Moving(column.prefix, column.indexes, _picker(places), tuple(masks) if wide else None)

    def _lift(self, number: int, fields: list[tuple[int, Form]], mask: bytearray, data: bytes, span: Span) -> None:
        form = _form(data, span, wide=number not in self._mixed)
        if form is None:  # pinned, its value kept
            tag, start, stop = span
            self.constants.append(ber.value(tag, data[start:stop]))
            self._places[number].append(-len(self.constants))
            self._masks[number].append(ALL_BITS)
            return
        _, start, stop = span
        fields.append((start, form))
        free = start + form.free
        mask[free:stop] = bytes(stop - free)
        if form.pinned_bit:
            mask[free] = 0x80
        self._places[number].append(self._lifted)
        self._masks[number].append(form.mask)
        self._lifted += 1


def _form(data: bytes, span: Span, *, wide: bool) -> Form | None:
    """How to lift the value; None where it must be pinned. Not `wide`: no bytes may come along that must be masked away."""
    tag, start, stop = span
    form = form_of(tag, stop - start) if stop > start else None
    if form is None or (form.mask != ALL_BITS and not wide) or not fits(form, data[start : start + 1]):
        return None
    return form


def _let_move(mask: bytearray, tag: int, start: int, stop: int) -> None:
    """A row that the walker did not take, of a neighbouring column for instance: its value may change, nobody reads it."""
    if tag in ber.BYTES_TAGS or (stop - start <= 8 and (tag == ber.INTEGER or tag in ber.UNSIGNED_MASKS)):
        mask[start:stop] = bytes(stop - start)


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    step = places[1] - places[0] if len(places) > 1 else 1
    if step > 0 and list(places) == list(range(places[0], places[-1] + 1, step)):
        return itemgetter(slice(places[0], places[-1] + 1, step))
    return itemgetter(*places)


# Devices of one model answer alike: what they have in common is kept once.
@lru_cache(maxsize=8192)
def _shared_mask(mask: int) -> int:
    return mask
