"""One question under way: what the transport keeps of it, and what is learned of the agent's patience meanwhile."""

import asyncio
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.conversation import Dialogue
from fengsui.collectors.snmp.patience import RoundTrips, waits

Address = tuple[str, int]


class End(Enum):
    """How an exchange ended."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    DEADLINE = "deadline"
    CLOSED = "closed"


@dataclass(slots=True, eq=False, weakref_slot=True)
class Exchange:
    """One question under way.

    Attributes:
        configured_seconds: Patience for an agent that is not known.
        retries: Retransmissions of one request to an agent that is not known.
        deadline: On the loop's clock.
        trips, budget: What is known of the agent, and what it may be sent.
        waits: How long each further transmission of the request under way is waited for.
        timeout_seconds: Patience for the first transmission of the next request.
        asked_at: When the request under way was sent first, on the loop's clock.
        slowest: Longest round trip so far of a request that was sent once; below zero for none.
        allowed: Packets that may be sent before the budget is asked again.
        charged: Packets that the budget knows of.
        watched: When the timer looks after the exchange next; infinite while it does not.
        held: True while the next request waits for the budget.
        sent, received, retried: Packets of this exchange.
        started, ended: On the loop's clock.
    """

    key: Address
    conversation: Dialogue
    configured_seconds: float
    retries: int
    deadline: float
    trips: RoundTrips
    budget: PacketBudget
    done: asyncio.Future[End]
    timeout_seconds: float = 0.0
    asked_at: float = 0.0
    slowest: float = -1.0
    allowed: int = 0
    charged: int = 0
    watched: float = math.inf
    held: bool = False
    due: float = 0.0
    attempt: int = 0
    sent: int = 0
    received: int = 0
    retried: int = 0
    started: float = 0.0
    ended: float = 0.0
    waits: Iterator[float] | None = None

    def slower(self, seconds: float) -> None:
        """Takes the longest round trip so far; the first one, one that ends a doubling and one near the timeout count at once."""
        self.slowest = seconds
        trips = self.trips
        if trips.smoothed is None or trips.doublings or 2 * seconds > self.timeout_seconds:
            trips.measured(seconds)
            self.timeout_seconds = trips.timeout(self.configured_seconds)

    def next_wait(self) -> float | None:
        """Seconds to wait after the next retransmission; None where the request is to be given up."""
        if self.attempt == 0 or self.waits is None:
            known = self.trips.smoothed is not None or self.timeout_seconds > self.configured_seconds
            self.waits = waits(self.timeout_seconds, self.configured_seconds, self.retries, self.key, known=known)
        return next(self.waits, None)

    def unanswered(self) -> None:
        """Notes a retransmission; whatever can be measured after it, is."""
        self.attempt += 1
        self.retried += 1
        self.trips.silent()
        self.timeout_seconds = self.trips.timeout(self.configured_seconds)
        self.slowest = -1.0
