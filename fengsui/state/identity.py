"""Which interface is which: rows of one poll against rows of another, and against the name a link was registered with.

ifIndex moves at reboots (RFC 2863, section 3.1.5), so it identifies nothing alone. What an interface is called does:
ifName, ifDescr and ifAlias, the more of them agree the better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fengsui.model.poll import InterfaceTable

# Row of the old table for each row of the new one; None for an interface that was not there.
RowMap = Sequence[int | None]

_Text = str | None
_Key = tuple[_Text, ...]

# Columns of (ifName, ifDescr, ifAlias) that must agree, strongest agreement first. A key counts only where it is whole and
# names one row on either side. ifName outweighs ifDescr, which many agents fill with the same words for every port.
_AGREEMENTS = ((0, 1, 2), (0, 1), (0, 2), (0,), (1, 2), (1,))


def match_rows(old: InterfaceTable, new: InterfaceTable) -> RowMap:
    """Says for each row of `new` which row of `old` is the same interface; no row of `old` is given twice."""
    if (new.index, new.name, new.descr, new.alias) == (old.index, old.name, old.descr, old.alias):
        # The whole table as it was, the usual case: duplicates keep their places.
        return range(len(new))
    return _Matching(_texts(old), _texts(new)).pairs(old.index, new.index)


def _texts(table: InterfaceTable) -> list[_Key]:
    return list(zip(table.name, table.descr, table.alias, strict=True))


class _Matching:
    """Pairs rows agreement by agreement, taking those that are paired out of the race."""

    def __init__(self, old: list[_Key], new: list[_Key]) -> None:
        self._old = old
        self._new = new
        self._old_left = set(range(len(old)))
        self._found: list[int | None] = [None] * len(new)

    def pairs(self, old_index: Sequence[int], new_index: Sequence[int]) -> list[int | None]:
        for columns in _AGREEMENTS:
            self._pair([_part(row, columns) for row in self._old], [_part(row, columns) for row in self._new])
        # Twins that share every text are told apart by ifIndex, which then is not alone.
        self._pair(_twins(self._old, old_index), _twins(self._new, new_index))
        # What the operator wrote on a port moves with the cable: it decides only where a port has no name of its own.
        self._pair([_bare_alias(row) for row in self._old], [_bare_alias(row) for row in self._new])
        return self._found

    def _pair(self, old_keys: list[_Key | None], new_keys: list[_Key | None]) -> None:
        left = [row for row, match in enumerate(self._found) if match is None]
        if not left or not self._old_left:
            return
        there = _rows_by_unique_key(old_keys, sorted(self._old_left))
        for key, row in _rows_by_unique_key(new_keys, left).items():
            match = there.get(key)
            if match is not None:
                self._found[row] = match
                self._old_left.discard(match)


def _part(row: _Key, columns: tuple[int, ...]) -> _Key | None:
    part = tuple(row[column] for column in columns)
    return part if all(part) else None


def _twins(rows: list[_Key], index: Sequence[int]) -> list[_Key | None]:
    return [(*row, str(i)) if any(row) else None for row, i in zip(rows, index, strict=True)]


def _bare_alias(row: _Key) -> _Key | None:
    name, descr, alias = row
    return (alias,) if alias and not name and not descr else None


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
    return {key[0]: row for key, row in _rows_by_unique_key(keys, range(len(keys))).items() if key[0]}
