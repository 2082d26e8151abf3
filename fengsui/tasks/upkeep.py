"""Work beside polling: taking over inventory changes, assessing the board, writing conditions down."""

from collections.abc import Mapping
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.coverage.result import Coverage
from fengsui.errors import DatabaseError, SecretError
from fengsui.model.credential import Credential
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from fengsui.tasks.board import Board
from fengsui.tasks.incidents import IncidentWatch
from fengsui.tasks.journal import Journal
from fengsui.tasks.outage import Outage
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.suspicion import to_ask_now

_log = structlog.get_logger(__name__)

# Times as long as a look took that the next one waits at least: polling has four fifths of the process for itself.
_PAUSE = 4.0
_LONGEST_PAUSE_SECONDS = 10.0


def pause_after(took: float, every_seconds: float) -> float:
    """Seconds from the end of one look that `took` some to the next: seldom more than a fifth of the time goes into looks."""
    return max(every_seconds, min(_PAUSE * took, _LONGEST_PAUSE_SECONDS))


class InventorySource(Protocol):
    """Where the registered network comes from."""

    async def load(self) -> tuple[Network, Mapping[str, Credential]]:
        """The network and the credentials to ask it with."""
        ...


class StateStore(Protocol):
    """Where conditions and coverage are kept for other processes."""

    async def save_conditions(self, conditions: Conditions) -> None:
        """Writes conditions in one transaction."""
        ...

    async def save_coverage(self, coverage: Coverage) -> None:
        """Writes county states in one transaction."""
        ...


class ChangeLog(Protocol):
    """What grows without end unless it is cut."""

    async def prune(self, before: float) -> object:
        """Removes what is older than `before` (epoch seconds)."""
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
        self._polling.forget_others()
        self._scheduler.plan(sorted(network.devices))
        unseen = [name for name in added if name not in self._board.observations]
        self._scheduler.poll_now(unseen)
        _log.info("inventory taken over", devices=len(network.devices), links=len(network.links), new=len(unseen))

    async def run(self, every_seconds: float) -> None:
        """Refreshes for ever; a database that is away is waited for."""
        outage = Outage("inventory not read, going on with the last one", "inventory read again")
        while True:
            await self._clock.sleep(every_seconds)
            try:
                await self.refresh()
                outage.ended()
            except (DatabaseError, SecretError) as error:
                outage.failed(error)


class Assessor:
    """Keeps the board's conditions and coverage true: after news, and as evidence grows old."""

    def __init__(
        self,
        board: Board,
        recorder: Recorder,
        store: StateStore,
        scheduler: Scheduler,
        clock: Clock,
        journal: Journal | None = None,
        incidents: IncidentWatch | None = None,
    ) -> None:
        self._board = board
        self._recorder = recorder
        self._store = store
        self._scheduler = scheduler
        self._clock = clock
        self._journal = journal
        self._incidents = incidents
        self._saved_at = float("-inf")
        self._took = 0.0
        self.outage = Outage("conditions not written, kept for the next try", "conditions written again")

    async def turn(self, *, save_every_seconds: float) -> None:
        """One look: assesses, asks at once whoever can tell more, and writes down what changed, now and then what only aged."""
        now = self._clock.now()
        began = self._clock.monotonic()
        changes = self._board.assess(now)
        self._took = self._clock.monotonic() - began
        if self._journal is not None:
            self._journal.note(self._board, changes, now)
        news = self._incidents is not None and self._incidents.note(self._board, changes, now)
        self._recorder.add(changes=changes)
        self._scheduler.poll_now(to_ask_now(self._board.network, self._board.observations, changes))
        if changes or self._clock.monotonic() - self._saved_at >= save_every_seconds:
            await self.save()
        elif news:
            await self._save_incidents()

    async def save(self) -> None:
        """Writes conditions and county states down; a database that is away is tried again."""
        try:
            await self._store.save_conditions(self._board.conditions)
            await self._store.save_coverage(self._board.coverage)
            self._saved_at = self._clock.monotonic()
            self.outage.ended()
        except DatabaseError as error:
            self.outage.failed(error, waiting=len(self._board.conditions.devices) + len(self._board.conditions.links))
        await self._recorder.flush()
        if self._journal is not None:
            await self._journal.flush()
        await self._save_incidents()

    async def _save_incidents(self) -> None:
        if self._incidents is not None:
            await self._incidents.flush()

    async def run(self, *, every_seconds: float, save_every_seconds: float) -> None:
        """Looks for ever; while looks are dear, as when a large province comes to be known, there are fewer."""
        while True:
            await self.turn(save_every_seconds=save_every_seconds)
            await self._clock.sleep(pause_after(self._took, every_seconds))


async def prune_forever(log: ChangeLog, clock: Clock, *, retention_seconds: float, every_seconds: float) -> None:
    """Cuts the change log to its retention again and again."""
    while True:
        try:
            pruned = await log.prune(clock.now() - retention_seconds)
            _log.debug("history pruned", removed=str(pruned))
        except DatabaseError as error:
            _log.warning("history not pruned", error=str(error))
        await clock.sleep(every_seconds)
