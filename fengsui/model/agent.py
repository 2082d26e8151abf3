"""What polling has learned of an agent's ways: how fast it answers, how much it can be asked for at once, what it cost so far."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WalkTraits:
    """What works for one walk over a table.

    Attributes:
        key: Which walk: the same for the same columns, in every process.
        columns: Columns that it asks for.
        repetitions: max-repetitions (RFC 3416, 4.2.3).
        width: Columns of one request; 0 for all.
        ceiling: Most repetitions whose answers need no fragments, as far as is known.
    """

    key: str
    columns: int
    repetitions: int
    width: int = 0
    ceiling: int = 0


@dataclass(frozen=True, slots=True)
class AgentTraits:
    """An agent's ways; kept across restarts, and never wrong to throw away.

    Attributes:
        round_trip_seconds: Smoothed round trip of the slowest answer of each question; None while nothing was measured.
        round_trip_variation_seconds: How far round trips are from it on average.
        timeout_seconds: How long the first transmission of the next request is waited for.
        walks: One for each walk.
        retries: Requests that were sent again, since the agent is known.
        deadlines: Questions that were broken off at the deadline of their poll, likewise.
        budget_waits: How often a request had to wait for the packet budget, likewise.
    """

    timeout_seconds: float
    round_trip_seconds: float | None = None
    round_trip_variation_seconds: float = 0.0
    walks: tuple[WalkTraits, ...] = ()
    retries: int = 0
    deadlines: int = 0
    budget_waits: int = 0

    @property
    def widest_walk(self) -> WalkTraits | None:
        """The walk over most columns, which is the one that costs; None before the first."""
        return max(self.walks, key=lambda walk: walk.columns, default=None)
