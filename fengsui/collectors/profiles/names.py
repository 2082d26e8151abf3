"""What interfaces are called, for readings that belong to one: the name that the interface's own series have."""

from collections import Counter
from collections.abc import Sequence

from fengsui.collectors.profiles.index import Cell
from fengsui.model.poll import InterfaceTable


class InterfaceNames:
    """Names of one device's interfaces; make a new one when the table's texts change.

    An interface is called by its ifName, else ifDescr, else `#` and its ifIndex; names that occur twice get their ifIndex behind them.
    """

    def __init__(self, table: InterfaceTable) -> None:
        self._table = table
        wanted = [
            name or descr or f"#{index}"
            for index, name, descr in zip(table.index, table.name, table.descr, strict=True)
        ]
        often = Counter(wanted)
        self._names = [
            f"{name}#{index}" if often[name] > 1 else name for name, index in zip(wanted, table.index, strict=True)
        ]
        self._by_index = dict(zip(table.index, self._names, strict=True))
        self._by_text: dict[str, str] = {}
        for column in (table.name, table.descr):
            for text, name in zip(column, self._names, strict=True):
                if text:
                    self._by_text.setdefault(text, name)

    def fits(self, table: InterfaceTable) -> bool:
        """True where the table's interfaces are called the same."""
        mine = self._table
        return mine is table or (mine.index == table.index and mine.name == table.name and mine.descr == table.descr)

    def named(self, value: Cell) -> Cell:
        """The name of the interface with this ifIndex, ifName or ifDescr; what belongs to none is shown as it is."""
        if isinstance(value, int):
            return self._by_index.get(value) or f"#{value}"
        return self._by_text.get(value, value) if isinstance(value, str) else None

    def first(self, candidates: Sequence[str | None]) -> str:
        """The interface that the first fitting text names; the first text at all where none fits; empty without any."""
        for text in candidates:
            if text and (name := self._found(text)):
                return name
        return next((text for text in candidates if text), "")

    def _found(self, text: str) -> str | None:
        found = self._by_text.get(text)
        return found or (
            self._by_index.get(int(text)) if text.isascii() and text.isdigit() and len(text) < 11 else None
        )
