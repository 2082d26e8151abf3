"""The loop that pings: silent devices again and again, healthy ones now and then, each in its slice of the interval.

A device whose poll fails is pinged by the polling itself, at once; here it is pinged on while its agent stays silent, also
where polls are far apart because it is backed off.
"""

from collections.abc import Iterable, Mapping

from fengsui.clock import Clock
from fengsui.model.network import Network
from fengsui.model.observation import DeviceObservation
from fengsui.model.ping import Ping
from fengsui.tasks.board import Board
from fengsui.tasks.schedule import Batch, due_between, make_batches
from fengsui.tasks.witness import PingWitness

# Healthy devices pinged together: few enough that a slice is no burst, enough that a province is done in its interval.
_TOGETHER = 100


def silent_and_due(
    observations: Mapping[str, DeviceObservation], pings: Mapping[str, Ping], now: float, every_seconds: float
) -> set[str]:
    """Names of devices whose agent is silent and whose last ping is `every_seconds` old, or was never."""
    return {
        name
        for name, seen in observations.items()
        # A ping that lies ahead was sent before the machine's clock was set back.
        if seen.silent_since is not None and (name not in pings or not 0 <= now - pings[name].at < every_seconds)
    }


class PingRounds:
    """Pings for ever.

    Args:
        interval: Seconds between two pings of a device whose agent answers; 0 for none.
        silent_interval: The same for a silent one.
    """

    def __init__(
        self, witness: PingWitness, board: Board, clock: Clock, *, interval: float, silent_interval: float
    ) -> None:
        self._witness = witness
        self._board = board
        self._clock = clock
        self._interval = interval
        self._silent_interval = silent_interval
        self._seen = clock.now()
        self._network: Network | None = None
        self._batches: tuple[Batch, ...] = ()

    async def turn(self) -> None:
        """One look: pings what is due since the last one, and writes down what came."""
        now = self._clock.now()
        names = silent_and_due(self._board.observations, self._board.pings, now, self._silent_interval)
        names.update(self._routine(self._seen, now))
        self._seen = now
        devices = self._board.network.devices
        await self._witness.ask([devices[name] for name in sorted(names) if name in devices])
        await self._witness.save()

    async def run(self, every_seconds: float) -> None:
        """Looks for ever."""
        while True:
            await self.turn()
            await self._clock.sleep(every_seconds)

    def _routine(self, after: float, until: float) -> Iterable[str]:
        if not self._interval:
            return ()
        if self._network is not self._board.network:
            self._network = self._board.network
            self._batches = make_batches(self._network.devices, _TOGETHER)
        return [name for _, batch in due_between(self._batches, self._interval, after, until) for name in batch.devices]
