"""Where the server's answers about the past come from: a small protocol that `fengsui.history.state_log` fulfils."""

from collections.abc import Mapping
from typing import Protocol

from fengsui.history.state_log import CoverageThen, Timelines
from fengsui.state.load import LoadHistogram


class Past(Protocol):
    """What was."""

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        """Coverage as it was worked out at a moment (epoch seconds).

        Raises:
            NotKeptError: where nobody watched then, or where retention has cut it off.
        """
        ...

    async def timelines(self, kind: str, since: float, until: float, *, name: str | None = None) -> Timelines:
        """What became of the parts of a kind, or of the one of a name, between two moments (epoch seconds)."""
        ...

    async def loads(self, since: float, until: float, *, name: str | None = None) -> Mapping[str, LoadHistogram]:
        """Loads of links, or of the one of a name, over the days between two moments (epoch seconds)."""
        ...
