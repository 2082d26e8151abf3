"""Rows as a reader hands them over: texts by column, and where each stands, so that a fault can name its place."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, composed, show
from fengsui.inventory.kinds import FILE_KINDS, Kind
from fengsui.inventory.suggest import did_you_mean


class Row(ABC):
    """One row of a kind, its columns known to be the kind's.

    Attributes:
        values: What was found, by column; a column that is not there says nothing about the record.
    """

    __slots__ = ("kind", "values")

    def __init__(self, kind: Kind, values: dict[str, Raw]) -> None:
        self.kind = kind
        self.values = values

    @property
    def key(self) -> str:
        """What stands in the key column, in the form that names are kept in."""
        return name_of(self.values.get(self.kind.key))

    @property
    @abstractmethod
    def source(self) -> str:
        """The file; empty for the command line."""

    @abstractmethod
    def where(self, column: str = "") -> str:
        """Place of the row, or of one of its columns."""

    def lacking(self, column: str) -> str:
        """Place to name where a column is not there at all."""
        return self.where(column)


@dataclass
class Unread:
    """What of some files did not become rows.

    Attributes:
        faults: What is wrong with the form, each with the number of rows that were read before it.
        kinds: Kinds of which a record of any name may have been lost.
        names: Lost records by kind, where their names could be read.
    """

    faults: list[tuple[int, Fault]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)

    def may_hold(self, kind: str, name: str) -> bool:
        """Whether the record may stand where nothing could be read."""
        return kind in self.kinds or name in self.names.get(kind, ())


@dataclass
class Reading:
    """What came out of files.

    Attributes:
        unread: What is wrong with the form already, and what that cost.
        notes: What the reader should know.
    """

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: Unread = field(default_factory=Unread)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form, in the order of the files."""
        return [fault for _, fault in self.unread.faults]

    def refuse(self, *faults: Fault) -> None:
        """Takes faults of form that stand before the next row."""
        self.unread.faults += [(len(self.rows), fault) for fault in faults]

    def lose(self, fault: Fault, kind: Kind | None = None, name: str = "") -> None:
        """Takes a fault that costs records: of the kind, or of any; the one of that name, or of any."""
        self.refuse(fault)
        if kind is not None and name:
            self.unread.names.setdefault(kind.name, set()).add(name)
        else:
            self.unread.kinds |= set(FILE_KINDS) if kind is None else {kind.name}

    def add(self, other: "Reading") -> None:
        """Takes what came out of another file."""
        self.unread.faults += [(len(self.rows) + before, fault) for before, fault in other.unread.faults]
        self.unread.kinds |= other.unread.kinds
        for kind, names in other.unread.names.items():
            self.unread.names.setdefault(kind, set()).update(names)
        self.rows += other.rows
        self.notes += other.notes


def name_of(raw: Raw) -> str:
    """What stands in a cell for a name, in the form that names are kept in."""
    return composed(raw.strip()) if isinstance(raw, str) else ""


def unknown_column(where: str, kind: Kind, column: str, extra: Sequence[str] = ()) -> Fault:
    """A fault for a column that the kind does not have."""
    columns = (*kind.columns, *extra)
    return Fault(where, f"a column of {kind.name} ({', '.join(columns)})", show(column), did_you_mean(column, columns))
