"""Which groups of its profile a device has at all: one row of each column tells, for all groups in one packet."""

from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.collectors.profiles.memory import GroupMemory, ProfileMemory
from fengsui.collectors.profiles.schema import Group
from fengsui.collectors.session import Column, Session, WalkBounds
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.errors import SnmpError
from fengsui.model.poll import GroupPoll, PollCost

_BOUNDS = WalkBounds(rows=1, packets=100)
# One row of so many columns fits a datagram.
_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found.

    Attributes:
        also: One row of each other column that was looked at on the way; none where nothing had to be looked for.
        polls: The groups that are missing, as one.
    """

    also: tuple[Column, ...] = ()
    polls: tuple[GroupPoll, ...] = ()


async def search_profile(session: Session, memory: ProfileMemory, now: float, also: Sequence[bytes] = ()) -> Searched:
    """Looks for the groups that are due and of which nobody knows whether the agent has them.

    Args:
        session: With the agent.
        memory: The agent's; its profile was chosen.
        now: The steady clock when the poll began.
        also: Columns of which somebody else wants one row: where a packet goes out anyway, they go along.

    Raises:
        SnmpError: The agent fell silent or refuses.
    """
    if now < memory.due_at:
        return Searched()
    due = memory.due(now)
    groups = [each for each in due if _must_be_found(each[1], each[2], now) and not memory.is_replaced(each[1])]
    if not groups:
        return Searched()
    before = session.cost()
    wanted = [prefix for _, group, _ in groups for prefix in prefixes_of(group)]
    try:
        columns = await _one_row(session, [*also, *wanted])
    except SnmpError:
        for _, _, known in due:
            known.forget_answers()
        raise
    owners = (known for _, group, known in groups for _ in group.columns)
    for known, column in zip(owners, columns[len(also) :], strict=True):
        known.present = known.present or bool(column.indexes)
    missing = [(name, known) for name, _, known in groups if not known.present]
    for _, known in missing:
        known.note_search(now, found=False)
    return Searched(
        tuple(columns[: len(also)]), _told([name for name, _ in missing], cost_since(before, session.cost()))
    )


async def _one_row(session: Session, prefixes: Sequence[bytes]) -> list[Column]:
    """One row of each column: agents that have a table and lack a column of it are common."""
    columns: list[Column] = []
    for start in range(0, len(prefixes), _AT_ONCE):
        columns += (await session.walk(prefixes[start : start + _AT_ONCE], _BOUNDS)).columns
    return columns


def _told(missing: Sequence[str], cost: PollCost) -> tuple[GroupPoll, ...]:
    if not missing:
        return ()
    return (GroupPoll(", ".join(missing), "missing", packets=cost.packets_sent, seconds=cost.seconds),)


def _must_be_found(group: Group, known: GroupMemory, now: float) -> bool:
    return bool(group.columns) and group.sample is None and not known.present and known.search_is_due(now)


def prefixes_of(group: Group) -> list[bytes]:
    """Columns of a group, as OID content bytes."""
    return [encode_oid(column.oid) for column in group.columns.values()]


def cost_since(before: PollCost, after: PollCost) -> PollCost:
    """Packets and seconds of what was asked in between."""
    return PollCost(packets_sent=after.packets_sent - before.packets_sent, seconds=after.seconds - before.seconds)
