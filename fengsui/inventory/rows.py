"""Rows as a reader hands them over: texts by column, and where each stands, so that a fault can name its place."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, composed, show
from fengsui.inventory.kinds import Kind
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
        raw = self.values.get(self.kind.key)
        return composed(raw.strip()) if isinstance(raw, str) else ""

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
class Reading:
    """What came out of files.

    Attributes:
        faults: What is wrong with the form already.
        notes: What the reader should know.
        incomplete: True where rows were lost, so that a name not found among them means nothing.
    """

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    incomplete: bool = False

    def lose(self, fault: Fault) -> None:
        """Takes a fault that costs rows."""
        self.faults.append(fault)
        self.incomplete = True


def unknown_column(where: str, kind: Kind, column: str, extra: Sequence[str] = ()) -> Fault:
    """A fault for a column that the kind does not have."""
    columns = (*kind.columns, *extra)
    return Fault(where, f"a column of {kind.name} ({', '.join(columns)})", show(column), did_you_mean(column, columns))
