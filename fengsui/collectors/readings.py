"""Readings of the generic profile: processor load and main memory of agents that have HOST-RESOURCES-MIB (RFC 2790).

Which instances an agent has is found once by a walk and remembered, absence included; from then on a poll asks for exactly
these instances, one packet for most agents, and nothing at all of an agent that has none.

`memory_utilisation_ratio` is what the agent calls used: net-snmp counts buffers and caches in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.collectors import columns, mib
from fengsui.collectors.session import Column, Session, Value, WalkBounds
from fengsui.model.poll import Problem, Reading

# After so many polls an agent is searched again: a board or a module may have come or gone.
RESEARCH_POLLS = 60
# The second search comes sooner: an agent that has just started knows no processor load yet (net-snmp: for a minute).
SECOND_SEARCH_POLLS = 5

# Columns that a search begins with.
SEARCHED = (mib.HR_PROCESSOR_LOAD, mib.HR_STORAGE_TYPE)
_MEMORY_COLUMNS = (mib.HR_STORAGE_ALLOCATION_UNITS, mib.HR_STORAGE_SIZE, mib.HR_STORAGE_USED)
# More processors or memories than these say nothing more about the mean.
_MOST_INSTANCES = 64
_ONE_ROW = WalkBounds(rows=1, packets=100)
_BOUNDS = WalkBounds(rows=1_000, packets=100)
# Instances in one GET: at some 25 octets a variable binding the answer stays below 1,400 octets.
_CHUNK = 48


@dataclass(slots=True)
class ReadingMemory:
    """Which instances an agent has.

    Attributes:
        oids: Instances of hrProcessorLoad, then units, size and used of each main memory; None until searched for.
        processors: How many of them are processors.
        age: Polls since they were searched for.
        searches: How often they were searched for.
    """

    oids: list[bytes] | None = None
    processors: int = 0
    age: int = 0
    searches: int = 0

    @property
    def outdated(self) -> bool:
        """True where a search is due."""
        return self.oids is None or self.age >= (RESEARCH_POLLS if self.searches > 1 else SECOND_SEARCH_POLLS)


@dataclass(frozen=True, slots=True)
class ReadingAnswer:
    """Readings, and what is odd about them."""

    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...] = ()


async def collect_readings(session: Session, memory: ReadingMemory, first: Sequence[Column] = ()) -> ReadingAnswer:
    """Asks for the instances that the agent is known to have, and searches for them where that is not known.

    Args:
        session: With the agent.
        memory: The agent's.
        first: One row of each column in `SEARCHED`, where somebody has asked for it in the same poll.

    Raises:
        SnmpError: where the agent falls silent or refuses.
    """
    problems: list[Problem] = []
    if memory.outdated:
        problems += await _search(session, memory, first)
    memory.age += 1
    values = await _get(session, memory.oids or [])
    loads = _numbers("hrProcessorLoad", values[: memory.processors], 100, problems)
    sizes = _numbers("hrStorageTable", values[memory.processors :], columns.INTEGER32_LIMIT, problems)
    return ReadingAnswer((*_processor_load(loads), *_memory_use(sizes)), tuple(problems))


async def _search(session: Session, memory: ReadingMemory, columns: Sequence[Column]) -> Sequence[Problem]:
    """Finds the instances; most network equipment has none, and is asked for one row to tell, not for a packet of other tables."""
    problems: Sequence[Problem] = ()
    columns = columns or (await session.walk(SEARCHED, _ONE_ROW)).columns
    if any(column.values for column in columns) or not columns[0].complete:
        walk = await session.walk(SEARCHED, _BOUNDS)
        columns, problems = walk.columns, walk.problems
    _remember(memory, *columns)
    return problems


def _remember(memory: ReadingMemory, load: Column, storage: Column) -> None:
    processors = [mib.HR_PROCESSOR_LOAD + index for index in load.indexes[:_MOST_INSTANCES]]
    rows = zip(storage.indexes, storage.values, strict=True)
    memories = [index for index, kind in rows if kind == mib.HR_STORAGE_RAM][:_MOST_INSTANCES]
    memory.processors = len(processors)
    memory.oids = processors + [prefix + index for index in memories for prefix in _MEMORY_COLUMNS]
    memory.age = 0
    memory.searches += 1


async def _get(session: Session, oids: Sequence[bytes]) -> list[Value]:
    values: list[Value] = []
    for start in range(0, len(oids), _CHUNK):
        values += await session.get(oids[start : start + _CHUNK])
    return values


def _numbers(name: str, values: Sequence[Value], limit: int, problems: list[Problem]) -> Sequence[int | None]:
    if not values:
        return ()
    numbers, faults = columns.integers(limit)(values)
    if faults:
        problems.append(Problem("bad_value", f"{name}: {faults} of {len(values)} value(s) cannot be right"))
    return numbers


def _processor_load(loads: Sequence[int | None]) -> list[Reading]:
    """The mean of the processors' loads, each a percentage over the last minute."""
    known = [load for load in loads if load is not None]
    return [Reading("cpu_utilisation_ratio", "", sum(known) / len(known) / 100, "ratio")] if known else []


def _memory_use(numbers: Sequence[int | None]) -> list[Reading]:
    """Used over installed memory, summed over the rows whose three values make sense."""
    size = used = 0
    for units, installed, taken in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if units and installed and taken is not None and taken <= installed:
            size += units * installed
            used += units * taken
    return [Reading("memory_utilisation_ratio", "", used / size, "ratio")] if size else []
