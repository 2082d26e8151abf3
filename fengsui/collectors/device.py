"""One poll of one device: system group first, then interfaces, then readings; what came is kept whatever happens after it."""

from dataclasses import dataclass, field

from fengsui.collectors.interfaces import InterfaceMemory, collect_interfaces
from fengsui.collectors.profiles.ask import ask_profile
from fengsui.collectors.profiles.catalogue import AUTO, Catalogue, Choice, load_catalogue
from fengsui.collectors.profiles.memory import ProfileAnswer, ProfileMemory
from fengsui.collectors.profiles.search import search_profile
from fengsui.collectors.readings import SEARCHED, ReadingMemory, collect_readings
from fengsui.collectors.session import Session
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.system import SystemMemory, collect_system
from fengsui.collectors.target import Target
from fengsui.collectors.trouble import outcome_from, problem_from
from fengsui.errors import SnmpError
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome, Problem, Reading, SystemFacts

# An agent with more problems than this has one problem: the first ones say which.
_MOST_PROBLEMS = 50

# A system group of which nothing was shown.
_NOTHING = SystemFacts()


@dataclass(slots=True)
class DeviceMemory:
    """What is remembered of one agent between polls; it is never wrong to throw it away."""

    wire: AgentMemory = field(default_factory=AgentMemory)
    system: SystemMemory = field(default_factory=SystemMemory)
    interfaces: InterfaceMemory = field(default_factory=InterfaceMemory)
    readings: ReadingMemory = field(default_factory=ReadingMemory)
    profile: ProfileMemory = field(default_factory=ProfileMemory)


@dataclass(slots=True)
class _Bag:
    """What has come so far."""

    problems: list[Problem]
    complete: bool = True
    interfaces_complete: bool = False
    interfaces: InterfaceTable = field(default_factory=InterfaceTable)
    readings: tuple[Reading, ...] = ()
    profile: ProfileAnswer = field(default_factory=ProfileAnswer)


async def poll_device(
    session: Session,
    target: Target,
    memory: DeviceMemory,
    *,
    at: float,
    monotonic: float | None = None,
    catalogue: Catalogue | None = None,
) -> DevicePoll:
    """Polls a device over an open session; a silent agent is asked one question and no more.

    Args:
        session: With the agent; the caller closes it.
        target: Whom it is with.
        memory: The agent's own, the same at every poll.
        at: Epoch seconds at which the poll began.
        monotonic: The steady clock at the same moment.
        catalogue: Where the profile is looked up; the shipped one unless given.
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
    choice = _choose(catalogue or load_catalogue(), target, memory.profile, system.facts)
    bag = _Bag([*_profile_problems(target, choice, system.facts), *system.problems])
    if system.facts == _NOTHING:
        bag.problems.append(Problem("missing_column", "SNMPv2-MIB: the agent shows nothing of its system group"))
    await _fill(bag, session, memory, choice, at if monotonic is None else monotonic)
    return DevicePoll(
        target.label,
        at,
        PollOutcome.OK if bag.complete else PollOutcome.PARTIAL,
        system=system.facts,
        interfaces=bag.interfaces,
        profile=choice.profile.name,
        readings=bag.readings,
        cost=session.cost(),
        problems=tuple(bag.problems[:_MOST_PROBLEMS]),
        interfaces_complete=bag.interfaces_complete,
        monotonic=monotonic,
        traits=memory.wire.traits(target.timeout_seconds),
        profile_why=choice.why,
        neighbours=bag.profile.neighbours,
        groups=bag.profile.groups,
    )


async def _fill(bag: _Bag, session: Session, memory: DeviceMemory, choice: Choice, now: float) -> None:
    """Adds interfaces and readings; an agent that falls silent is not asked further."""
    try:
        answer = await collect_interfaces(session, memory.interfaces)
        bag.interfaces = answer.table
        bag.complete = bag.interfaces_complete = answer.complete
        bag.problems += answer.problems
        if not answer.complete:
            return
        host = choice.profile.host_resources
        wanted = SEARCHED if host and memory.readings.outdated else ()
        searched = await search_profile(session, memory.profile, now, wanted)
        if host:
            readings = await collect_readings(session, memory.readings, searched.also)
            bag.readings = readings.readings
            bag.problems += readings.problems
        if memory.profile.plan:
            bag.profile = await ask_profile(session, memory.profile, answer.table, now, searched)
            bag.readings += bag.profile.readings
            bag.problems += bag.profile.problems
            bag.complete = bag.profile.complete
    except SnmpError as error:
        bag.complete = False
        bag.problems.append(problem_from(error))


def _choose(catalogue: Catalogue, target: Target, memory: ProfileMemory, facts: SystemFacts) -> Choice:
    """The device's profile; what is remembered of it starts anew where it is another one than before."""
    wanted = (catalogue, target.profile, facts.sys_object_id, facts.sys_descr)
    if memory.choice is None or memory.chosen_for != wanted:
        choice = catalogue.choose(target.profile, facts.sys_object_id, facts.sys_descr)
        if memory.choice is None or memory.choice.profile is not choice.profile:
            memory.take(choice)
        memory.choice, memory.chosen_for = choice, wanted
    return memory.choice


def _profile_problems(target: Target, choice: Choice, facts: SystemFacts) -> list[Problem]:
    problems = []
    if target.profile != AUTO and choice.profile.name != target.profile:
        text = f"profile {target.profile[:40]!r} is not known; polled as {choice.profile.name}"
        problems.append(Problem("unknown_profile", text))
    if not choice.known and facts.sys_object_id:  # without one there is a problem that says so already
        problems.append(Problem("unknown_model", f"{choice.why}; polled as {choice.profile.name}"))
    return problems
