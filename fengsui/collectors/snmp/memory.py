"""What is remembered of one agent between polls, so that the next poll is cheaper and kinder. Held by the caller, one for each agent."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from fengsui.collectors.session import Walk
from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.layout import Heard, Layout, learn, restless
from fengsui.collectors.snmp.patience import RoundTrips, usable
from fengsui.collectors.snmp.rowshape import RowShapes
from fengsui.model.agent import AgentTraits, WalkTraits

# Bindings of one answer that fill a datagram of 1,472 bytes, and no more than some rows of a single column.
_BINDINGS_OF_AN_ANSWER = 140
_MOST_REPETITIONS = 50
# A datagram that needs no fragments on Ethernet: 1,500 bytes less IPv4 and UDP headers.
DATAGRAM = 1_472
# Walks over different sets of columns that are remembered of one agent.
_MOST_WALKS = 32
# After so many walks without trouble, a walk that was made smaller is tried larger again; each vain try doubles the wait.
_PROBE_AFTER = 50
_PROBE_AFTER_AT_MOST = 1_600
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
        columns: How many the walk is over.
        calm: Walks without trouble since the last change.
        tried_from: Repetitions and width before a larger size that is on trial; None where none is.
        probe_after: Calm walks before a larger size is tried.
        ceiling: Most repetitions whose answers need no fragments, as far as is known.
        shapes: Shapes of its rows.
        layout: The last walk, remembered byte by byte; None where it was not like that.
        moving: Numbers of columns that were seen to change although their type does not say so.
        surprises: Walks in a row that were not as remembered.
        learn_after: Walks to let pass before the next one is remembered; one at first, for agents that are asked only once.
    """

    repetitions: int
    width: int = 0
    columns: int = 1
    proven: bool = False
    calm: int = 0
    tried_from: tuple[int, int] | None = None
    probe_after: int = _PROBE_AFTER
    ceiling: int = _MOST_REPETITIONS
    shapes: RowShapes = field(default_factory=RowShapes)
    layout: Layout | None = None
    moving: frozenset[int] = frozenset()
    surprises: int = 0
    learn_after: int = 1

    def learn(self, repetitions: int, width: int, *, clean: bool, largest: int = 0, fits: int = 0) -> None:
        """Takes what a walk ended with.

        Args:
            repetitions: What worked in the end.
            width: What worked in the end.
            clean: True where the walk had no problems.
            largest: Bytes of its largest answer: where it needed fragments, which get lost more easily, less is asked for.
            fits: Most rows of an answer that was cut before its end, 0 where none was: the agent may have fetched in vain
                what did not fit, so no more than that is asked for.
        """
        if largest > DATAGRAM and repetitions > 1:
            repetitions = self.ceiling = max(repetitions * DATAGRAM // largest, 1)
        elif 0 < fits < repetitions:
            repetitions = fits
        width = width if width < self.columns else 0
        if self.tried_from is not None:
            self._judge((repetitions, width), clean=clean)
        changed = (repetitions, width) != (self.repetitions, self.width)
        self.repetitions, self.width = repetitions, width
        self.proven = self.proven or clean
        self.calm = self.calm + 1 if clean and not changed else 0
        self._probe()

    def _judge(self, size: tuple[int, int], *, clean: bool) -> None:
        """Looks how the trial of a larger size went: the more vain trials, the longer until the next one."""
        held = clean and size == (self.repetitions, self.width)
        self.probe_after = _PROBE_AFTER if held else min(self.probe_after * 2, _PROBE_AFTER_AT_MOST)
        self.tried_from = None

    def _probe(self) -> None:
        """Tries a larger size once there was calm for long enough; never a larger one than an unknown agent is asked for."""
        most = min(first_repetitions(self.columns), self.ceiling)
        if self.calm < self.probe_after or (self.repetitions >= most and not self.width):
            return
        self.tried_from = (self.repetitions, self.width)
        if self.repetitions < most:
            self.repetitions = min(self.repetitions * 2, most)
        else:
            self.width = self.width * 2 if self.width * 2 < self.columns else 0
        self.calm, self.proven = 0, False
        self.layout, self.learn_after = None, 0

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
        self.calm += 1
        self._probe()

    def traits(self, key: str) -> WalkTraits:
        """What is worth keeping across restarts."""
        return WalkTraits(key, self.columns, self.repetitions, self.width, self.ceiling)


@dataclass(slots=True)
class AgentMemory:
    """What is remembered of one agent. Start with an empty one; it is never wrong to throw it away.

    Attributes:
        trips: Its round trips.
        budget: How many packets it may be sent.
        retries: Requests that were sent again.
        deadlines: Questions that were broken off at the deadline.
    """

    walks: dict[tuple[bytes, ...], WalkMemory] = field(default_factory=dict)
    trips: RoundTrips = field(default_factory=RoundTrips)
    budget: PacketBudget = field(default_factory=PacketBudget)
    retries: int = 0
    deadlines: int = 0
    _restored: dict[str, WalkTraits] = field(default_factory=dict)
    _kept: tuple[WalkTraits, ...] | None = None

    def walk(self, prefixes: Sequence[bytes]) -> WalkMemory:
        """The memory of the walk over these columns, made where there is none; the oldest is dropped for it."""
        key = tuple(prefixes)
        found = self.walks.get(key)
        if found is None:
            while len(self.walks) >= _MOST_WALKS:
                del self.walks[next(iter(self.walks))]
            found = self.walks[key] = self._made(key)
            self._kept = None
        return found

    def restore(self, traits: AgentTraits) -> None:
        """Takes over what an earlier process had learned; what cannot be is left out."""
        if usable(traits.round_trip_seconds) and usable(traits.round_trip_variation_seconds):
            self.trips = RoundTrips(traits.round_trip_seconds, traits.round_trip_variation_seconds)
        self.retries, self.deadlines = traits.retries, traits.deadlines
        self.budget.waits = traits.budget_waits
        self._restored = {walk.key: walk for walk in traits.walks[:_MOST_WALKS]}
        self._kept = None

    def changed(self) -> None:
        """Notes that what is remembered of a walk may have changed."""
        self._kept = None

    def traits(self, configured_seconds: float) -> AgentTraits:
        """What is worth showing, and keeping across restarts.

        Args:
            configured_seconds: The timeout of the settings.
        """
        kept = self._kept
        if kept is None:
            mine = {_key(prefixes): walk for prefixes, walk in self.walks.items()}
            waiting = [walk for key, walk in self._restored.items() if key not in mine]
            kept = self._kept = (*(walk.traits(key) for key, walk in mine.items()), *waiting)
        trips = self.trips
        return AgentTraits(
            timeout_seconds=trips.timeout(configured_seconds),
            round_trip_seconds=trips.smoothed,
            round_trip_variation_seconds=trips.variation,
            walks=kept,
            retries=self.retries,
            deadlines=self.deadlines,
            budget_waits=self.budget.waits,
        )

    def _made(self, prefixes: tuple[bytes, ...]) -> WalkMemory:
        columns = len(prefixes)
        most = first_repetitions(columns)
        known = self._restored.get(_key(prefixes)) if self._restored else None
        if known is None:
            return WalkMemory(most, columns=columns)
        ceiling = min(max(known.ceiling, 1), _MOST_REPETITIONS)
        repetitions = min(max(known.repetitions, 1), most)
        return WalkMemory(repetitions, min(max(known.width, 0), columns), columns=columns, ceiling=ceiling)


def _key(prefixes: Sequence[bytes]) -> str:
    """Names a walk the same way in every process; a collision costs a walk of the wrong size, no more."""
    return f"{zlib.crc32(b' '.join(prefixes)):08x}"
