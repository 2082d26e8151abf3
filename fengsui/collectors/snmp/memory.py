"""What is remembered of one agent between polls, so that the next poll is cheaper and kinder. Held by the caller, one for each agent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fengsui.collectors.session import Walk
from fengsui.collectors.snmp.layout import Heard, Layout, learn, restless
from fengsui.collectors.snmp.rowshape import RowShapes

# Bindings of one answer that fill a datagram of 1,472 bytes, and no more than some rows of a single column.
_BINDINGS_OF_AN_ANSWER = 140
_MOST_REPETITIONS = 50
# A datagram that needs no fragments on Ethernet: 1,500 bytes less IPv4 and UDP headers.
DATAGRAM = 1_472
# Walks over different sets of columns that are remembered of one agent.
_MOST_WALKS = 32
# After so many walks without trouble, a walk that was made smaller is tried larger again.
_PROBE_AFTER = 50
# However often a walk surprises, one in so many is remembered.
_LEARN_AT_LEAST_EVERY = 64


def first_repetitions(columns: int) -> int:
    """Max-repetitions for an agent that is not known yet."""
    return max(1, min(_BINDINGS_OF_AN_ANSWER // max(columns, 1), _MOST_REPETITIONS))


@dataclass(slots=True)
class WalkMemory:
    """What is remembered of one walk.

    Attributes:
        repetitions: max-repetitions that work.
        width: Columns of one request that work; 0 for all.
        proven: True once a walk went through with these.
        calm: Walks without trouble since the last change.
        ceiling: Most repetitions whose answers need no fragments, as far as is known.
        shapes: Shapes of its rows.
        layout: The last walk, remembered byte by byte; None where it was not like that.
        moving: Numbers of columns that were seen to change although their type does not say so.
        surprises: Walks in a row that were not as remembered.
        learn_after: Walks to let pass before the next one is remembered; one at first, for agents that are asked only once.
    """

    repetitions: int
    width: int = 0
    proven: bool = False
    calm: int = 0
    ceiling: int = _MOST_REPETITIONS
    shapes: RowShapes = field(default_factory=RowShapes)
    layout: Layout | None = None
    moving: frozenset[int] = frozenset()
    surprises: int = 0
    learn_after: int = 1

    def learn(self, columns: int, repetitions: int, width: int, *, clean: bool, largest: int = 0) -> None:
        """Takes what a walk ended with.

        Args:
            columns: How many the walk is over.
            repetitions: What worked in the end.
            width: What worked in the end.
            clean: True where the walk had no problems.
            largest: Bytes of its largest answer: where it needed fragments, which get lost more easily, less is asked for.
        """
        if largest > DATAGRAM and repetitions > 1:
            repetitions = self.ceiling = max(repetitions * DATAGRAM // largest, 1)
        changed = (repetitions, width) != (self.repetitions, self.width)
        self.repetitions, self.width = repetitions, width
        self.proven = self.proven or clean
        self.calm = self.calm + 1 if clean and not changed else 0
        most = min(first_repetitions(columns), self.ceiling)
        if self.calm >= _PROBE_AFTER and repetitions < most:
            self.repetitions, self.calm, self.proven = min(repetitions * 2, most), 0, False

    def remember(self, heard: Sequence[Heard], walk: Walk) -> None:
        """Takes a complete walk without problems for the next time to be like.

        A walk that keeps surprising is remembered ever more seldom, since remembering costs about as much as decoding.
        """
        if self.learn_after > 0:
            self.learn_after -= 1
            self.layout = None
            return
        if self.layout is not None:
            self.moving |= restless(self.layout, walk)
            self.surprises += 1
            self.learn_after = min(2**self.surprises, _LEARN_AT_LEAST_EVERY) - 2
        self.layout = learn(heard, walk, self.moving) if heard else None

    def kept(self) -> None:
        """Notes that a walk was as remembered."""
        self.surprises = 0


@dataclass(slots=True)
class AgentMemory:
    """What is remembered of one agent. Start with an empty one; it is never wrong to throw it away."""

    walks: dict[tuple[bytes, ...], WalkMemory] = field(default_factory=dict)

    def walk(self, prefixes: Sequence[bytes]) -> WalkMemory:
        """The memory of the walk over these columns, made where there is none; the oldest is dropped for it."""
        key = tuple(prefixes)
        found = self.walks.get(key)
        if found is None:
            while len(self.walks) >= _MOST_WALKS:
                del self.walks[next(iter(self.walks))]
            found = self.walks[key] = WalkMemory(first_repetitions(len(key)))
        return found
