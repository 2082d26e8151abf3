"""How often one caller may ask: a token bucket for each, in bounded memory. Pure; time comes in."""

from collections import OrderedDict
from dataclasses import dataclass

# Callers remembered at once, some 200 bytes each. Whoever is forgotten begins with a full bucket, as a newcomer does.
_MOST_CALLERS = 10_000
# A dashboard that opens, or a carrier's script that starts, asks many things at once and then few.
BURST_SECONDS = 10.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Throttle:
    """Lets each caller ask `rate` times a second in the long run, and ten seconds' worth at once.

    Args:
        rate: Requests a second; 0 for no limit.
        most: Callers that are remembered.
    """

    def __init__(self, rate: float, *, most: int = _MOST_CALLERS) -> None:
        self._rate = rate
        self._burst = max(rate * BURST_SECONDS, 1.0)
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, caller: str, now: float) -> float:
        """Takes one request of the caller's; 0 where it may go on, else the seconds until it may.

        Args:
            caller: Name of the token, or address.
            now: Monotonic seconds.
        """
        if self._rate <= 0:
            return 0.0
        bucket = self._buckets.setdefault(caller, _Bucket(self._burst, now))
        self._buckets.move_to_end(caller)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < 1.0:
            return (1.0 - bucket.left) / self._rate
        bucket.left -= 1.0
        return 0.0
