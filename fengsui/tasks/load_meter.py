"""Taking the load of links from what polls have shown, and writing it down now and then."""

from collections.abc import Mapping
from typing import Protocol

import structlog

from fengsui.clock import Clock
from fengsui.errors import DatabaseError
from fengsui.history.load import day_of
from fengsui.model.link import Link
from fengsui.state.load import LoadHistogram, load_at
from fengsui.tasks.board import Board

_log = structlog.get_logger(__name__)


class LoadKeeper(Protocol):
    """Where loads are kept."""

    async def of_day(self, day: str) -> dict[str, LoadHistogram]:
        """Loads of a day by link."""
        ...

    async def save(self, day: str, loads: Mapping[str, LoadHistogram]) -> None:
        """Writes the loads of a day of these links."""
        ...


class LoadMeter:
    """Samples each link once for each poll of its first end, or of its second where the first does not tell.

    The day under way is kept in memory; what was sampled since the last write is lost where the process dies.
    """

    def __init__(self, board: Board, store: LoadKeeper, clock: Clock, *, fresh_seconds: float) -> None:
        self._board = board
        self._store = store
        self._clock = clock
        self._fresh = fresh_seconds
        self._seen: dict[str, float] = {}
        self._day = ""
        self._loads: dict[str, LoadHistogram] = {}
        self._moved: set[str] = set()

    async def restore(self) -> None:
        """Goes on with what is stored of today.

        Raises:
            DatabaseError: where it cannot be read.
        """
        self._day = day_of(self._clock.now())
        self._loads = await self._store.of_day(self._day)

    def sample(self) -> None:
        """Takes what came since the last look."""
        observations = self._board.observations
        for name, seen in observations.items():
            at = seen.interfaces_at
            if at is not None and self._seen.get(name) != at:
                self._seen[name] = at
                for link in self._board.network.links_of.get(name, ()):
                    self._sample(link, name, at)

    def _sample(self, link: Link, polled: str, at: float) -> None:
        observations = self._board.observations
        first = observations.get(link.a.device)
        if polled == link.a.device:
            load = load_at(link.a, observations, at)
        elif first is not None and first.interfaces_at is not None and at - first.interfaces_at <= self._fresh:
            told = load_at(link.a, observations, first.interfaces_at)
            load = load_at(link.b, observations, at) if told is None else None
        else:
            load = load_at(link.b, observations, at)
        if load is not None:
            self._loads.setdefault(link.name, LoadHistogram()).add(load)
            self._moved.add(link.name)

    async def write(self) -> None:
        """Writes the links that have new samples, and turns the page where the day is over; a database that is away is tried again."""
        moved, self._moved = self._moved, set()
        try:
            if moved:
                await self._store.save(self._day, {name: self._loads[name] for name in moved})
        except DatabaseError as error:
            self._moved |= moved
            _log.warning("loads of links not written, tried again", error=str(error))
            return
        today = day_of(self._clock.now())
        if today != self._day and not self._moved:
            self._day, self._loads = today, {}
            # A device that left is forgotten with the day.
            self._seen = {name: at for name, at in self._seen.items() if name in self._board.observations}

    async def run(self, *, every_seconds: float, write_every_seconds: float) -> None:
        """Looks for ever."""
        written_at = self._clock.now()
        while True:
            await self._clock.sleep(every_seconds)
            now = self._clock.now()
            if now - written_at >= write_every_seconds or day_of(now) != self._day:
                await self.write()
                written_at = now
            self.sample()
