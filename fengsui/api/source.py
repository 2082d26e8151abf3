"""What the HTTP server asks of the service: a picture of the province, and whether the service is ready."""

from collections.abc import Sequence
from typing import Protocol

from fengsui.exporters.snapshot import Snapshot


class SnapshotSource(Protocol):
    """The service as the HTTP server sees it."""

    def snapshot(self) -> Snapshot:
        """One consistent picture; cheap, and never waits."""
        ...

    async def readiness(self) -> Sequence[str]:
        """What keeps the service from being ready, each reason a sentence; empty when it is ready."""
        ...


class FixedSource:
    """Gives what it was given: the honest double of the service for tests and previews."""

    def __init__(self, snapshot: Snapshot, reasons: Sequence[str] = ()) -> None:
        self.picture = snapshot
        self.reasons = reasons

    def snapshot(self) -> Snapshot:
        """The picture as set."""
        return self.picture

    async def readiness(self) -> Sequence[str]:
        """The reasons as set."""
        return self.reasons
