"""From traps to polls: who is asked at once because of what it said, how often at most, and what is remembered of it.

A trap may be forged, lost, late or of something that is over already, so it never changes a state: the device is asked, and its
answer does. Traps come in storms (a line card that fails says linkDown for each of its ports), so a device is asked once for
all that it says within a second, and once more for what it says after that. One that never stops has a few polls in hand and
then one for each half of the polling interval: a device in trouble is not asked to death.
"""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.collectors.traps.allowance import Allowance
from fengsui.collectors.traps.senders import Sender, Senders, senders_of
from fengsui.errors import DatabaseError
from fengsui.model.credential import Credential
from fengsui.model.network import Network
from fengsui.model.trap import URGENT_KINDS, LastTrap, Trap
from fengsui.tasks.board import Board
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.scheduler import Scheduler

_log = structlog.get_logger(__name__)

# What comes together is asked together: the traps of a cut arrive within some tenths of a second from many devices.
_GATHER_SECONDS = 0.1
_APART_SECONDS = 1.0
_BURST = 10
_SAVE_SECONDS = 10.0


class LastTrapStore(Protocol):
    """Where the newest trap of each device is kept."""

    async def save(self, traps: Sequence[LastTrap]) -> None:
        """Writes them in one transaction."""
        ...


class KnownSenders:
    """The devices by source address, made anew when the inventory or the credentials have changed."""

    def __init__(self, board: Board, polling: BatchPolling) -> None:
        self._board = board
        self._polling = polling
        self._network: Network | None = None
        self._credentials: Mapping[str, Credential] = {}
        self._senders: Senders = {}

    def find(self, address: str) -> tuple[Sender, ...] | None:
        """Devices at an address that have a credential; None where no device is registered there."""
        if self._board.network is not self._network or self._polling.credentials is not self._credentials:
            self._look_again()
        return self._senders.get(address)

    def _look_again(self) -> None:
        network, credentials = self._board.network, self._polling.credentials
        # Credentials are read again every few seconds and are equal nearly always: comparing them costs less than the map.
        if network is not self._network or credentials != self._credentials:
            self._senders = senders_of(network.devices.values(), credentials)
        self._network, self._credentials = network, credentials


class TrapHints:
    """Takes traps and has their devices polled on the urgent lane.

    Args:
        scheduler: Has devices polled at once.
        store: Where last traps are kept.
        clock: For pacing.
        interval: Seconds between two routine polls of a device.
    """

    def __init__(self, scheduler: Scheduler, store: LastTrapStore, clock: Clock, *, interval: float) -> None:
        self._scheduler = scheduler
        self._store = store
        self._clock = clock
        self._pace = Allowance(burst=_BURST, per_second=2 / interval, apart=_APART_SECONDS)
        self._waiting: dict[str, float] = {}  # due, on the steady clock
        self._news = asyncio.Event()
        self._last: dict[str, LastTrap] = {}
        self._unsaved: dict[str, LastTrap] = {}
        self.urgent_polls = 0

    @property
    def last(self) -> Mapping[str, LastTrap]:
        """The newest trap of each device since the start; read-only."""
        return MappingProxyType(self._last)

    def hear(self, trap: Trap) -> None:
        """Takes a trap: remembers it, and has its devices asked if its kind is worth it."""
        urgent = trap.kind in URGENT_KINDS
        for device in trap.devices:
            self._last[device] = LastTrap(device, trap.at, trap.kind, trap.oid, trap.version)
            self._unsaved[device] = self._last[device]
            if urgent and device not in self._waiting:
                self._waiting[device] = self._pace.ready_at(device, self._clock.monotonic())
                self._news.set()

    async def run(self) -> None:
        """Has devices polled when they are due, for ever."""
        while True:
            await self._news.wait()
            await self._clock.sleep(_GATHER_SECONDS)
            self._ask()
            if not self._waiting:
                self._news.clear()

    async def save_forever(self, every_seconds: float = _SAVE_SECONDS) -> None:
        """Writes last traps down again and again; a database that is away is tried again."""
        while True:
            await self._clock.sleep(every_seconds)
            await self.save()

    async def save(self) -> None:
        """Writes down the last traps that are not written yet."""
        unsaved, self._unsaved = self._unsaved, {}
        if not unsaved:
            return
        try:
            await self._store.save(tuple(unsaved.values()))
        except BaseException as error:
            self._unsaved = {**unsaved, **self._unsaved}
            if not isinstance(error, DatabaseError):
                raise
            _log.warning("last traps not written, kept for the next try", error=str(error))

    def _ask(self) -> None:
        now = self._clock.monotonic()
        due = sorted(device for device, at in self._waiting.items() if at <= now)
        for device in due:
            del self._waiting[device]
            self._pace.take(device, now)
        self.urgent_polls += len(due)
        self._scheduler.poll_now(due)
