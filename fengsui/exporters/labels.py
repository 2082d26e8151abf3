"""Label text of one device and its interfaces: escaped once, kept until a name changes.

A device of 48 ports gives some 700 samples a scrape, all with the same 48 label texts; what changes between two polls is the
numbers. So the texts are kept as one template a device, into which a whole column of numbers is poured at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.text import LARGEST_NUMBER, Number, escape_plain, label_pairs, plain_label
from fengsui.model.poll import InterfaceTable

# Stands for the family's name in a template; plain_label lets no NUL through, so no label can hold one.
_NAME = "\0"

_DEVICE_LABELS = CATALOGUE["fengsui_device_up"].labels
_INFO_LABELS = CATALOGUE["fengsui_interface_info"].labels

DeviceKey = tuple[str, str, str, str]
TextColumns = tuple[tuple[object, ...], ...]


def device_pairs(key: DeviceKey) -> str:
    """Labels of a device's series as they stand between the braces; `key` is device, carrier, county, prefecture."""
    return label_pairs(_DEVICE_LABELS, key)


def text_columns(table: InterfaceTable) -> TextColumns:
    """The columns that label text is made of."""
    return (table.index, table.name, table.descr, table.alias, table.type)


def interface_names(table: InterfaceTable) -> tuple[str, ...]:
    """What each interface is called in the label `interface`: its ifName, else ifDescr, else `#` and its ifIndex.

    Names that occur twice get their ifIndex behind them, since two samples with the same labels would cost the whole scrape.
    """
    wanted = [
        plain_label(name or descr or f"#{index}")
        for index, name, descr in zip(table.index, table.name, table.descr, strict=True)
    ]
    often = Counter(wanted)
    names = [f"{name}#{index}" if often[name] > 1 else name for name, index in zip(wanted, table.index, strict=True)]
    return tuple(names) if len(set(names)) == len(names) else _numbered(names)


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    # An agent that calls its ports `a`, `a` and `a#1` gets here; the row's place tells the last doubles apart.
    taken: dict[str, None] = {}
    for row, name in enumerate(names):
        while name in taken:
            name = f"{name}#{row}"
        taken[name] = None
    return tuple(taken)


@dataclass(frozen=True)
class InterfaceLabels:
    """Label text of one device's interfaces.

    Attributes:
        columns: What the text was made of.
        pairs: Labels of each interface as they stand between the braces.
    """

    columns: TextColumns
    pairs: tuple[str, ...]

    @classmethod
    def of(cls, device: str, table: InterfaceTable) -> "InterfaceLabels":
        """Makes the text anew."""
        head = label_pairs(("device",), (device,))
        pairs = tuple(f'{head},interface="{escape_plain(name)}"' for name in interface_names(table))
        return cls(text_columns(table), pairs)

    def lines(self, metric: str, column: Sequence[Number | None]) -> str:
        """One line for each interface that has a value in `column`; what no agent can mean is left out."""
        if None not in column and _in_range(column):
            return self._template.replace(_NAME, metric) % tuple(column)
        rows = zip(self.pairs, column, strict=True)
        return "".join(
            [
                f"{metric}{{{pairs}}} {value}\n"
                for pairs, value in rows
                if value is not None and 0 <= value < LARGEST_NUMBER
            ]
        )

    def info_lines(self, metric: str) -> str:
        """One line for each interface with its texts."""
        return self._info.replace(_NAME, metric)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row of an interface by the name that a link's end may give it: ifName before ifDescr before ifAlias."""
        rows: dict[str, int] = {}
        _, *texts, _ = self.columns
        for column in texts:
            for row, text in enumerate(column):
                if text:
                    rows.setdefault(str(text), row)
        return rows

    @cached_property
    def _template(self) -> str:
        return "".join([f"{_NAME}{{{pairs.replace('%', '%%')}}} %s\n" for pairs in self.pairs])

    @cached_property
    def _info(self) -> str:
        index, _, *texts = self.columns
        rows = zip(self.pairs, *(map(_text, column) for column in (index, *texts)), strict=True)
        names = _INFO_LABELS[2:]
        return "".join([f"{_NAME}{{{pairs},{label_pairs(names, values)}}} 1\n" for pairs, *values in rows])


def _in_range(column: Sequence[Any]) -> bool:
    return not column or (min(column) >= 0 and max(column) < LARGEST_NUMBER)


def _text(value: object) -> str:
    return "" if value is None else str(value)
