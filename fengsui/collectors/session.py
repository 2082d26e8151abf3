"""The boundary between questions and the wire: what a collector may ask of one agent, whatever SNMP version carries it.

An OID is the BER content of an OBJECT IDENTIFIER as `bytes` (`fengsui.collectors.snmp.oid` turns text into it and back):
prefixes are compared with `startswith`, and the index of a row is the rest of the bytes. It becomes a tuple only in listings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fengsui.model.poll import PollCost, Problem

# An integer for INTEGER, Counter32/64, Gauge32, TimeTicks and Unsigned32; a float for an Opaque float; bytes for OCTET STRING,
# IpAddress, Opaque and OBJECT IDENTIFIER; None for NULL and the exceptions noSuchObject, noSuchInstance, endOfMibView.
Value = int | float | bytes | None


@dataclass(slots=True)
class Column:
    """The rows of one column in the order the agent gave them, which is ascending: `indexes[i]` belongs to `values[i]`.

    Attributes:
        prefix: OID of the column.
        indexes: The rest of each OID behind the prefix; no index twice.
        complete: True where the agent showed the end of the column.
    """

    prefix: bytes
    indexes: list[bytes] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk over several columns brought; partial results are kept, and `problems` says what is missing and why.

    Attributes:
        columns: One for each prefix asked for, in that order.
    """

    columns: tuple[Column, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """True where every column came to its end."""
        return all(column.complete for column in self.columns)


@dataclass(frozen=True, slots=True)
class WalkBounds:
    """Where a table without an end stops.

    Attributes:
        rows: Most rows of one column.
        packets: Most requests of one walk, retransmissions not counted.
    """

    rows: int = 20_000
    packets: int = 4_000


class Session(Protocol):
    """A conversation with one agent; never more than one request is outstanding.

    Every method raises `SnmpTimeoutError` where the agent was silent from the start, `SnmpAuthError` where it refuses the
    credential and `SnmpProtocolError` where it answers with what cannot be used. What came before a failure in the middle
    of a walk is kept in the result instead, with a problem of the kind `timeout`, `deadline`, `malformed` …
    """

    async def get(self, oids: Sequence[bytes]) -> list[Value]:
        """Asks for single instances; None for each that the agent does not have, in the order asked."""
        ...

    async def walk(self, prefixes: Sequence[bytes], bounds: WalkBounds = WalkBounds()) -> Walk:
        """Asks for whole columns at once, row by row."""
        ...

    def cost(self) -> PollCost:
        """What this session has cost so far."""
        ...

    def close(self) -> None:
        """Gives the session up; a request under way ends with no effect."""
        ...
