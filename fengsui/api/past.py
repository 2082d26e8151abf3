"""Where the server's answers about the past come from: a small protocol that `fengsui.history.state_log` fulfils."""

from typing import Protocol

from fengsui.history.state_log import CoverageThen


class Past(Protocol):
    """What was."""

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        """Coverage as it was worked out at a moment (epoch seconds).

        Raises:
            NotKeptError: where nobody watched then, or where retention has cut it off.
        """
        ...
