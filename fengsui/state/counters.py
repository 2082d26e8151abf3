"""What is taken off a counter before it is shown, so that a jump in it is no traffic.

Prometheus takes every rise of a counter for traffic, and a fall for a restart from 0. A counter that jumps forward (another
card in the slot, a 32-bit agent that learned 64 bits, a discontinuity) would show a spike that no line could carry. Where
counters were turned away, each is looked at as Prometheus would: if the rise is more than the line carries, the counter
starts anew at 0, by a base that is taken off from then on. In all other cases, and so nearly always, there is no base, and
what is shown is what the agent says.
"""

from collections.abc import Mapping, Sequence

from fengsui.model.poll import COUNTER_COLUMNS, InterfaceTable
from fengsui.state.identity import RowMap
from fengsui.state.rates import line_limits

Bases = Mapping[str, tuple[int, ...]]

_OCTETS = ("in_octets", "out_octets")
# The shortest Ethernet frame has 64 octets: no line carries packets, errors or discards faster than its bits allow of these.
_SHORTEST_PACKET_BITS = 512


def rebased(
    bases: Bases, old: InterfaceTable, new: InterfaceTable, rows: RowMap, seconds: float, *, refused: bool
) -> Bases:
    """Gives the bases of `new`, beside its rows, from those of `old`.

    Args:
        bases: By column; a column that is not there has none.
        old: The interfaces before.
        new: The interfaces now.
        rows: Row of `old` for each row of `new`.
        seconds: Between the two.
        refused: True where a counter was turned away between the two.
    """
    if not refused and (not bases or (isinstance(rows, range) and not _any_below(bases, new))):
        return bases
    room = [limit * max(seconds, 0.0) for limit in line_limits(new)]
    found: dict[str, tuple[int, ...]] = {}
    for name in COUNTER_COLUMNS:
        bits = 8 if name in _OCTETS else _SHORTEST_PACKET_BITS
        before = bases.get(name) or (0,) * len(old)
        column = tuple(
            _base(_at(getattr(old, name), match), now, _at(before, match) or 0, room[row] / bits)
            for row, (now, match) in enumerate(zip(getattr(new, name), rows, strict=True))
        )
        if any(column):
            found[name] = column
    return found


def shown(counters: Sequence[int | None], bases: tuple[int, ...] | None) -> Sequence[int | None]:
    """A column of counters as it is to be shown."""
    if bases is None or len(bases) != len(counters):
        return counters
    return [None if value is None else value - base for value, base in zip(counters, bases, strict=True)]


def _base(was: int | None, now: int | None, base: int, room: float) -> int:
    if now is None:
        return base
    if now >= base:
        rise = 0 if was is None else now - was if now >= was else now - base
        if rise <= room:
            return base
    return 0 if now <= room else now


def _any_below(bases: Bases, table: InterfaceTable) -> bool:
    return any(
        value is not None and value < base
        for name, column in bases.items()
        for value, base in zip(getattr(table, name), column, strict=True)
    )


def _at(column: Sequence[int | None], row: int | None) -> int | None:
    return None if row is None else column[row]
