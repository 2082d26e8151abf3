"""How often something may be done for each of many: a burst in hand that fills again with time. Pure: time comes in."""

# Entries kept before those that are full again, and so say nothing, are looked for and let go.
_SWEEP_AT = 10_000
# Seconds by which sums of fractions may miss the moment that they mean.
_HAIR = 1e-6


class Allowance:
    """What each key has in hand.

    Args:
        burst: Most in hand, at least one.
        per_second: How fast it fills.
        apart: Seconds that always lie between two uses.
    """

    def __init__(self, *, burst: float, per_second: float, apart: float = 0.0) -> None:
        self._burst = burst
        self._per_second = per_second
        self._apart = apart
        self._kept: dict[str, tuple[float, float]] = {}  # in hand, when
        self._sweep_at = _SWEEP_AT

    def ready_at(self, key: str, now: float) -> float:
        """The first moment, now or later, at which one may be taken."""
        kept = self._kept.get(key)
        if kept is None:
            return now
        lacking = max(1.0 - self._in_hand(kept, now), 0.0)
        return max(now + lacking / self._per_second, kept[1] + self._apart)

    def take(self, key: str, now: float) -> bool:
        """Takes one; False where there is none to take."""
        if self.ready_at(key, now) > now + _HAIR:
            return False
        kept = self._kept.pop(key, None)
        if len(self._kept) >= self._sweep_at:
            self._sweep(now)
        self._kept[key] = (self._burst if kept is None else self._in_hand(kept, now)) - 1.0, now
        return True

    def _in_hand(self, kept: tuple[float, float], now: float) -> float:
        return min(kept[0] + (now - kept[1]) * self._per_second, self._burst)

    def _sweep(self, now: float) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if self._in_hand(kept, now) < self._burst}
        # Twice as many as are left, so that a sweep that finds nothing does not come with every use.
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._kept))
