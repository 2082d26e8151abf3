"""One poll of one device: system group first, then interfaces, then readings; what came is kept whatever happens after it."""

from dataclasses import dataclass, field

from fengsui.collectors.interfaces import InterfaceMemory, collect_interfaces
from fengsui.collectors.readings import ReadingMemory, collect_readings
from fengsui.collectors.session import Session
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.system import SystemMemory, collect_system
from fengsui.collectors.target import Target
from fengsui.collectors.trouble import outcome_from, problem_from
from fengsui.errors import SnmpError
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome, Problem, Reading, SystemFacts

GENERIC_PROFILE = "generic"
PROFILES = ("auto", GENERIC_PROFILE)

# An agent with more problems than this has one problem: the first ones say which.
_MOST_PROBLEMS = 50


@dataclass(slots=True)
class DeviceMemory:
    """What is remembered of one agent between polls; it is never wrong to throw it away."""

    wire: AgentMemory = field(default_factory=AgentMemory)
    system: SystemMemory = field(default_factory=SystemMemory)
    interfaces: InterfaceMemory = field(default_factory=InterfaceMemory)
    readings: ReadingMemory = field(default_factory=ReadingMemory)


@dataclass(slots=True)
class _Bag:
    """What has come so far."""

    problems: list[Problem]
    complete: bool = True
    interfaces_complete: bool = False
    interfaces: InterfaceTable = field(default_factory=InterfaceTable)
    readings: tuple[Reading, ...] = ()


async def poll_device(
    session: Session, target: Target, memory: DeviceMemory, *, at: float, monotonic: float | None = None
) -> DevicePoll:
    """Polls a device over an open session; a silent agent is asked one question and no more.

    Args:
        session: With the agent; the caller closes it.
        target: Whom it is with.
        memory: The agent's own, the same at every poll.
        at: Epoch seconds at which the poll began.
        monotonic: The steady clock at the same moment.
    """
    try:
        system = await collect_system(session, memory.system)
    except SnmpError as error:
        problems = (problem_from(error),)
        outcome = outcome_from(error)
        return DevicePoll(
            target.label,
            at,
            outcome,
            cost=session.cost(),
            problems=problems,
            monotonic=monotonic,
            traits=memory.wire.traits(target.timeout_seconds),
        )
    bag = _Bag([*_profile_problems(target), *system.problems])
    if system.facts == SystemFacts():
        bag.problems.append(Problem("missing_column", "SNMPv2-MIB: the agent shows nothing of its system group"))
    await _fill(bag, session, memory)
    return DevicePoll(
        target.label,
        at,
        PollOutcome.OK if bag.complete else PollOutcome.PARTIAL,
        system=system.facts,
        interfaces=bag.interfaces,
        profile=GENERIC_PROFILE,
        readings=bag.readings,
        cost=session.cost(),
        problems=tuple(bag.problems[:_MOST_PROBLEMS]),
        interfaces_complete=bag.interfaces_complete,
        monotonic=monotonic,
        traits=memory.wire.traits(target.timeout_seconds),
    )


async def _fill(bag: _Bag, session: Session, memory: DeviceMemory) -> None:
    """Adds interfaces and readings; an agent that falls silent is not asked further."""
    try:
        answer = await collect_interfaces(session, memory.interfaces)
        bag.interfaces = answer.table
        bag.complete = bag.interfaces_complete = answer.complete
        bag.problems += answer.problems
        if answer.complete:
            readings = await collect_readings(session, memory.readings)
            bag.readings = readings.readings
            bag.problems += readings.problems
    except SnmpError as error:
        bag.complete = False
        bag.problems.append(problem_from(error))


def _profile_problems(target: Target) -> list[Problem]:
    if target.profile in PROFILES:
        return []
    return [Problem("unknown_profile", f"profile {target.profile[:40]!r} is not known; polled as {GENERIC_PROFILE}")]
