"""What is remembered between polls of what one agent has of its profile, and said last; it is never wrong to throw it away."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fengsui.collectors.profiles.catalogue import Choice
from fengsui.collectors.profiles.names import InterfaceNames
from fengsui.collectors.profiles.schema import Group
from fengsui.collectors.profiles.table import Derived, Table
from fengsui.collectors.session import Value
from fengsui.model.poll import GroupPoll, InterfaceTable, Neighbour, Problem, Reading

# What an agent does not have is looked for again after so long; a board or a licence may have come.
SEARCH_SECONDS = 3600.0
# The second search comes sooner: an agent that has just started does not show everything yet.
SECOND_SEARCH_SECONDS = 300.0
# A poll may begin a little before the interval is over; so much of it counts as all of it.
_ALMOST = 0.9


@dataclass(slots=True)
class GroupMemory:
    """What is remembered of one group.

    Attributes:
        present: True once the agent has shown rows of it, None before the first search.
        searched_at: When it was last looked for, or its rows were last walked (steady clock).
        searches: How often it was looked for.
        due_at: When it is to be asked again (steady clock).
        instances: The column instances that there are, where these are asked one by one.
        table: The rows of the last walk.
        samples: What rows that are asked in rotation said last, by index.
        cursor: Where the rotation stands.
    """

    present: bool | None = None
    searched_at: float = 0.0
    searches: int = 0
    due_at: float = float("-inf")
    instances: tuple[tuple[str, bytes], ...] = ()
    table: Table | None = None
    derived: Derived | None = None
    samples: dict[bytes, Sequence[Value]] = field(default_factory=dict)
    cursor: int = 0
    readings: tuple[Reading, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    problems: tuple[Problem, ...] = ()

    def search_is_due(self, now: float) -> bool:
        """True where nobody knows, or it is long ago, whether and which rows there are."""
        return not self.searches or now >= self._search_at

    def note_asked(self, now: float, every_seconds: float) -> None:
        """Sets when it is due again: what the agent does not have only when it is looked for again."""
        due = now + every_seconds * _ALMOST
        self.due_at = due if self.present is not False else max(due, self._search_at)

    @property
    def _search_at(self) -> float:
        return self.searched_at + (SEARCH_SECONDS if self.searches > 1 else SECOND_SEARCH_SECONDS)

    def note_search(self, now: float, *, found: bool) -> None:
        """Takes what a search found; rows that were there once are waited for, however long they are gone."""
        self.present = found or bool(self.present)
        self.searched_at = now
        self.searches += 1

    def forget_answers(self) -> None:
        """Drops what the group said last: it was asked since, in vain."""
        self.readings, self.neighbours, self.problems = (), (), ()


@dataclass(slots=True)
class LookupMemory:
    """What a lookup's table holds, as far as it was needed: index → value, None for what is not there.

    Attributes:
        read_at: When it was begun (steady clock).
    """

    values: dict[bytes, Value] = field(default_factory=dict)
    read_at: float | None = None


# A group, its name before it and what is remembered of it behind.
Due = tuple[str, Group, GroupMemory]


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """What a profile's groups say now.

    Attributes:
        complete: False where a group that was due could not be asked to its end.
        groups: Those that were asked.
    """

    readings: tuple[Reading, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    problems: tuple[Problem, ...] = ()
    groups: tuple[GroupPoll, ...] = ()
    complete: bool = True


@dataclass(slots=True)
class ProfileMemory:
    """What is remembered of one agent's profile.

    Attributes:
        chosen_for: Wanted profile, sysObjectID and sysDescr that `choice` was made for.
        plan: The groups that are asked, with what is remembered of each.
        due_at: When the first of them is due.
        version: Counts readings of lookups.
        said: What all groups said last.
    """

    choice: Choice | None = None
    chosen_for: tuple[object, ...] = ()
    groups: dict[str, GroupMemory] = field(default_factory=dict)
    plan: tuple[Due, ...] = ()
    lookups: dict[bytes, LookupMemory] = field(default_factory=dict)
    due_at: float = float("-inf")
    said: ProfileAnswer = field(default_factory=ProfileAnswer)
    version: int = 0
    names: InterfaceNames | None = None

    def names_of(self, interfaces: InterfaceTable) -> InterfaceNames:
        """Names of the interfaces, made anew where they changed."""
        if self.names is None or not self.names.fits(interfaces):
            self.names = InterfaceNames(interfaces)
        return self.names

    def due(self, now: float) -> list[Due]:
        """The groups that are to be asked at this moment of the steady clock."""
        return [each for each in self.plan if now >= each[2].due_at]

    def is_replaced(self, group: Group) -> bool:
        """True where the group that this one stands in for has rows, or is itself replaced."""
        if group.instead_of is None or self.choice is None:
            return False
        earlier = group.instead_of
        return bool(self.groups[earlier].present) or self.is_replaced(self.choice.profile.groups[earlier])

    def take(self, choice: Choice) -> None:
        """Starts anew with another profile."""
        self.groups = {name: GroupMemory() for name in choice.profile.groups}
        asked = choice.profile.groups.items()
        self.plan = tuple((name, group, self.groups[name]) for name, group in asked if group.builtin is None)
        self.lookups.clear()
        self.choice = choice
        self.due_at = float("-inf")
        self.said = ProfileAnswer()
