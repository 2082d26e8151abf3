"""What the exporters render: one consistent picture of the province at a moment, handed in whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fengsui.coverage.result import Coverage
from fengsui.coverage.retrospect import Retrospect
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from fengsui.coverage.subscribers import DEFAULT_TOLERANCE
from fengsui.model.adjacency import Adjacency
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Conditions, DeviceObservation
from fengsui.model.ping import Ping, PingCounts
from fengsui.model.poller import PollerCounts
from fengsui.model.probe import ProbeCounts, ServiceObservation
from fengsui.model.report import SubscriberReport
from fengsui.model.target import Phase, Target
from fengsui.model.trap import LastTrap, TrapCounts

# Polls that may be missed before what a device said is no longer taken as current.
_FRESH_INTERVALS = 3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that metrics are made of.

    Attributes:
        now: Epoch seconds when the snapshot was taken.
        interval_seconds: Polling interval, for ages and staleness.
        coverage_target: Share of units that should be covered, 0–1.
        observations: By device name; a device that was never polled has none.
        last_traps: The newest trap of each device that sent one since the process started.
        pings: Last pings by device name; a device that was never pinged has none.
        ping_fresh_seconds: Age at which the figures of a ping are no longer shown as current.
        ping_counts: What the pinger did; None where nothing may be or is to be pinged.
        adjacency: What LLDP says of the links.
        services: By service name; a service that was never probed has none.
        reports: Subscriber reports that count, of any months.
        declared_tolerance: Share by which declared and observed subscribers may differ.
        targets: Of the programme.
        phases: Of the programme, by name.
        past: Days that were, as they are recorded.
        scorecard: Of the carriers over the last thirty days; None until it is worked out.
        incidents: That are open.
        incidents_opened: How many opened since the process started.
    """

    now: float
    interval_seconds: float
    coverage_target: float
    network: Network
    observations: Mapping[str, DeviceObservation]
    conditions: Conditions
    coverage: Coverage
    poller: PollerCounts
    traps: TrapCounts = field(default_factory=TrapCounts)
    last_traps: Mapping[str, LastTrap] = field(default_factory=dict)
    pings: Mapping[str, Ping] = field(default_factory=dict)
    ping_fresh_seconds: float = 900.0
    ping_counts: PingCounts | None = None
    services: Mapping[str, ServiceObservation] = field(default_factory=dict)
    probes: ProbeCounts = field(default_factory=ProbeCounts)
    adjacency: Adjacency = field(default_factory=Adjacency)
    reports: Sequence[SubscriberReport] = ()
    declared_tolerance: float = DEFAULT_TOLERANCE
    targets: Sequence[Target] = ()
    phases: Mapping[str, Phase] = field(default_factory=dict)
    past: Retrospect = ()
    scorecard: Scorecard | None = None
    incidents: Sequence[Incident] = ()
    incidents_opened: int = 0


def known_of(snapshot: Snapshot) -> Known:
    """What the ratios of the programme are worked out from."""
    return Known(
        snapshot.network,
        snapshot.conditions,
        snapshot.coverage,
        snapshot.observations,
        snapshot.reports,
        snapshot.now,
        _FRESH_INTERVALS * snapshot.interval_seconds,
        snapshot.declared_tolerance,
        snapshot.past,
    )
