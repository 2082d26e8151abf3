"""Incidents kept true beside the polling, and written down without losing any while the database is away.

Noting only thinks, and only when something changed or a wait is over; the database is reached from `flush` alone. What is looked at
is what is not up: one link that changes among tens of thousands costs as much as one among ten.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import structlog

from fengsui.alerts.damage import Scene, scene_of
from fengsui.alerts.failure import NotUp, failures_of
from fengsui.alerts.incidents import Damping, derive
from fengsui.errors import DatabaseError
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Change, Condition, ElementState
from fengsui.tasks.board import Board

_log = structlog.get_logger(__name__)

# Incidents kept while the database does not take them: a hundred bad days.
_MOST_WAITING = 10_000
# How often those that are open are looked at anew though nothing changed, so that it stands written when they were last seen.
_REFRESH_SECONDS = 60.0
_ELEMENTS = ("device", "link")


class IncidentKeeper(Protocol):
    """Where incidents are kept."""

    async def known(self, closed_after: float) -> Sequence[Incident]:
        """Those that are open, and those that closed since then (epoch seconds)."""
        ...

    async def save(self, incidents: Iterable[Incident]) -> None:
        """Writes them in one transaction."""
        ...


class IncidentWatch:
    """Goes on with the incidents from look to look.

    Args:
        store: Where they are kept.
        damping: How long is waited before something is said.
        most: Incidents that are kept while the store does not take them; beyond it the oldest news are lost.

    Attributes:
        opened: How many opened, or opened again, since the process began.
        lost: How many could not be written.
    """

    def __init__(self, store: IncidentKeeper, damping: Damping, *, most: int = _MOST_WAITING) -> None:
        self._store = store
        self._damping = damping
        self._most = most
        self._known: tuple[Incident, ...] = ()
        self._waiting: dict[str, Incident] = {}
        self._network: Network | None = None
        self._devices: set[str] = set()
        self._links: set[str] = set()
        self._scene = Scene()
        self._refreshed_at = float("-inf")
        self._time_matters = False
        self._restored = False
        self.opened = 0
        self.lost = 0

    @property
    def open(self) -> tuple[Incident, ...]:
        """Those that are open, in the order in which they opened; without what people said about them."""
        return tuple([each for each in self._known if each.closed_at is None])

    async def restore(self, now: float) -> None:
        """Goes on from what is stored at `now` (epoch seconds).

        Raises:
            DatabaseError: where it cannot be read.
        """
        self._known = tuple(await self._store.known(now - self._damping.reopen))
        self._network, self._restored = None, True

    def note(self, board: Board, changes: Iterable[Change], now: float) -> bool:
        """Takes what an assessment at `now` (epoch seconds) has shown; True where there is something to write.

        Nothing is noted before it is known which incidents are open.
        """
        if not self._restored:
            return False
        due = self._is_due(now)
        if not self._look(board, changes, due=due) and not self._time_matters:
            return False
        made = derive(self._known, self._scene, board.network, board.conditions, now, self._damping)
        self._known, self._time_matters = made.known, made.waiting
        self.opened += len(made.opened)
        self._tell(made.opened, made.closed)
        self._put([*made.changed, *(self.open if due else ())])
        self._refreshed_at = now if due else self._refreshed_at
        return bool(made.changed)

    async def flush(self) -> bool:
        """Writes what waits; False where the database did not take it, which is logged and tried again next time."""
        if not self._waiting:
            return True
        taken, self._waiting = self._waiting, {}
        try:
            await self._store.save(taken.values())
        except BaseException as error:
            # Put back behind what came meanwhile, also when cancelled in the middle: it was rolled back.
            self._waiting = taken | self._waiting
            if not isinstance(error, DatabaseError):
                raise
            _log.warning("incidents not written, kept for the next try", waiting=len(self._waiting), error=str(error))
            return False
        return True

    def _is_due(self, now: float) -> bool:
        """True where the open ones are to be seen anew; a clock that was set back does not keep it waiting."""
        return abs(now - self._refreshed_at) >= _REFRESH_SECONDS and bool(self._devices or self._links or self.open)

    def _look(self, board: Board, changes: Iterable[Change], *, due: bool) -> bool:
        """Looks at the province where something moved, or where it is time; False where the last look holds."""
        moved = [change for change in changes if change.kind in _ELEMENTS]
        if board.network is not self._network:
            self._take_over(board)
        elif not moved and not due:
            return False
        for change in moved:
            names = self._devices if change.kind == "device" else self._links
            (names.discard if change.after == Condition.UP else names.add)(change.name)
        failures = failures_of(board.network, board.conditions, NotUp(self._devices, self._links))
        self._scene = scene_of(board.network, board.conditions, board.coverage, failures)
        return True

    def _take_over(self, board: Board) -> None:
        self._network = board.network
        self._devices = {state.name for state in board.conditions.devices.values() if _is_not_up(state)}
        self._links = {state.name for state in board.conditions.links.values() if _is_not_up(state)}

    def _put(self, incidents: Iterable[Incident]) -> None:
        self._waiting |= {each.id: each for each in incidents}
        for name in list(self._waiting)[: max(len(self._waiting) - self._most, 0)]:
            del self._waiting[name]
            self.lost += 1

    def _tell(self, opened: Sequence[str], closed: Sequence[str]) -> None:
        by_id = {each.id: each for each in self._known}
        for name in opened:
            each = by_id[name]
            _log.warning(
                "incident opened",
                id=name,
                kind=each.cause.kind.value,
                cause=", ".join(each.cause.names)[:200],
                severity=each.severity.value,
                counties=len(each.counties),
                maintenance=each.maintenance,
            )
        for name in closed:
            _log.info("incident closed", id=name)


def _is_not_up(state: ElementState) -> bool:
    return state.condition is not Condition.UP
