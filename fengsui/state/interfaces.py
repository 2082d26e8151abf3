"""Surrogate ids of interfaces: given once, kept through other indexes, other names and absences, and what moved meanwhile.

An interface that left a complete table is remembered: cards come up minutes after their chassis, and a port that comes back
is the port that it was. Only what differs between two sights of one interface is a move; coming and going is none, or the
sessions of a BRAS would flood the history.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from fengsui.model.observation import DeviceObservation, InterfaceIdentities, InterfaceMove
from fengsui.model.poll import INTERFACE_COLUMNS, InterfaceTable
from fengsui.state.identity import RowMap, match_rows
from fengsui.state.partial import KEPT_COLUMNS

# Interfaces of a device that are remembered after they left.
DEPARTED_LIMIT = 1_000

MOVING_COLUMNS = ("index", "name", "descr", "physical_address")

_NOT_REMEMBERED = tuple(name for name in INTERFACE_COLUMNS if name not in ("index", *KEPT_COLUMNS))


def identify(
    known: DeviceObservation, table: InterfaceTable, rows: RowMap, at: float
) -> tuple[InterfaceIdentities, tuple[InterfaceMove, ...]]:
    """Gives each row of `table` its surrogate id, and what moved since the interfaces were last seen.

    Args:
        known: What is known of the device so far; rows without an id are given one.
        table: The rows to identify.
        rows: Row of the known table for each row of `table`, as `match_rows` gives it.
        at: Epoch seconds of the poll.
    """
    before = _numbered(known)
    if isinstance(rows, range):
        return before, ()
    returned = _returned(before.departed, table, rows)
    fresh = count(before.given + 1)
    ids = tuple(
        before.ids[match]
        if match is not None
        else before.departed_ids[returned[row]]
        if row in returned
        else next(fresh)
        for row, match in enumerate(rows)
    )
    moves = [
        *_moves(
            known.device, known.interfaces, table, [(m, row) for row, m in enumerate(rows) if m is not None], ids, at
        ),
        *_moves(known.device, before.departed, table, [(m, row) for row, m in returned.items()], ids, at),
    ]
    came = set(rows)
    left = [row for row in range(len(known.interfaces)) if row not in came]
    after = replace(before, ids=ids, given=next(fresh) - 1)
    return _with_departed(after, known.interfaces, before.ids, left, set(returned.values()), at), tuple(moves)


def interface_label(table: InterfaceTable, row: int) -> str:
    """What an operator calls the interface: ifName, else ifDescr, else its ifIndex."""
    return table.name[row] or table.descr[row] or f"ifIndex {table.index[row]}"


def _numbered(known: DeviceObservation) -> InterfaceIdentities:
    """The identities so far; interfaces from before there were ids are given theirs."""
    identities, rows = known.identities, len(known.interfaces)
    if len(identities.ids) == rows:
        return identities
    first = identities.given + 1
    return replace(identities, ids=tuple(range(first, first + rows)), given=identities.given + rows)


def _returned(departed: InterfaceTable, table: InterfaceTable, rows: RowMap) -> dict[int, int]:
    """Row of `departed` by row of `table`, of those that match nothing else."""
    new = [row for row, match in enumerate(rows) if match is None]
    if not new or not len(departed):
        return {}
    matches = match_rows(departed, _chosen(table, new))
    return {row: match for row, match in zip(new, matches, strict=True) if match is not None}


def _moves(
    device: str,
    old: InterfaceTable,
    new: InterfaceTable,
    pairs: Sequence[tuple[int, int]],
    ids: Sequence[int],
    at: float,
) -> list[InterfaceMove]:
    moves = []
    for attribute in MOVING_COLUMNS:
        was, now = getattr(old, attribute), getattr(new, attribute)
        if was == now:
            continue
        for match, row in pairs:
            # What one side lacks did not move: it was not told, or is told for the first time.
            if was[match] != now[row] and was[match] not in (None, "") and now[row] not in (None, ""):
                label = interface_label(new, row)
                moves.append(InterfaceMove(device, ids[row], label, attribute, str(was[match]), str(now[row]), at))
    return moves


def _with_departed(
    identities: InterfaceIdentities,
    old: InterfaceTable,
    old_ids: Sequence[int],
    left: Sequence[int],
    returned: set[int],
    at: float,
) -> InterfaceIdentities:
    if not left and not returned:
        return identities
    stay = [row for row in range(len(identities.departed)) if row not in returned]
    stay = stay[max(len(stay) + len(left) - DEPARTED_LIMIT, 0) :]
    left = left[-DEPARTED_LIMIT:]
    there, gone = _chosen(identities.departed, stay), _chosen(old, left)
    table = InterfaceTable(**{name: getattr(there, name) + getattr(gone, name) for name in INTERFACE_COLUMNS})
    lost: dict[str, Any] = dict.fromkeys(_NOT_REMEMBERED, (None,) * len(table))
    return replace(
        identities,
        departed=replace(table, **lost),
        departed_ids=(*(identities.departed_ids[row] for row in stay), *(old_ids[row] for row in left)),
        departed_at=(*(identities.departed_at[row] for row in stay), *([at] * len(left))),
    )


def _chosen(table: InterfaceTable, rows: Sequence[int]) -> InterfaceTable:
    columns = {name: getattr(table, name) for name in INTERFACE_COLUMNS}
    return InterfaceTable(**{name: tuple([column[row] for row in rows]) for name, column in columns.items()})
