"""The interface table of a device: IF-MIB ifTable and ifXTable (RFC 2863), united by ifIndex and kept in columns.

This runs for every device at every poll, so it works on whole columns: no object per interface, no look-up per cell where
the agent gives the same rows in every column, and text and words that did not change since the last poll are not decoded
again. The columns of 32-bit counters and ifSpeed are asked for only where an agent lacks the wide ones; which columns an
agent has is remembered, so that the steady state is one walk. ifPhysAddress helps to tell which interface is which and
nothing else, so it is asked for with all other columns and again where interfaces came, went or changed their names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fengsui.collectors import columns, mib
from fengsui.collectors.session import Column, Session, Value
from fengsui.collectors.trouble import problem_from
from fengsui.errors import SnmpError
from fengsui.model.poll import InterfaceTable, Problem

# After so many polls an agent is asked for every column again: new software may have grown one.
REPLAN_POLLS = 60

# What ifSpeed says where the speed is more than it can hold (RFC 2863); without ifHighSpeed the speed is unknown then.
_IF_SPEED_OVERFLOW = 2**32 - 1
_MEGABIT = 1_000_000

# Columns that seldom change and cost most to decode: their last values are kept, and what is equal is not decoded again.
_SLOW: dict[bytes, tuple[str, columns.Decoder]] = {
    mib.IF_NAME: ("name", columns.texts),
    mib.IF_DESCR: ("descr", columns.texts),
    mib.IF_ALIAS: ("alias", columns.texts),
    mib.IF_TYPE: ("type", columns.integer32),
    mib.IF_PHYS_ADDRESS: ("physical_address", columns.physical_addresses),
    mib.IF_ADMIN_STATUS: ("admin_status", columns.admin_status),
    mib.IF_OPER_STATUS: ("oper_status", columns.oper_status),
    mib.IF_COUNTER_DISCONTINUITY_TIME: ("discontinuity_seconds", columns.seconds),
    mib.IF_HIGH_SPEED: ("", columns.counter32),
    mib.IF_SPEED: ("", columns.counter32),
}
_COUNTERS: dict[bytes, tuple[str, columns.Decoder]] = {
    mib.IF_IN_ERRORS: ("in_errors", columns.counter32),
    mib.IF_OUT_ERRORS: ("out_errors", columns.counter32),
    mib.IF_IN_DISCARDS: ("in_discards", columns.counter32),
    mib.IF_OUT_DISCARDS: ("out_discards", columns.counter32),
    mib.IF_HC_IN_OCTETS: ("", columns.counter64),
    mib.IF_HC_OUT_OCTETS: ("", columns.counter64),
    mib.IF_HC_IN_UCAST_PKTS: ("", columns.counter64),
    mib.IF_HC_OUT_UCAST_PKTS: ("", columns.counter64),
    mib.IF_IN_OCTETS: ("", columns.counter32),
    mib.IF_OUT_OCTETS: ("", columns.counter32),
    mib.IF_IN_UCAST_PKTS: ("", columns.counter32),
    mib.IF_OUT_UCAST_PKTS: ("", columns.counter32),
}
_DECODERS = {**_SLOW, **_COUNTERS}

# What stands in for a wide column in the rows that lack it.
_FALLBACKS = {
    mib.IF_SPEED: mib.IF_HIGH_SPEED,
    mib.IF_IN_OCTETS: mib.IF_HC_IN_OCTETS,
    mib.IF_OUT_OCTETS: mib.IF_HC_OUT_OCTETS,
    mib.IF_IN_UCAST_PKTS: mib.IF_HC_IN_UCAST_PKTS,
    mib.IF_OUT_UCAST_PKTS: mib.IF_HC_OUT_UCAST_PKTS,
}
# In the order of their OIDs: agents answer neighbours faster than columns far apart.
PREFERRED_COLUMNS = tuple(sorted(prefix for prefix in _DECODERS if prefix not in _FALLBACKS))
_NAMING_COLUMNS = (mib.IF_NAME, mib.IF_DESCR)

Aligned = Mapping[bytes, Sequence[Value]]
Numbers = tuple[int | None, ...]


@dataclass(slots=True)
class InterfaceMemory:
    """What is remembered of one agent's interface table between polls.

    Attributes:
        asked: Columns that the one walk of the steady state asks for; empty until they are known.
        useless: Fallback columns that gave nothing, each with the rows it was asked for.
        age: Polls since every column was asked for.
        decoded: Slow columns as last decoded, beside their raw values.
        index: The last index octets and their numbers.
        speeds: The last ifHighSpeed and ifSpeed, and what they make together.
        addresses: The last physical addresses, and the rows and names that they belong to.
    """

    asked: tuple[bytes, ...] = ()
    useless: dict[bytes, list[bytes]] = field(default_factory=dict)
    age: int = 0
    decoded: dict[bytes, tuple[Sequence[Value], columns.Decoded]] = field(default_factory=dict)
    index: tuple[list[bytes], tuple[int, ...]] = field(default_factory=lambda: ([], ()))
    speeds: tuple[Numbers, Numbers, Numbers] = ((), (), ())
    addresses: tuple[tuple[str | None, ...], tuple[Sequence[Value], ...]] = ((), ())

    def columns_to_ask(self) -> tuple[bytes, ...]:
        """The columns known to be there, or all of them from time to time."""
        if self.asked and self.age < REPLAN_POLLS:
            return self.asked
        self.useless.clear()
        return PREFERRED_COLUMNS


@dataclass(frozen=True, slots=True)
class InterfaceAnswer:
    """What asking for the interface table brought.

    Attributes:
        complete: False where something is missing that the agent would have had.
    """

    table: InterfaceTable
    problems: tuple[Problem, ...]
    complete: bool


async def collect_interfaces(session: Session, memory: InterfaceMemory) -> InterfaceAnswer:
    """Asks an agent for its interface table: one walk once its columns are known, a second one where rows lack wide values.

    Raises:
        SnmpError: where the agent is silent from the start or refuses.
    """
    asked = memory.columns_to_ask()
    walk = await session.walk(asked)
    given = dict(zip(asked, walk.columns, strict=True))
    rows, numbers, problems = _rows(given.values(), memory)
    problems = [*walk.problems, *problems]
    complete = walk.complete
    names = tuple(_align(given[prefix], rows) for prefix in _NAMING_COLUMNS if prefix in given and given[prefix].values)
    extra = _fallbacks_needed(given, rows, memory) if complete else ()
    more = (*extra, *_addresses_needed(given, rows, names, memory)) if complete else ()
    if more:
        complete = await _ask_fallbacks(session, more, given, problems)
    aligned = {prefix: _align(column, rows) for prefix, column in given.items()}
    if complete:
        _replan(memory, asked, extra, aligned, rows)
        problems += _missing_columns(aligned)
    known_by = (rows, *names)
    remembered = memory.addresses[0] if memory.addresses[1] == known_by else ()
    table, faults = _assemble(aligned, numbers, memory, remembered)
    if complete and mib.IF_PHYS_ADDRESS in aligned:
        memory.addresses = (table.physical_address, known_by)
    return InterfaceAnswer(table, (*problems, *faults), complete)


def _addresses_needed(
    given: Mapping[bytes, Column], rows: list[bytes], names: tuple[Sequence[Value], ...], memory: InterfaceMemory
) -> tuple[bytes, ...]:
    """Asks for addresses anew where there are others to tell apart than those that they are known of."""
    if mib.IF_PHYS_ADDRESS in given or not rows or memory.addresses[1] == (rows, *names):
        return ()
    return (mib.IF_PHYS_ADDRESS,)


async def _ask_fallbacks(
    session: Session, extra: Sequence[bytes], given: dict[bytes, Column], problems: list[Problem]
) -> bool:
    """Adds the fallback columns to `given`; a failure costs these columns alone. True where they are complete."""
    try:
        walk = await session.walk(extra)
    except SnmpError as error:
        problems.append(problem_from(error))
        return False
    given.update(zip(extra, walk.columns, strict=True))
    problems += walk.problems
    return walk.complete


def _rows(given: Iterable[Column], memory: InterfaceMemory) -> tuple[list[bytes], tuple[int, ...], list[Problem]]:
    """Unites the rows of all columns, ascending; rows whose index is no ifIndex are left out with a problem."""
    lists = [column.indexes for column in given if column.indexes]
    rows = lists[0] if lists else []
    # The wire shares one list between columns of the same rows, so that identity settles nearly every comparison.
    if any(other is not rows and other != rows for other in lists):
        rows = list(dict.fromkeys(index for indexes in lists for index in indexes))
    elif rows == memory.index[0]:
        return rows, memory.index[1], []
    arcs = list(map(columns.single_arc, rows))
    numbered = sorted([(number, index) for number, index in zip(arcs, rows, strict=True) if number is not None])
    problems = [_bad_index(rows, len(rows) - len(numbered))] if len(numbered) < len(rows) else []
    numbers = tuple([number for number, _ in numbered])
    united = [index for _, index in numbered]
    if not problems:
        memory.index = (united, numbers)
    return united, numbers, problems


def _bad_index(rows: Sequence[bytes], count: int) -> Problem:
    first = next(index for index in rows if columns.single_arc(index) is None)
    return Problem(
        "bad_index", f"IF-MIB: {count} row(s) left out, their index is no ifIndex (first: {first[:16].hex()})"
    )


def _align(column: Column, rows: list[bytes]) -> Sequence[Value]:
    """The values of a column in the order of `rows`; empty where the column has no row at all."""
    if column.indexes is rows or column.indexes == rows or not column.indexes:
        return column.values
    by_index = dict(zip(column.indexes, column.values, strict=True))
    return [by_index.get(index) for index in rows]


def _fallbacks_needed(given: Mapping[bytes, Column], rows: list[bytes], memory: InterfaceMemory) -> tuple[bytes, ...]:
    return tuple(
        fallback
        for fallback, preferred in _FALLBACKS.items()
        if rows and fallback not in given and memory.useless.get(fallback) != rows and _lacks(given, preferred, rows)
    )


def _lacks(given: Mapping[bytes, Column], preferred: bytes, rows: list[bytes]) -> bool:
    """True where some row has no value in the preferred column; for a speed, 0 is no value."""
    column = given.get(preferred)
    if column is None or (column.indexes is not rows and column.indexes != rows) or None in column.values:
        return True
    return preferred == mib.IF_HIGH_SPEED and 0 in column.values


def _replan(
    memory: InterfaceMemory, asked: tuple[bytes, ...], extra: Sequence[bytes], aligned: Aligned, rows: list[bytes]
) -> None:
    memory.age = 0 if asked is PREFERRED_COLUMNS else memory.age + 1
    useful = [fallback for fallback in extra if _useful(aligned, fallback)]
    memory.useless |= {fallback: rows for fallback in extra if fallback not in useful}
    if useful or asked is PREFERRED_COLUMNS:
        found = [prefix for prefix in asked if aligned[prefix] and prefix != mib.IF_PHYS_ADDRESS]
        memory.asked = tuple(sorted(found + useful))


def _useful(aligned: Aligned, fallback: bytes) -> bool:
    """True where a fallback column has a value in some row where the preferred one has none."""
    preferred = aligned.get(_FALLBACKS[fallback]) or [None] * len(aligned[fallback])
    zero_is_none = fallback == mib.IF_SPEED
    return any(
        value is not None and (wide is None or (zero_is_none and wide == 0 and value != 0))
        for value, wide in zip(aligned[fallback], preferred, strict=False)
    )


def _missing_columns(aligned: Aligned) -> list[Problem]:
    if not any(aligned.values()):
        hint = "the credential's view may leave out 1.3.6.1.2.1.2 and 1.3.6.1.2.1.31"
        return [Problem("missing_column", f"IF-MIB: the agent shows no interface at all; {hint}")]
    if not aligned.get(mib.IF_OPER_STATUS):
        return [Problem("missing_column", "IF-MIB: the agent has no ifOperStatus, so no interface is known up or down")]
    return []


def _assemble(
    aligned: Aligned, numbers: tuple[int, ...], memory: InterfaceMemory, addresses: tuple[str | None, ...]
) -> tuple[InterfaceTable, list[Problem]]:
    """Decodes every column and puts the table together; `addresses` stand in where they were not asked for."""
    absent: tuple[None, ...] = (None,) * len(numbers)
    decoded: dict[bytes, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for prefix, values in aligned.items():
        if values:
            decoded[prefix], faults = _decode(prefix, values, memory)
            if faults:
                problems.append(_bad_value(prefix, values, decoded[prefix], numbers, faults))

    def column(prefix: bytes) -> tuple[Any, ...]:
        return decoded.get(prefix, absent)

    plain = {name: column(prefix) for prefix, (name, _) in _DECODERS.items() if name}
    if addresses and mib.IF_PHYS_ADDRESS not in aligned:
        plain["physical_address"] = addresses
    in_octets, out_octets, bits = _octets(*(column(prefix) for prefix in _OCTETS))
    table = InterfaceTable(
        index=numbers,
        speed_bits_per_second=_speeds(column(mib.IF_HIGH_SPEED), column(mib.IF_SPEED), memory),
        in_octets=in_octets,
        out_octets=out_octets,
        counter_bits=bits,
        in_unicast_packets=_first(column(mib.IF_HC_IN_UCAST_PKTS), column(mib.IF_IN_UCAST_PKTS)),
        out_unicast_packets=_first(column(mib.IF_HC_OUT_UCAST_PKTS), column(mib.IF_OUT_UCAST_PKTS)),
        **plain,
    )
    return table, problems


_OCTETS = (mib.IF_HC_IN_OCTETS, mib.IF_HC_OUT_OCTETS, mib.IF_IN_OCTETS, mib.IF_OUT_OCTETS)


def _decode(prefix: bytes, values: Sequence[Value], memory: InterfaceMemory) -> columns.Decoded:
    if prefix in _COUNTERS:
        return _COUNTERS[prefix][1](values)
    known = memory.decoded.get(prefix)
    if known is not None and known[0] == values:
        return known[1]
    decoded = _SLOW[prefix][1](values)
    if memory.age:  # who asks once pays nothing for the next time
        memory.decoded[prefix] = (values, decoded)
    return decoded


def _bad_value(
    prefix: bytes, values: Sequence[Value], decoded: Sequence[object], numbers: Sequence[int], faults: int
) -> Problem:
    number, value = next(
        (number, value)
        for number, value, good in zip(numbers, values, decoded, strict=True)
        if good is None and value is not None
    )
    shown = value[:16].hex() if isinstance(value, bytes) else str(value)[:24]
    text = (
        f"{mib.NAMES[prefix]}: {faults} of {len(values)} value(s) cannot be right (first: {shown} at ifIndex {number})"
    )
    return Problem("bad_value", text)


def _first(wide: Numbers, narrow: Numbers) -> Numbers:
    if None not in wide:
        return wide
    return tuple([one if one is not None else other for one, other in zip(wide, narrow, strict=True)])


def _octets(wide_in: Numbers, wide_out: Numbers, narrow_in: Numbers, narrow_out: Numbers) -> tuple[Numbers, ...]:
    """Octets of each row from one width alone, and that width: a row never mixes the two."""
    if None not in wide_in and None not in wide_out:
        return wide_in, wide_out, (64,) * len(wide_in)
    rows = [
        (a, b, 64) if a is not None or b is not None else (c, d, None if c is None and d is None else 32)
        for a, b, c, d in zip(wide_in, wide_out, narrow_in, narrow_out, strict=True)
    ]
    return tuple(zip(*rows, strict=True)) if rows else ((), (), ())


def _speeds(high: Numbers, low: Numbers, memory: InterfaceMemory) -> Numbers:
    if memory.speeds[:2] != (high, low):
        # Only where a speed is missing or 0 does the other column count.
        plain = all(high)
        speeds = [speed * _MEGABIT for speed in high if speed] if plain else map(_speed, high, low)
        memory.speeds = (high, low, tuple(speeds))
    return memory.speeds[2]


def _speed(high: int | None, low: int | None) -> int | None:
    if high:
        return high * _MEGABIT
    if low is None or low == _IF_SPEED_OVERFLOW:
        return high
    return low
