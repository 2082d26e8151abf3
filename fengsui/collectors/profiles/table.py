"""The rows of one group, column by column: what each name of the group means in each row.

Columns, not objects per row: an OLT has eight thousand ONUs, and counting them by port must not cost more than fetching them.
What follows from the indexes alone is kept from one ask to the next, for as long as the rows are the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fengsui.collectors.profiles.cells import column_cells
from fengsui.collectors.profiles.index import Cell, dotted, split_index
from fengsui.collectors.profiles.names import InterfaceNames
from fengsui.collectors.profiles.schema import Bits, Group, Lookup
from fengsui.collectors.profiles.template import parse_template
from fengsui.collectors.session import Column, Value
from fengsui.collectors.snmp.oid import encode_numbers

INTERFACE = "interface"
# A part is a label of a metric; what is longer says nothing more.
LONGEST_PART = 255

Cells = Sequence[Cell]


@dataclass(slots=True)
class Derived:
    """What follows from the indexes of a table, from lookups and from the names of interfaces.

    Attributes:
        basis: What it was worked out for: indexes, version of the lookups, names.
    """

    basis: tuple[object, ...] = ()
    cells: dict[str, Cells] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)


class Table:
    """Rows of a group.

    Args:
        group: What the names mean.
        indexes: One for each row.
        values: Of each column or scalar, beside `indexes`.
        lookups: What the lookups found: index there → value, by the lookup's name.
        derived: From the last time; is emptied where it does not fit any more.
        version: Differs whenever a lookup was read again.
    """

    def __init__(
        self,
        group: Group,
        indexes: Sequence[bytes],
        values: Mapping[str, Sequence[Value]],
        lookups: Mapping[str, Mapping[bytes, Value]],
        names: InterfaceNames,
        derived: Derived | None = None,
        version: int = 0,
    ) -> None:
        self.group = group
        self.indexes = indexes
        self.names = names
        self._values = values
        self._lookups = lookups
        self._derived = derived or Derived()
        basis = (indexes, version, names)
        if self._derived.basis != basis:
            self._derived.basis = basis
            self._derived.cells.clear()
            self._derived.texts.clear()
        self._cells: dict[str, Cells] = {}
        self._parts = [name for name, _ in group.parts]
        self._told = {**group.columns, **group.scalars}

    def __len__(self) -> int:
        return len(self.indexes)

    def cells(self, name: str) -> Cells:
        """What a name means in each row; of interfaces the number or text that the device gives."""
        kept = self._derived.cells if self._lasting(name) else self._cells
        found = kept.get(name)
        if found is None:
            found = kept[name] = self._made(name)
        return found

    def texts(self, template: str) -> list[str]:
        """A template filled for each row; a row in which a name of it has no value is called by its index."""
        parsed = parse_template(template)
        lasting = all(map(self._lasting, parsed.names))
        if lasting and template in self._derived.texts:
            return self._derived.texts[template]
        columns = [self.shown(name) for name in parsed.names]
        rows = (
            [dict(zip(parsed.names, row, strict=True)) for row in zip(*columns, strict=True)]
            if columns
            else [{}] * len(self)
        )
        made = [self._text(parsed.fill(row), index) for row, index in zip(rows, self.indexes, strict=True)]
        if lasting:
            self._derived.texts[template] = made
        return made

    def parts(self, template: str) -> list[str]:
        """A template filled for each row, where texts that several rows have get the row's index behind them, as names of interfaces do.

        Chassis in a stack call their boards the same; without the index one of them would stand for all.
        """
        texts = self.texts(template)
        if not parse_template(template).names or len(set(texts)) == len(texts):
            return texts
        often = Counter(texts)
        return [
            f"{text}#{dotted(index)}" if often[text] > 1 else text
            for text, index in zip(texts, self.indexes, strict=True)
        ]

    def shown(self, name: str) -> Cells:
        """What a name is shown as: interfaces by their names."""
        cells = self.cells(name)
        return [self.names.named(cell) for cell in cells] if name == INTERFACE else cells

    def keys(self, lookup: Lookup) -> list[bytes | None]:
        """The index in a lookup's table that belongs to each row; None where a value of it is missing."""
        if lookup.by is None:
            return list(self.indexes)
        columns = [[int(each)] * len(self) if each.isdigit() else self.cells(each) for each in lookup.by]
        return [_key(row) for row in zip(*columns, strict=True)]

    @property
    def bad_indexes(self) -> int:
        """Rows whose index is not built as the profile says."""
        return self.cells(self._parts[0]).count(None) if self._parts else 0

    def _text(self, text: str | None, index: bytes) -> str:
        return (dotted(index) if text is None else text)[:LONGEST_PART]

    def _lasting(self, name: str) -> bool:
        """True where a name follows from the index, through lookups or not."""
        group = self.group
        if name in group.fields:
            return self._lasting(group.fields[name].of)
        if name in group.lookups:
            lookup = group.lookups[name]
            return all(each.isdigit() or self._lasting(each) for each in lookup.by or ())
        return name not in self._told

    def _made(self, name: str) -> Cells:
        group = self.group
        if name in self._told:
            told = self._told[name]
            subtypes = self.cells(told.subtype) if told.subtype else None
            return column_cells(self._values.get(name) or [None] * len(self), told.as_, subtypes)
        if name in group.lookups:
            lookup = group.lookups[name]
            found = self._lookups.get(name, {})
            subtypes = self.cells(lookup.subtype) if lookup.subtype else None
            return column_cells(
                [None if key is None else found.get(key) for key in self.keys(lookup)], lookup.as_, subtypes
            )
        if name in group.fields:
            field_ = group.fields[name]
            return [_bits(cell, field_) for cell in self.cells(field_.of)]
        return self._index_cells(name)

    def _index_cells(self, name: str) -> Cells:
        kinds = [kind for _, kind in self.group.parts]
        nothing = (None,) * len(kinds)
        rows = [split_index(index, kinds) or nothing for index in self.indexes]
        columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
        self._derived.cells.update(zip(self._parts, columns, strict=True))
        return columns[self._parts.index(name)]


def aligned(columns: Mapping[str, Column]) -> tuple[Sequence[bytes], dict[str, Sequence[Value]]]:
    """Indexes of the rows that any column has, and the columns' values beside them."""
    first = next(iter(columns.values()))
    if all(column.indexes == first.indexes for column in columns.values()):
        return first.indexes, {name: column.values for name, column in columns.items()}
    indexes = list(dict.fromkeys(index for column in columns.values() for index in column.indexes))
    values: dict[str, Sequence[Value]] = {}
    for name, column in columns.items():
        found = dict(zip(column.indexes, column.values, strict=True))
        values[name] = [found.get(index) for index in indexes]
    return indexes, values


def _key(row: Sequence[Cell]) -> bytes | None:
    if not all(isinstance(cell, int) and 0 <= cell < 1 << 32 for cell in row):
        return None
    return encode_numbers([cell for cell in row if isinstance(cell, int)])


def _bits(cell: Cell, field_: Bits) -> int | None:
    return cell >> field_.shift & (1 << field_.bits) - 1 if isinstance(cell, int) and cell >= 0 else None
