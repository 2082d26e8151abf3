"""Connections that are open: who sends its first request too slowly, and who has long been idle when there are too many.

Each connection costs an open file, of which a process has some thousand: callers that open many and send a byte now and then
(slowloris) would leave none for the database. Bodies have time limits of their own (fengsui.api.body).
"""

import resource
from collections.abc import Hashable, Sequence
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fengsui.clock import Clock

# Headers of some kilobytes; a telephone on the slowest network sends them in a second or two.
FIRST_REQUEST_SECONDS = 15.0
_LOOK_SECONDS = 1.0
# Open files that everything else may need: databases, sockets of polls and probes, logs, exports.
_MOST = 1000


class Connection(Hashable, Protocol):
    """A connection as the server holds it."""

    def force_close(self) -> None:
        """Closes it, whatever it is doing."""
        ...


class Connections:
    """Which connections are to be closed.

    Args:
        clock: Times them.
        most: How many may be open at once; beyond it, those that were idle longest go.
        first_seconds: By when a connection must have sent a whole request line and headers.
    """

    def __init__(self, clock: Clock, *, most: int, first_seconds: float = FIRST_REQUEST_SECONDS) -> None:
        self._clock = clock
        self._most = most
        self._first_seconds = first_seconds
        self._since: dict[Hashable, float] = {}  # when it was first seen, or answered last
        self._answered: set[Hashable] = set()
        self._busy: set[Hashable] = set()

    def in_use(self) -> Middleware:
        """A middleware that notes which connections are being answered."""

        @web.middleware
        async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.began(request.protocol)
            try:
                return await handler(request)
            finally:
                self.ended(request.protocol)

        return noted

    def began(self, connection: Hashable) -> None:
        """Takes note of a request that is whole up to its body."""
        self._busy.add(connection)

    def ended(self, connection: Hashable) -> None:
        """Takes note of the end of its answer."""
        self._busy.discard(connection)
        self._answered.add(connection)
        self._since[connection] = self._clock.monotonic()

    def to_close(self, connections: Sequence[Connection]) -> list[Connection]:
        """Those of the open ones that have had their time, and those that are too many."""
        now, there = self._clock.monotonic(), set(connections)
        self._since = {each: self._since.get(each, now) for each in connections}
        self._answered &= there
        self._busy &= there
        idle = sorted((each for each in connections if each not in self._busy), key=lambda each: self._since[each])
        late = [each for each in idle if each not in self._answered and now - self._since[each] >= self._first_seconds]
        gone = set(late)
        left = [each for each in idle if each not in gone]
        return late + left[: max(0, len(connections) - len(late) - self._most)]

    async def watch(self, server: web.Server) -> None:
        """Looks for ever, and closes."""
        while True:
            await self._clock.sleep(_LOOK_SECONDS)
            for connection in self.to_close(server.connections):
                connection.force_close()


def most_connections() -> int:
    """Half of the files that this process may open, a thousand at most."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(_MOST, soft // 2) if soft != resource.RLIM_INFINITY else _MOST
