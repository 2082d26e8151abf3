"""How long to wait for an answer: learned from the agent's own round trips, after TCP's way (RFC 6298). Pure: time comes in.

A fast agent's lost packet is noticed after a fraction of a second, and a slow agent is not asked again while it is still
at work. Of a request that was sent more than once nobody knows which transmission the answer belongs to, since all of them
carry the same request-id: such an answer measures nothing (Karn's rule), and the doubled patience stays until one does.
"""

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

# Linux TCP's own least retransmission timeout. Agents answer from a task of low priority that is late now and then, and
# being asked again in vain is what they need least at such a moment.
FLOOR_SECONDS = 0.2
# RFC 6298, 2: gains of the two averages, and how many variations are waited for beyond the average.
_GAIN = 1 / 8
_VARIATION_GAIN = 1 / 4
_VARIATIONS = 4
# Each retransmission to an agent whose round trip is not known waits longer than the one before.
_GROWTH = 1.5
# An agent slower than the configured timeout is waited for this many of its own round trips.
_SLOW_AGENT = 2
# An agent whose round trip could never be measured is waited for up to eight times as long as configured.
_MOST_BLIND_DOUBLINGS = 3
# Retransmissions before the configured ones: they cost two packets, and spare the whole timeout where packets get lost.
_EARLY = 2
# However slow the agent, its answer is waited for this many times as long as the first transmission.
_LEAST_WAITS = 3
# Waits differ by up to this share from agent to agent, so that those that lost packets together do not all come back together.
_JITTER = 0.2


@dataclass(slots=True)
class RoundTrips:
    """What is known of an agent's round trips.

    Attributes:
        smoothed: Average of the slowest answer of each question in seconds; None while nothing was measured.
        variation: Mean deviation from it, in seconds.
        doublings: Retransmissions since the last measurement; each doubles the patience.
    """

    smoothed: float | None = None
    variation: float = 0.0
    doublings: int = 0

    def measured(self, seconds: float) -> None:
        """Takes the round trip of a request that was sent once."""
        self.doublings = 0
        if self.smoothed is None:
            self.smoothed, self.variation = seconds, seconds / 2
            return
        self.variation += _VARIATION_GAIN * (abs(self.smoothed - seconds) - self.variation)
        self.smoothed += _GAIN * (seconds - self.smoothed)

    def silent(self) -> None:
        """Notes that a request had to be sent again."""
        self.doublings += 1

    def gave_up(self) -> None:
        """Notes that a request found no answer at all: that tells nothing of round trips that are not known."""
        if self.smoothed is None:
            self.doublings = 0

    def timeout(self, configured: float) -> float:
        """Seconds to wait for the answer to the first transmission; the configured timeout while nothing is known.

        Never less than FLOOR_SECONDS and never more than configured, unless the agent is slower than that by itself.
        """
        if self.smoothed is None:  # doubled where the answer came, but only after a retransmission: it may be that slow
            return configured * 2.0 ** min(self.doublings, _MOST_BLIND_DOUBLINGS)
        most = max(configured, _SLOW_AGENT * self.smoothed)
        wanted = self.smoothed + _VARIATIONS * self.variation
        return min(max(wanted, FLOOR_SECONDS) * 2.0 ** min(self.doublings, 10), most)


def total_patience(configured: float, retries: int) -> float:
    """Seconds after which a request is given up, however early it was sent again."""
    return configured * sum(_GROWTH**attempt for attempt in range(retries + 1))


def waits(first: float, configured: float, retries: int, agent: tuple[str, int], *, known: bool) -> Iterator[float]:
    """Seconds to wait after each retransmission of a request; when they are used up, it is given up.

    Args:
        first: How long the first transmission was waited for.
        configured: The timeout of the settings.
        retries: The retransmissions of the settings.
        agent: Address and port, for the jitter.
        known: True where `first` comes from experience with the agent: then there are early retransmissions, and the last one is
            waited for until the agent had as much time as one that is not known.
    """
    if not known:
        yield from (configured * _GROWTH**attempt for attempt in range(1, retries + 1))
        return
    left = max(total_patience(configured, retries), _LEAST_WAITS * first) - first
    most = retries + _EARLY if retries else 0
    for attempt in range(1, most + 1):
        wait = first * 2.0**attempt * (1 + jitter(agent))
        if attempt == most or wait >= left:
            yield max(left, first)
            return
        left -= wait
        yield wait


def jitter(agent: tuple[str, int]) -> float:
    """A share from 0 to 0.2 that is the agent's own, the same on every machine."""
    return zlib.crc32(f"{agent[0]} {agent[1]}".encode()) / 2**32 * _JITTER


def usable(seconds: object) -> bool:
    """True for what may be taken over as a round trip from an earlier process."""
    return isinstance(seconds, int | float) and math.isfinite(seconds) and 0 <= seconds <= 3600
