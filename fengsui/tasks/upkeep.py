"""Work beside polling: taking over inventory changes, assessing the board, writing conditions down."""

from collections.abc import Mapping
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.errors import DatabaseError, SecretError
from fengsui.model.credential import Credential
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from fengsui.tasks.board import Board
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.scheduler import Scheduler

_log = structlog.get_logger(__name__)


class InventorySource(Protocol):
    """Where the registered network comes from."""

    async def load(self) -> tuple[Network, Mapping[str, Credential]]:
        """The network and the credentials to ask it with."""
        ...


class ConditionStore(Protocol):
    """Where conditions are kept for other processes."""

    async def save_conditions(self, conditions: Conditions) -> None:
        """Writes conditions in one transaction."""
        ...


class InventoryWatch:
    """Looks at the inventory again and again, so that a registered device is polled within seconds."""

    def __init__(
        self, source: InventorySource, board: Board, polling: BatchPolling, scheduler: Scheduler, clock: Clock
    ) -> None:
        self._source = source
        self._board = board
        self._polling = polling
        self._scheduler = scheduler
        self._clock = clock

    async def refresh(self) -> None:
        """Takes the inventory over; what is new is polled at once."""
        network, credentials = await self._source.load()
        self._polling.credentials = credentials
        if network == self._board.network:
            return
        added = self._board.register(network)
        self._scheduler.plan(sorted(network.devices))
        unseen = [name for name in added if name not in self._board.observations]
        self._scheduler.poll_now(unseen)
        _log.info("inventory taken over", devices=len(network.devices), links=len(network.links), new=len(unseen))

    async def run(self, every_seconds: float) -> None:
        """Refreshes for ever; a database that is away is waited for."""
        while True:
            await self._clock.sleep(every_seconds)
            try:
                await self.refresh()
            except (DatabaseError, SecretError) as error:
                _log.warning("inventory not read, going on with the last one", error=str(error))


class Assessor:
    """Keeps the board's conditions and coverage true: after news, and as evidence grows old."""

    def __init__(self, board: Board, recorder: Recorder, store: ConditionStore, clock: Clock) -> None:
        self._board = board
        self._recorder = recorder
        self._store = store
        self._clock = clock
        self._assessed_at = float("-inf")
        self._saved_at = float("-inf")

    async def turn(self, *, save_every_seconds: float) -> None:
        """One look: assesses if there is news or a second has passed ten times, and writes what changed."""
        now = self._clock.now()
        if self._board.stale or now - self._assessed_at >= 10:
            changes = self._board.assess(now)
            self._assessed_at = now
            self._recorder.add(changes=changes)
            if changes:
                self._saved_at = float("-inf")
        if now - self._saved_at >= save_every_seconds:
            await self.save()

    async def save(self) -> None:
        """Writes the conditions down; a database that is away is tried again."""
        try:
            await self._store.save_conditions(self._board.conditions)
            self._saved_at = self._clock.now()
        except DatabaseError as error:
            _log.warning("conditions not written", error=str(error))
        await self._recorder.flush()

    async def run(self, *, every_seconds: float, save_every_seconds: float) -> None:
        """Looks for ever."""
        while True:
            await self._clock.sleep(every_seconds)
            await self.turn(save_every_seconds=save_every_seconds)
