"""How far one column of a walk has come.

Columns of one table mostly share their indexes: these are kept once, on the walk's spine, and a column follows the spine as
long as its rows agree with it.
"""

from collections.abc import Sequence
from operator import lt

from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import index_numbers
from fengsui.errors import SnmpProtocolError

# An index of so few bytes cannot have too many sub-identifiers, whatever its prefix.
SHORT_INDEX = 64


class Track:
    """One column of a walk.

    Attributes:
        number: Its place among the columns asked for.
        values: One for each row taken; the walker may owe it those of the last answers.
        rows: Rows taken.
        following: True while its rows are the spine's first rows.
        running: True while it has more to ask for.
        complete: True where the agent showed its end.
    """

    __slots__ = ("_own", "complete", "following", "number", "prefix", "rows", "running", "spine", "values")

    def __init__(self, number: int, prefix: bytes, spine: list[bytes]) -> None:
        self.number = number
        self.prefix = prefix
        self.spine = spine
        self.values: list[Value] = []
        self.rows = 0
        self.following = True
        self.running = True
        self.complete = False
        self._own: list[bytes] = []

    @property
    def last(self) -> bytes:
        """Index of the last row; no bytes where there is none."""
        if not self.rows:
            return b""
        return self.spine[self.rows - 1] if self.following else self._own[-1]

    def indexes(self) -> list[bytes]:
        """Index of each row; the spine itself where the column goes all along it."""
        if not self.following:
            return self._own
        return self.spine if len(self.values) == len(self.spine) else self.spine[: len(self.values)]

    def take(self, index: bytes, value: Value) -> None:
        """Takes one row that stands behind the last one."""
        if self.following:
            rows = self.rows
            if rows == len(self.spine):
                self.spine.append(index)
            elif self.spine[rows] != index:
                self._own = self.spine[:rows]
                self.following = False
        if not self.following:
            self._own.append(index)
        self.values.append(value)
        self.rows += 1


def ascending(last: bytes, indexes: Sequence[bytes]) -> bool:
    """True where all indexes are well-formed and each stands behind the one before, the first behind `last`."""
    joined = b"".join(indexes)
    if joined.isascii() and last.isascii() and len(joined) <= SHORT_INDEX:
        return last < indexes[0] and all(map(lt, indexes, indexes[1:]))
    try:
        numbers = [index_numbers(index) for index in (last, *indexes)]
    except SnmpProtocolError:
        return False
    return all(map(lt, numbers, numbers[1:]))
