"""Writing down what was seen, without losing it when the database is away for a while."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from fengsui.errors import FengsuiError
from fengsui.model.observation import Change, DeviceObservation
from fengsui.tasks.outage import Outage

# Changes kept while the database does not take them: a day of a very bad province, some 20 MB.
_MOST_CHANGES = 100_000
_MOST_MOVES = 10_000  # the same for one device


class ObservationStore(Protocol):
    """Where observations and changes are kept."""

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        """Writes both in one transaction."""
        ...


class Recorder:
    """Collects what is to be written and writes it in batches; what could not be written is tried again."""

    def __init__(self, store: ObservationStore) -> None:
        self._store = store
        self._observations: dict[str, DeviceObservation] = {}
        self._changes: list[Change] = []
        self.lost_changes = 0
        self.outage = Outage("history not written, kept for the next try", "history written again")

    @property
    def waiting(self) -> int:
        """Observations and changes that are not written yet."""
        return len(self._observations) + len(self._changes)

    def add(self, observations: Sequence[DeviceObservation] = (), changes: Sequence[Change] = ()) -> None:
        """Takes what is to be written; of one device only the newest observation counts, with the moves of all of them."""
        for seen in observations:
            waiting = self._observations.get(seen.device)
            if waiting is not None and waiting.moves:
                seen = replace(seen, moves=(*waiting.moves, *seen.moves)[-_MOST_MOVES:])
            self._observations[seen.device] = seen
        self._changes.extend(changes)
        excess = len(self._changes) - _MOST_CHANGES
        if excess > 0:
            del self._changes[:excess]
            self.lost_changes += excess

    async def flush(self) -> bool:
        """Writes what waits; False where the database did not take it, which is logged and tried again next time."""
        if not self.waiting:
            return True
        observations, changes = self._observations, self._changes
        self._observations, self._changes = {}, []
        try:
            await self._store.save(tuple(observations.values()), tuple(changes))
        except BaseException as error:
            # Put back in front of what came meanwhile, also when cancelled in the middle: the transaction rolled back.
            newer, later = self._observations, self._changes
            self._observations, self._changes = observations, changes
            self.add(tuple(newer.values()), later)
            if not isinstance(error, FengsuiError):
                raise
            self.outage.failed(error, waiting=self.waiting)
            return False
        self.outage.ended()
        return True
