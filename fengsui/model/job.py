"""A long import that was sent over HTTP: what was asked, how far it is, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class JobState(StrEnum):
    """Where a job is. From `running` on it is over with the first of the others; only `done` changed anything."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """True where nothing more will come of it."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, in rows."""

    read: int = 0
    checked: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One import.

    Attributes:
        id: Hexadecimal; later ones sort behind earlier ones.
        principal: In whose name.
        carrier: Of the token that sent it; None for an administrator.
        kind: Plural name of the kind of its rows; None where they say it themselves.
        media_type: Of what was sent.
        size: Bytes that were sent.
        created_at: Seconds since the epoch, as the other two.
        detail: Why it ended as it did; empty where the state says it.
        faults: How many there are.
        counts: Records by kind and by `added`, `changed` and `unchanged`.
    """

    id: str
    principal: str
    carrier: str | None
    kind: str | None
    media_type: str
    dry_run: bool
    size: int
    created_at: float
    state: JobState = JobState.QUEUED
    started_at: float | None = None
    ended_at: float | None = None
    progress: Progress = field(default_factory=Progress)
    detail: str = ""
    faults: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
