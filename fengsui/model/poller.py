"""What the poller did since it started, as counts for its own metrics."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WireCounts:
    """Counts of the SNMP transport since the process started.

    Attributes:
        budget_waits: How often a request had to wait for the packet budget of its agent.
        ignored: Datagrams that were no valid answer to anything asked, by reason (`unknown_source`, `request_id`,
            `community`, `malformed`, `late` …).
    """

    packets_sent: int = 0
    packets_received: int = 0
    retries: int = 0
    timeouts: int = 0
    varbinds: int = 0
    layout_hits: int = 0
    layout_misses: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    budget_waits: int = 0


@dataclass(frozen=True, slots=True)
class HistoryCounts:
    """How the database takes what was seen.

    Attributes:
        waiting: Observations, changes and states that it did not take at the last try; 0 while it takes them.
        failures: Tries that failed since the process started.
        lost: Changes given up because too many waited.
    """

    waiting: int = 0
    failures: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class PollerCounts:
    """Counts of the polling tasks since the process started.

    Attributes:
        started_at: Epoch seconds.
        polls: Polls by outcome word.
        batches: Batches by outcome (`done`, `deadline`, `failed`, `skipped`).
        lag_seconds: How late the latest turn of a batch began, of the batch that is worst; an interval where a turn was missed.
        queued, running: Batches waiting and under way now.
        problems: Problems of agents by kind.
        refusals: Counter values turned away, by reason.
    """

    started_at: float = 0.0
    polls: dict[str, int] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    lag_seconds: float = 0.0
    queued: int = 0
    running: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    wire: WireCounts = field(default_factory=WireCounts)
    history: HistoryCounts = field(default_factory=HistoryCounts)
