"""An honest double of the pinger: answers as told, takes its time on the clock, and remembers whom it asked."""

from collections.abc import Mapping, Sequence

from fengsui.clock import Clock
from fengsui.errors import PingError
from fengsui.model.ping import PingResult


class Echoes:
    """Addresses that are dead, and a clock that a ping takes its time on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.dead: set[str] = set()
        self.broken = False
        self.asked: list[tuple[float, tuple[str, ...]]] = []

    def times_of(self, address: str) -> list[float]:
        """When an address was asked (epoch seconds)."""
        return [at for at, addresses in self.asked if address in addresses]

    async def ping(
        self, addresses: Sequence[str], *, count: int, interval_seconds: float, timeout_seconds: float
    ) -> Mapping[str, PingResult]:
        """As the pinger: the last echo of a dead address is waited for, a living one answers in ten milliseconds."""
        self.asked.append((self._clock.now(), tuple(addresses)))
        await self._clock.sleep(
            (count - 1) * interval_seconds + (timeout_seconds if self.dead & set(addresses) else 0.01)
        )
        if self.broken:
            raise PingError("cannot ping: expected an open pinger, got one that is closed")
        trips = {address: () if address in self.dead else (0.01,) * count for address in addresses}
        return {address: PingResult(address, count, trips[address]) for address in addresses}
