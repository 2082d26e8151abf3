"""Asking a device what its profile says, at the price of few packets.

What an agent does not have costs one packet an hour for all such groups together. Single instances, and the rows of groups that are asked as
`known`, share packets across groups; tables are walked one by one, and names from other tables are fetched once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fengsui.collectors.profiles.evaluate import evaluate
from fengsui.collectors.profiles.memory import Due, GroupMemory, LookupMemory, ProfileAnswer, ProfileMemory
from fengsui.collectors.profiles.names import InterfaceNames
from fengsui.collectors.profiles.schema import Group, Sample
from fengsui.collectors.profiles.search import Searched, cost_since, prefixes_of, search_profile
from fengsui.collectors.profiles.table import Derived, Table, aligned
from fengsui.collectors.session import Session, Value, Walk, WalkBounds
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid
from fengsui.collectors.trouble import problem_from
from fengsui.errors import SnmpError
from fengsui.model.poll import GroupPoll, InterfaceTable, PollCost

# A table with more instances is cheaper to walk than to ask for one by one.
_MOST_KNOWN = 400
# Lookups of more rows than these are walked.
_MOST_LOOKED_UP = 120
# A lookup's table is bounded as the interface table is: entPhysicalTable of a large chassis has some thousand rows.
_LOOKUP_BOUNDS = WalkBounds(rows=50_000, packets=1_000)
# More than the largest table with as many rows that lack a name. An agent that shows other rows at each poll must not have them all kept.
_MOST_KEPT = 100_000
_MOST_PROBLEMS = 20


async def ask_profile(
    session: Session, memory: ProfileMemory, interfaces: InterfaceTable, now: float, searched: Searched | None = None
) -> ProfileAnswer:
    """Asks the groups that are due; the others say what they said last. Never raises: what came before a failure is kept.

    Args:
        session: With the agent.
        memory: The agent's; its profile was chosen.
        interfaces: Of the same poll, for the names of interfaces.
        now: The steady clock when the poll began.
        searched: What a search in the same poll found; where there was none, it is made here.
    """
    if now < memory.due_at:
        return memory.said
    due = memory.due(now)
    asked = _Asking(session, memory, interfaces, now, searched)
    failure: SnmpError | None = None
    try:
        await asked.ask(due)
    except SnmpError as error:
        failure = error
        asked.give_up(due)
    memory.due_at = min((known.due_at for _, _, known in memory.plan), default=float("inf"))
    answer = asked.answer(failure)
    memory.said = ProfileAnswer(answer.readings, answer.neighbours, answer.problems)
    return answer


@dataclass(slots=True)
class _Asking:
    session: Session
    memory: ProfileMemory
    interfaces: InterfaceTable
    now: float
    searched: Searched | None
    polls: list[GroupPoll] = field(default_factory=list)
    complete: bool = True
    open_: set[str] = field(default_factory=set)

    async def ask(self, due: Sequence[Due]) -> None:
        self.open_ = {name for name, _, _ in due}
        searched = self.searched or await search_profile(self.session, self.memory, self.now)
        self.polls += searched.polls
        # Groups that stand in for others come after these: what the others have must be known first.
        first = [each for each in due if each[1].instead_of is None]
        await self._ask_all(first)
        if len(first) == len(due):
            return
        for each in due:
            if each[1].instead_of is not None:
                await self._ask_all([each])

    async def _ask_all(self, groups: Sequence[Due]) -> None:
        ways = [(self._way(group, known), (name, group, known)) for name, group, known in groups]
        for way, (name, group, known) in ways:
            if way == "none":
                known.forget_answers()
                self._done(name, group, known)
        await self._instances([each for way, each in ways if way == "instances"])
        for way, each in ways:
            if way == "walk":
                await self._walk(*each)
        for way, (name, group, known) in ways:
            if way == "sample" and group.sample is not None:
                await self._sample(name, group, known, group.sample)

    def _way(self, group: Group, known: GroupMemory) -> str:
        return "none" if self.memory.is_replaced(group) else _way(group, known, self.now)

    def answer(self, failure: SnmpError | None) -> ProfileAnswer:
        memories = self.memory.groups.values()
        problems = [problem for known in memories for problem in known.problems]
        if failure is not None:
            problems.append(problem_from(failure))
        return ProfileAnswer(
            tuple(reading for known in memories for reading in known.readings),
            tuple(neighbour for known in memories for neighbour in known.neighbours),
            tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS],
            tuple(self.polls),
            self.complete and failure is None,
        )

    def give_up(self, due: Sequence[Due]) -> None:
        for name, _, known in due:
            if name in self.open_:
                known.forget_answers()

    def _done(self, name: str, group: Group, known: GroupMemory) -> None:
        known.note_asked(self.now, group.every_seconds)
        self.open_.discard(name)

    # --- single instances

    async def _instances(self, groups: Sequence[Due]) -> None:
        """Asks for scalars and known rows of all groups together."""
        wanted = [(each, name, oid) for each in groups for name, oid in _instances_of(each[1], each[2])]
        if not wanted:
            return
        before = self.session.cost()
        values = await self.session.get([oid for _, _, oid in wanted])
        cost = cost_since(before, self.session.cost())
        for position, each in enumerate(groups):
            mine = [
                (name, oid, value) for (owner, name, oid), value in zip(wanted, values, strict=True) if owner is each
            ]
            # The packets were shared; the first group stands for all of them.
            await self._take_instances(each, mine, cost if not position else PollCost())

    async def _take_instances(self, each: Due, found: Sequence[tuple[str, bytes, Value]], cost: PollCost) -> None:
        _, group, known = each
        if group.scalars:
            values = {column: [value] for column, _, value in found}
            there = any(value is not None for _, _, value in found)
            if there:
                known.present = True
            else:
                known.note_search(self.now, found=False)
            await self._conclude(
                each, "get" if there else "missing", [b""] if there else [], values if there else {}, cost
            )
            return
        if any(value is None for _, _, value in found):
            known.searches = 0  # a row went: the next time shows which there are
        indexes = list(dict.fromkeys(_index_in(group, column, oid) for column, oid, _ in found))
        by_row = {(column, _index_in(group, column, oid)): value for column, oid, value in found}
        values = {column: [by_row.get((column, index)) for index in indexes] for column in group.columns}
        await self._conclude(each, "get", indexes, values, cost)

    # --- tables

    async def _walk(self, name: str, group: Group, known: GroupMemory) -> None:
        before = self.session.cost()
        walk = await self.session.walk(prefixes_of(group), WalkBounds(rows=group.rows))
        columns = dict(zip(group.columns, walk.columns, strict=True))
        indexes, values = aligned(columns)
        known.note_search(self.now, found=bool(indexes))
        known.instances = _known_instances(group, walk)
        await self._conclude(
            (name, group, known), "walk", indexes, values, cost_since(before, self.session.cost()), walk
        )

    async def _sample(self, name: str, group: Group, known: GroupMemory, sample: Sample) -> None:
        """Asks for the next rows of the rotation; the others keep what they said."""
        suffix = encode_numbers([int(arc) for arc in sample.suffix.split(".")]) if sample.suffix else b""
        indexes = [index + suffix for index in _sampled(self.memory.groups[sample.of].table, sample)]
        known.samples = {index: known.samples[index] for index in indexes if index in known.samples}
        # Every so-manieth row, so that each turn reaches all ports.
        stride = max(-(-len(indexes) // sample.rows), 1)
        chosen = indexes[known.cursor % stride :: stride]
        known.cursor = (known.cursor + 1) % stride
        prefixes = prefixes_of(group)
        before = self.session.cost()
        if chosen:
            values = await self.session.get([prefix + index for index in chosen for prefix in prefixes])
            rows = zip(*[iter(values)] * len(prefixes), strict=True)
            known.samples.update(zip(chosen, rows, strict=True))
        columns = list(zip(*known.samples.values(), strict=True)) or [()] * len(prefixes)
        cost = cost_since(before, self.session.cost())
        named = dict(zip(group.columns, columns, strict=True))
        await self._conclude((name, group, known), "sample", list(known.samples), named, cost)

    # --- what came

    async def _conclude(
        self,
        each: Due,
        asked: str,
        indexes: Sequence[bytes],
        values: Mapping[str, Sequence[Value]],
        cost: PollCost,
        walk: Walk | None = None,
    ) -> None:
        name, group, known = each
        before = self.session.cost()
        table = await self._table(group, known, indexes, values)
        cost = _plus(cost, cost_since(before, self.session.cost()))
        partial = _partial(group, walk)
        found = evaluate(group, table, partial) if asked != "missing" else None
        known.forget_answers()
        known.table = table
        if found is not None:
            known.readings, known.neighbours = tuple(found.readings), tuple(found.neighbours)
            known.problems = (*(walk.problems if walk else ()), *found.problems)
        self.complete = self.complete and not (walk and _broken_off(walk))
        tallies = tuple(found.tallies) if found else ()
        self.polls.append(GroupPoll(name, asked, len(indexes), cost.packets_sent, cost.seconds, tallies))
        self._done(name, group, known)

    async def _table(
        self, group: Group, known: GroupMemory, indexes: Sequence[bytes], values: Mapping[str, Sequence[Value]]
    ) -> Table:
        names = self.memory.names_of(self.interfaces)
        if not group.lookups:
            return self._made(group, known, indexes, values, names)
        table = self._made(group, known, indexes, values, names)
        version = self.memory.version
        for name in group.lookups:
            await self._look_up(table, name)
            if self.memory.version != version:  # later lookups and all texts may hang on it
                version = self.memory.version
                table = self._made(group, known, indexes, values, names)
        return table

    def _made(
        self,
        group: Group,
        known: GroupMemory,
        indexes: Sequence[bytes],
        values: Mapping[str, Sequence[Value]],
        names: InterfaceNames,
    ) -> Table:
        lookups = {name: self._lookup(group, name).values for name in group.lookups}
        known.derived = known.derived or Derived()
        return Table(group, indexes, values, lookups, names, known.derived, self.memory.version)

    def _lookup(self, group: Group, name: str) -> LookupMemory:
        return self.memory.lookups.setdefault(encode_oid(group.lookups[name].oid), LookupMemory())

    async def _look_up(self, table: Table, name: str) -> None:
        """Fetches what a lookup does not hold yet, or holds too long: few rows one by one, many by a walk."""
        lookup = table.group.lookups[name]
        kept = self._lookup(table.group, name)
        old = kept.read_at is not None and self.now - kept.read_at >= lookup.every_seconds and kept.read_at != self.now
        if old or len(kept.values) > _MOST_KEPT:
            kept.values.clear()
            kept.read_at = None
        wanted = list(dict.fromkeys(key for key in table.keys(lookup) if key is not None and key not in kept.values))
        if not wanted:
            return
        prefix = encode_oid(lookup.oid)
        if len(wanted) > _MOST_LOOKED_UP:
            walk = await self.session.walk([prefix], _LOOKUP_BOUNDS)
            kept.values.update(zip(walk.columns[0].indexes, walk.columns[0].values, strict=True))
            kept.values.update({key: None for key in wanted if key not in kept.values})
        else:
            values = await self.session.get([prefix + key for key in wanted])
            kept.values.update(zip(wanted, values, strict=True))
        kept.read_at = self.now if kept.read_at is None else kept.read_at
        self.memory.version += 1


def _way(group: Group, known: GroupMemory, now: float) -> str:
    """How a group is asked now: by single instances, by a walk, as a sample, or not at all."""
    if group.sample is not None:
        return "sample"
    if group.scalars:
        return "instances" if known.present is not False or known.search_is_due(now) else "none"
    if not known.present:
        return "none"
    return "instances" if group.ask == "known" and known.instances and not known.search_is_due(now) else "walk"


def _partial(group: Group, walk: Walk | None) -> frozenset[str]:
    """Columns that were not shown to their end."""
    if walk is None or walk.complete:
        return frozenset()
    return frozenset(name for name, column in zip(group.columns, walk.columns, strict=True) if not column.complete)


def _broken_off(walk: Walk) -> bool:
    return any(problem.kind in ("timeout", "deadline") for problem in walk.problems)


def _instances_of(group: Group, known: GroupMemory) -> Iterable[tuple[str, bytes]]:
    if group.scalars:
        return [(name, encode_oid(column.oid)) for name, column in group.scalars.items()]
    return known.instances


def _known_instances(group: Group, walk: Walk) -> tuple[tuple[str, bytes], ...]:
    if group.ask != "known" or not walk.complete:
        return ()
    pairs = zip(group.columns, walk.columns, strict=True)
    found = [(name, column.prefix + index) for name, column in pairs for index in column.indexes]
    return tuple(found) if len(found) <= _MOST_KNOWN else ()


def _index_in(group: Group, column: str, oid: bytes) -> bytes:
    return oid[len(encode_oid(group.columns[column].oid)) :]


def _sampled(table: Table | None, sample: Sample) -> list[bytes]:
    if table is None:
        return []
    rows = [True] * len(table)
    for name, values in sample.when.items():
        rows = [kept and cell in values for kept, cell in zip(rows, table.cells(name), strict=True)]
    return [index for index, kept in zip(table.indexes, rows, strict=True) if kept]


def _plus(cost: PollCost, more: PollCost) -> PollCost:
    return replace(cost, packets_sent=cost.packets_sent + more.packets_sent, seconds=cost.seconds + more.seconds)
