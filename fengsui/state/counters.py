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
    if not refused and not _came_back(old, new, rows) and not (bases and _disturbed(bases, new, rows)):
        return bases
    # A table without any counter is one from before a restart, and what was shown then is not known: it goes on.
    restored = all(value is None for value in old.in_octets)
    room = [limit * max(seconds, 0.0) for limit in line_limits(new)]
    found: dict[str, tuple[int, ...]] = {}
    for name in COUNTER_COLUMNS:
        bits = 8 if name in _OCTETS else _SHORTEST_PACKET_BITS
        before = bases.get(name) or (0,) * len(old)
        column = tuple(
            _base(_at(getattr(old, name), match), now, _at(before, match) or 0, room[row] / bits, unknown=restored)
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


def _base(was: int | None, now: int | None, base: int, room: float, *, unknown: bool) -> int:
    if now is None:
        return base
    if now >= base:
        # A counter that was away was shown as something before, which may have been as little as 0.
        before = was if was is not None else now if unknown else base
        rise = now - before if now >= before else now - base
        if rise <= room:
            return base
    return 0 if now <= room else now


def _came_back(old: InterfaceTable, new: InterfaceTable, rows: RowMap) -> bool:
    """True where an interface has octets now and had none before."""
    if isinstance(rows, range) and None not in old.in_octets:
        return False
    return any(
        now is not None and _at(old.in_octets, match) is None for now, match in zip(new.in_octets, rows, strict=True)
    )


def _disturbed(bases: Bases, table: InterfaceTable, rows: RowMap) -> bool:
    """True where the rows moved, or a counter stands below its base."""
    return not isinstance(rows, range) or any(
        value is not None and value < base
        for name, column in bases.items()
        for value, base in zip(getattr(table, name), column, strict=True)
    )


def _at(column: Sequence[int | None], row: int | None) -> int | None:
    return None if row is None else column[row]
