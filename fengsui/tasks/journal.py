"""What becomes of every part of the province, noted as it is worked out and written in batches beside the polling.

Noting only compares and collects; the database is reached from `flush` alone, so a slow one delays no poll and no assessment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from fengsui.errors import DatabaseError
from fengsui.history.eras import LastEra, Watch
from fengsui.history.parts import (
    ELEMENT_KINDS,
    Part,
    PartKey,
    StateRecord,
    coverage_parts,
    differences,
    element_parts,
)
from fengsui.model.network import Network
from fengsui.model.observation import Change
from fengsui.tasks.board import Board
from fengsui.tasks.outage import Outage

_log = structlog.get_logger(__name__)

# Records kept while the database does not take them: some 50 MB. Beyond it the watch ends and a new one begins, so that what
# was lost is said to be unknown.
_MOST_RECORDS = 100_000
# A clock that is set back by less is taken to stand still for as long: a time server does that now and then.
_SLACK_SECONDS = 60.0
# Looks are taken every second; where none was for so long (the machine slept, its clock was put forward), nobody watched.
_GAP_SECONDS = 300.0


class StateStore(Protocol):
    """Where states are kept."""

    async def latest(self) -> tuple[LastEra, dict[PartKey, Part]]:
        """The era that was recorded last, and what was recorded last of every part in it."""
        ...

    async def append(self, records: Sequence[StateRecord], watch: Watch) -> None:
        """Writes records and the watch in one transaction."""
        ...


class Journal:
    """Notes what became of the board's parts since the last look.

    Args:
        store: Where it is kept.
        most: Records that are kept while the store does not take them.
    """

    def __init__(self, store: StateStore, *, most: int = _MOST_RECORDS) -> None:
        self._store = store
        self._most = most
        self._elements: dict[PartKey, Part] = {}
        self._coverage: dict[PartKey, Part] = {}
        self._network: Network | None = None
        self._restored = False
        self._waiting: list[StateRecord] = []
        # Watches that ended before the database took them, each with its records.
        self._ended: list[tuple[list[StateRecord], Watch]] = []
        self._began_at: float | None = None
        self._era = LastEra()
        self.watches_broken = 0
        self.outage = Outage("states not written, kept for the next try", "states written again")

    @property
    def waiting(self) -> int:
        """Records that are not written yet."""
        return len(self._waiting) + sum(len(records) for records, _ in self._ended)

    async def restore(self) -> None:
        """Takes over what was recorded last; what differs from it is recorded by the first look.

        Raises:
            DatabaseError: where it cannot be read.
        """
        self._era, known = await self._store.latest()
        self._elements = {key: part for key, part in known.items() if key[0] in ELEMENT_KINDS}
        self._coverage = {key: part for key, part in known.items() if key[0] not in ELEMENT_KINDS}
        self._network, self._restored = None, True

    def note(self, board: Board, changes: Iterable[Change], now: float) -> None:
        """Takes what an assessment at `now` (epoch seconds) has shown; `changes` are what it gave.

        Nothing is noted before it is known what was recorded last.
        """
        if not self._restored:
            return
        if self._era.ends_at(now, slack=_SLACK_SECONDS):
            self._begin_era(now)
        elif self._began_at is not None and now - self._era.until > _GAP_SECONDS:
            self._end_watch()
        now = max(now, self._era.until)
        if board.network is not self._network:
            self._note_whole(board, now)
        elif moved := {change.name for change in changes if change.kind in ELEMENT_KINDS}:
            elements = element_parts(board.network, board.conditions, moved)
            self._waiting += differences({key: self._elements.get(key) or _NEW for key in elements}, elements, now)
            self._elements |= elements
            self._note_coverage(board, now)
        self._began_at = now if self._began_at is None else self._began_at
        self._era = replace(self._era, until=now)
        if self.waiting > self._most:
            self._break_off()

    def _begin_era(self, now: float) -> None:
        """Records everything anew, apart from what was recorded by a clock that showed another time."""
        _log.warning("the clock was set back: states are recorded anew", now=now, recorded_until=self._era.until)
        self._end_watch()
        self._era = self._era.followed_by(self._era.number + 1)
        self._elements, self._coverage, self._network = {}, {}, None

    def _end_watch(self) -> None:
        if self._began_at is not None:
            self._ended.append((self._waiting, Watch(self._began_at, self._era.until, self._era.number)))
        self._waiting, self._began_at = [], None

    def _note_whole(self, board: Board, now: float) -> None:
        elements = element_parts(board.network, board.conditions)
        self._waiting += differences(self._elements, elements, now)
        self._elements, self._network = elements, board.network
        self._note_coverage(board, now)

    def _note_coverage(self, board: Board, now: float) -> None:
        coverage = coverage_parts(board.coverage)
        self._waiting += differences(self._coverage, coverage, now)
        self._coverage = coverage

    def _break_off(self) -> None:
        """Gives up what waits: the watch ended with what was written; another begins when the database is back."""
        self._waiting, self._ended, self._began_at, self._restored = [], [], None, False
        self.watches_broken += 1
        _log.error("states lost, the database takes none: what follows is recorded as a watch of its own")

    async def flush(self) -> bool:
        """Writes what waits; False where the database did not take it, which is logged and tried again next time."""
        if not self._restored:
            return await self._restored_again()
        try:
            while self._ended:
                await self._store.append(*self._ended[0])
                del self._ended[0]
            await self._write_current()
        except DatabaseError as error:
            self.outage.failed(error, waiting=self.waiting)
            return False
        self.outage.ended()
        return True

    async def _write_current(self) -> None:
        if self._began_at is None:
            return
        records, watch = self._waiting, Watch(self._began_at, self._era.until, self._era.number)
        self._waiting = []
        try:
            await self._store.append(records, watch)
        except BaseException:
            if self._began_at == watch.began_at:
                # Put back in front of what came meanwhile, also when cancelled in the middle: it was rolled back.
                self._waiting = records + self._waiting
            raise

    async def _restored_again(self) -> bool:
        try:
            await self.restore()
        except DatabaseError as error:
            _log.warning("states not read, tried again", error=str(error))
            return False
        return True


_NEW = Part("")
