"""The second witness: pinging devices, and pinning up what came of it.

A loopback address is answered by this machine itself, whatever became of the agent behind it. It proves nothing, so it is not
pinged unless a test wants it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.errors import DatabaseError, PingError
from fengsui.model.device import Device
from fengsui.model.ping import Ping, PingResult
from fengsui.tasks.board import Board

_log = structlog.get_logger(__name__)


class EchoSender(Protocol):
    """Sends ICMP echoes; silence is an outcome, never an exception."""

    async def ping(
        self, addresses: Sequence[str], *, count: int, interval_seconds: float, timeout_seconds: float
    ) -> Mapping[str, PingResult]:
        """Results by address as given."""
        ...


class PingStore(Protocol):
    """Where pings are kept for other processes."""

    async def save_pings(self, pings: Collection[Ping]) -> None:
        """Writes them in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class PingManner:
    """How devices are pinged.

    Attributes:
        count: Echoes to each.
        spacing: Seconds between two echoes to one device.
        timeout: Seconds of patience for each answer.
        loopback: True where loopback addresses are pinged too.
    """

    count: int
    spacing: float
    timeout: float
    loopback: bool = False


class PingWitness:
    """Pings registered devices.

    Attributes:
        able: False until there is a socket; nobody is pinged then, and that counts as no answer.
    """

    def __init__(self, sender: EchoSender, board: Board, store: PingStore, clock: Clock, manner: PingManner) -> None:
        self._sender = sender
        self._board = board
        self._store = store
        self._clock = clock
        self._manner = manner
        self._unsaved: dict[str, Ping] = {}
        self.able = False

    def can_ask(self, device: Device) -> bool:
        """False where an answer would prove nothing."""
        return self._manner.loopback or not ip_address(device.address).is_loopback

    async def ask(self, devices: Collection[Device]) -> None:
        """Pings devices and pins up what came; what cannot be sent leaves things as they are, and is logged."""
        asked = [device for device in devices if self.can_ask(device)]
        if not asked or not self.able:
            return
        at, manner = self._clock.now(), self._manner
        try:
            results = await self._sender.ping(
                [device.address for device in asked],
                count=manner.count,
                interval_seconds=manner.spacing,
                timeout_seconds=manner.timeout,
            )
        except PingError as error:
            _log.warning("not pinged", devices=len(asked), error=str(error))
            return
        self._pin(Ping.of(each.name, at, results[each.address], self._board.pings.get(each.name)) for each in asked)

    def _pin(self, pings: Iterable[Ping]) -> None:
        came = {ping.device: ping for ping in pings if ping.device in self._board.network.devices}
        self._board.pin_pings(came.values())
        self._unsaved |= came

    async def save(self) -> None:
        """Writes down what came since the last time; a database that is away is tried again."""
        if not self._unsaved:
            return
        pings, self._unsaved = self._unsaved, {}
        try:
            await self._store.save_pings(list(pings.values()))
        except BaseException as error:
            # What came meanwhile is newer; also when cancelled in the middle, since the transaction rolled back.
            self._unsaved = pings | self._unsaved
            if not isinstance(error, DatabaseError):
                raise
            _log.warning("pings not written, kept for the next try", waiting=len(self._unsaved), error=str(error))
