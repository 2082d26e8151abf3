"""Which interface is which: rows of one poll against rows of another, and against the name a link was registered with.

ifIndex moves at reboots (RFC 2863, section 3.1.5), so it identifies nothing alone. Rows are matched in two phases. First by
what an interface is called, where that is whole and names one row on either side. Then, among the rows that are left, by
points for and against each pair that shares a text or a physical address:

| agree on        | for | against |
|-----------------|-----|---------|
| ifPhysAddress   | 8   | 2       |
| ifName          | 6   | 3       |
| ifDescr         | 4   | 2       |
| ifAlias         | 3   | 1       |
| ifType          | 1   | 6       |
| speed, ifIndex  | 1   | 0       |

What one side lacks counts neither way. A pair needs PAIR_POINTS, and to be the best that either of its rows has; where two
pairs are equally good nobody knows, and the interface counts as a new one. So a port that was renamed stays itself where its
address or its descriptions say so, and a port whose only likeness is its place does not.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from fengsui.model.poll import InterfaceTable

# Row of the old table for each row of the new one; None for an interface that was not there.
RowMap = Sequence[int | None]

_Text = str | None
_Key = tuple[Hashable, ...]

# Columns of (ifName, ifDescr, ifAlias) that must agree in the first phase, strongest agreement first. ifName outweighs
# ifDescr, which many agents fill with the same words for every port; ifDescr alone is for agents that have no ifName.
_AGREEMENTS = ((0, 1, 2), (0, 1), (0, 2), (0,))

# Points for and against a pair; see the table above. What the operator wrote on a port (ifAlias) moves with the cable, an
# address moves with the card, a type never changes.
_POINTS = (
    ("physical_address", 8, 2),
    ("name", 6, 3),
    ("descr", 4, 2),
    ("alias", 3, 1),
    ("type", 1, 6),
    ("speed_bits_per_second", 1, 0),
    ("index", 1, 0),
)
# An address of its own and the same type and speed outweigh another name and another description; an alias alone carries a
# pair only where neither row has a name.
PAIR_POINTS = 5

# Columns that bring two rows together in the second phase; a value that stands in more rows than this tells nothing apart.
_MEETING_COLUMNS = ("physical_address", "name", "descr", "alias")
_CROWD = 8


def match_rows(old: InterfaceTable, new: InterfaceTable) -> RowMap:
    """Says for each row of `new` which row of `old` is the same interface; no row of `old` is given twice."""
    if (
        new.index == old.index
        and new.name == old.name
        and new.descr == old.descr
        and new.alias == old.alias
        and new.type == old.type
        and new.physical_address == old.physical_address
    ):
        # The whole table as it was, the usual case: duplicates keep their places.
        return range(len(new))
    return _Matching(old, new).pairs()


class _Matching:
    """Pairs rows agreement by agreement, taking those that are paired out of the race."""

    def __init__(self, old: InterfaceTable, new: InterfaceTable) -> None:
        self._old = old
        self._new = new
        self._old_left = set(range(len(old)))
        self._found: list[int | None] = [None] * len(new)

    def pairs(self) -> list[int | None]:
        old, new = _texts(self._old), _texts(self._new)
        for columns in _AGREEMENTS:
            self._by_key([_part(row, columns) for row in old], [_part(row, columns) for row in new])
        self._by_key([_nameless(row) for row in old], [_nameless(row) for row in new])
        # Twins that share every text are told apart by ifIndex, which then is not alone.
        self._by_key(_twins(old, self._old.index), _twins(new, self._new.index))
        if self._old_left and None in self._found:
            self._by_points()
        return self._found

    def _by_key(self, old_keys: list[_Key | None], new_keys: list[_Key | None]) -> None:
        left = self._new_left()
        if not left or not self._old_left:
            return
        there = _rows_by_unique_key(old_keys, sorted(self._old_left))
        for key, row in _rows_by_unique_key(new_keys, left).items():
            match = there.get(key)
            if match is not None:
                self._take(row, match)

    def _by_points(self) -> None:
        scored = {pair: points for pair in self._meetings() if (points := self._points(*pair)) >= PAIR_POINTS}
        best_of_old, best_of_new = _best(scored, 0), _best(scored, 1)
        for pair in scored:
            if best_of_old[pair[0]] == best_of_new[pair[1]] == pair:
                self._take(pair[1], pair[0])

    def _meetings(self) -> Iterator[tuple[int, int]]:
        """Pairs (old row, new row) that share a value; few, since values that stand in many rows are passed over."""
        seen: set[tuple[int, int]] = set()
        for column in _MEETING_COLUMNS:
            there = _rows_by_value(getattr(self._old, column), sorted(self._old_left))
            for value, rows in _rows_by_value(getattr(self._new, column), self._new_left()).items():
                seen.update(product(there.get(value, ()), rows))
        return iter(sorted(seen))

    def _points(self, old_row: int, new_row: int) -> int:
        points = 0
        for column, agree, disagree in _POINTS:
            was, now = getattr(self._old, column)[old_row], getattr(self._new, column)[new_row]
            if was not in (None, "") and now not in (None, ""):
                points += agree if was == now else -disagree
        return points

    def _new_left(self) -> list[int]:
        return [row for row, match in enumerate(self._found) if match is None]

    def _take(self, row: int, match: int) -> None:
        self._found[row] = match
        self._old_left.discard(match)


def _best(scored: dict[tuple[int, int], int], side: int) -> dict[int, tuple[int, int] | None]:
    """The best pair of each row of one side; None where two are equally good."""
    best: dict[int, tuple[int, int] | None] = {}
    points: dict[int, int] = {}
    for pair, score in scored.items():
        row = pair[side]
        if score > points.get(row, -1):
            best[row], points[row] = pair, score
        elif score == points[row]:
            best[row] = None
    return best


def _texts(table: InterfaceTable) -> list[_Key]:
    return list(zip(table.name, table.descr, table.alias, strict=True))


def _part(row: _Key, columns: tuple[int, ...]) -> _Key | None:
    part = tuple(row[column] for column in columns)
    return part if all(part) else None


def _nameless(row: _Key) -> _Key | None:
    name, descr, _ = row
    return (descr,) if descr and not name else None


def _twins(rows: list[_Key], index: Sequence[int]) -> list[_Key | None]:
    return [(*row, i) if any(row) else None for row, i in zip(rows, index, strict=True)]


def _rows_by_value(column: Sequence[_Text], rows: Iterable[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        value = column[row]
        if value:
            found.setdefault(value, []).append(row)
    return {value: places for value, places in found.items() if len(places) <= _CROWD}


def _rows_by_unique_key(keys: list[_Key | None], rows: Iterable[int]) -> dict[_Key, int]:
    found: dict[_Key, int] = {}
    ambiguous: set[_Key] = set()
    for row in rows:
        key = keys[row]
        if key is None:
            continue
        if key in found:
            ambiguous.add(key)
        found[key] = row
    for key in ambiguous:
        del found[key]
    return found


@dataclass(slots=True)
class InterfaceLookup:
    """Finds the row of a table that a registered name means; made once per table, so that many names cost little.

    A name is held against ifName, then ifDescr, then ifAlias, letter by letter; then once more without regard to case and
    spaces. A text that stands in several rows of a column identifies none of them: the next column is tried.
    """

    table: InterfaceTable
    _folded: tuple[dict[str, int], ...] | None = field(default=None, init=False, repr=False)

    def find(self, name: str) -> int | None:
        """Row of the interface, or None where none, or no single one, is called so."""
        if not name.strip():
            return None
        for column in (self.table.name, self.table.descr, self.table.alias):
            # Searching in C beats building an index for the few names that a device is asked for.
            if name in column:
                row = column.index(name)
                if name not in column[row + 1 :]:
                    return row
        return self._find_folded(_fold(name))

    def _find_folded(self, name: str) -> int | None:
        if self._folded is None:
            self._folded = tuple(_folded_rows(c) for c in (self.table.name, self.table.descr, self.table.alias))
        return next((rows[name] for rows in self._folded if name in rows), None)


def find_interface(table: InterfaceTable, registered_name: str) -> int | None:
    """Row that a registered name means; use an `InterfaceLookup` to ask one table many names."""
    return InterfaceLookup(table).find(registered_name)


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()


def _folded_rows(column: Sequence[_Text]) -> dict[str, int]:
    keys: list[_Key | None] = [(_fold(text),) if text and text.strip() else None for text in column]
    return {str(key[0]): row for key, row in _rows_by_unique_key(keys, range(len(keys))).items() if key[0]}
