"""Counting what the tasks did, for the poller's own metrics."""

from collections import Counter
from collections.abc import Iterable

from fengsui.model.poll import DevicePoll
from fengsui.model.poller import HistoryCounts, PollerCounts, WireCounts

_NOTHING = HistoryCounts()


class Tally:
    """Counts since the process started; `counts` gives them out as one immutable value."""

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self._polls: Counter[str] = Counter()
        self._batches: Counter[str] = Counter()
        self._problems: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._lags: dict[str, float] = {}

    def batch(self, outcome: str) -> None:
        """Counts a batch: `done`, `deadline`, `failed` or `skipped`."""
        self._batches[outcome] += 1

    def began(self, key: str, lag_seconds: float) -> None:
        """Notes how late the batch of this key began, or by how much it missed its turn."""
        self._lags[key] = max(0.0, lag_seconds)

    def replanned(self) -> None:
        """Forgets the lag of batches that are no more."""
        self._lags.clear()

    def poll(self, poll: DevicePoll, refusals: Iterable[tuple[str, int]]) -> None:
        """Counts one poll with its problems and the counter values that were turned away."""
        self._polls[poll.outcome.value] += 1
        self._problems.update(problem.kind for problem in poll.problems)
        for reason, count in refusals:
            self._refusals[reason] += count

    def skipped(self, reason: str) -> None:
        """Counts a poll that was not begun: `not_due` (backed off, or asked urgently a moment ago), `overlap` or `no_credential`."""
        self._polls[f"skipped_{reason}"] += 1

    def counts(self, *, queued: int, running: int, wire: WireCounts, history: HistoryCounts = _NOTHING) -> PollerCounts:
        """The counts as they stand."""
        return PollerCounts(
            started_at=self._started_at,
            polls=dict(self._polls),
            batches=dict(self._batches),
            lag_seconds=max(self._lags.values(), default=0.0),
            queued=queued,
            running=running,
            problems=dict(self._problems),
            refusals=dict(self._refusals),
            wire=wire,
            history=history,
        )
