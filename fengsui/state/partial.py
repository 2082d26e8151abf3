"""A table that a broken-off walk brought, joined to what was known: a row that did not come is neither gone nor seen.

What came counts. A row that did not come stays as it was, with the time at which it was last seen, so that the evidence of a
link's end ages by itself instead of vanishing with a lost packet; its counters are left out, since a rate over another span
of time than its neighbours' would be a lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import INTERFACE_COLUMNS, STATUS_COLUMNS, TEXT_COLUMNS, InterfaceTable
from fengsui.state.identity import RowMap

# Rows that did not come for so long are let go; evidence stops counting long before.
KEPT_SECONDS = 3600.0
# An agent that makes up other rows at every poll and never ends must not fill the memory; a walk has the same bound.
ROWS_LIMIT = 20_000

# What stands for a row that did not come, or for a cell of a row that came in part.
KEPT_COLUMNS = (*TEXT_COLUMNS, "type", "physical_address", *STATUS_COLUMNS, "speed_bits_per_second")


@dataclass(frozen=True, slots=True)
class Joined:
    """A table made of two.

    Attributes:
        rows: Row of the known table for each row of `table`.
        seen: When the oper_status of each row was seen; empty where all of them came now.
    """

    table: InterfaceTable
    rows: RowMap
    seen: tuple[float, ...]


def joined(known: DeviceObservation, table: InterfaceTable, rows: RowMap, at: float) -> Joined:
    """Joins a partial table to the known one.

    Args:
        known: What is known of the device so far.
        table: What came.
        rows: Row of the known table for each row of `table`, as `match_rows` gives it.
        at: Epoch seconds of the poll.
    """
    matches = _with_nameless(known.interfaces, table, list(rows))
    kept = _kept_rows(known, table, matches, at)
    places: list[tuple[int, int | None, int | None]] = [
        *((table.index[row], row, match) for row, match in enumerate(matches)),
        *((known.interfaces.index[row], None, row) for row in kept),
    ]
    places.sort(key=lambda place: place[0])
    columns = {name: _column(name, known.interfaces, table, places) for name in INTERFACE_COLUMNS if name != "index"}
    seen = tuple(_seen(known, table, row, match, at) for _, row, match in places)
    return Joined(
        InterfaceTable(index=tuple(index for index, _, _ in places), **columns),
        [match for _, _, match in places],
        () if all(time == at for time in seen) else seen,
    )


def _with_nameless(old: InterfaceTable, new: InterfaceTable, matches: list[int | None]) -> list[int | None]:
    """Matches rows whose names did not come by ifIndex, which holds while nothing that came speaks against it."""
    place = {index: row for row, index in enumerate(old.index)}
    taken = set(matches)
    for row, match in enumerate(matches):
        other = place.get(new.index[row])
        if match is None and other is not None and other not in taken and _agree(old, other, new, row):
            matches[row] = other
            taken.add(other)
    return matches


def _agree(old: InterfaceTable, old_row: int, new: InterfaceTable, new_row: int) -> bool:
    pairs = ((getattr(old, name)[old_row], getattr(new, name)[new_row]) for name in ("name", "descr", "type"))
    return all(was is None or now is None or was == now for was, now in pairs)


def _kept_rows(
    known: DeviceObservation, table: InterfaceTable, matches: Sequence[int | None], at: float
) -> Sequence[int]:
    """Known rows that did not come; one whose ifIndex came as another interface is not there any more."""
    came, indexes = set(matches), set(table.index)
    kept = [
        row
        for row, index in enumerate(known.interfaces.index)
        if row not in came and index not in indexes and at - (known.interface_seen_at(row) or at) <= KEPT_SECONDS
    ]
    return kept[: max(ROWS_LIMIT - len(table), 0)]


def _column(
    name: str, old: InterfaceTable, new: InterfaceTable, places: Sequence[tuple[int, int | None, int | None]]
) -> tuple[Any, ...]:
    was, now = getattr(old, name), getattr(new, name)
    values = [None if row is None else now[row] for _, row, _ in places]
    if name in KEPT_COLUMNS:
        values = [
            was[match] if value is None and match is not None else value
            for value, (_, _, match) in zip(values, places, strict=True)
        ]
    return tuple(values)


def _seen(known: DeviceObservation, table: InterfaceTable, row: int | None, match: int | None, at: float) -> float:
    came = row is not None and table.oper_status[row] is not None
    if came or match is None or known.interfaces.oper_status[match] is None:
        return at
    return known.interface_seen_at(match) or at
