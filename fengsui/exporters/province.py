"""What `/metrics` says: coverage, counties, and the poller about itself; a few thousand samples, worked out anew each time."""

from collections.abc import Iterable, Iterator, Sequence

import fengsui
from fengsui.coverage.result import CarrierCoverage, CountyCoverage, CoverageState, SinglePoints
from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.incident_series import incident_samples
from fengsui.exporters.programme_series import programme_samples
from fengsui.exporters.rollup_series import rollup_samples
from fengsui.exporters.score_series import score_samples
from fengsui.exporters.service_series import service_samples
from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import Family, Number, render_families
from fengsui.model.adjacency import Adjacency
from fengsui.model.network import Network
from fengsui.model.ping import PingCounts
from fengsui.model.poll import PollOutcome
from fengsui.model.poller import PollerCounts
from fengsui.model.trap import TrapCounts

Samples = Sequence[tuple[tuple[str, ...], Number]]

# Counters that are there from the first scrape let rate() see their first step.
_OUTCOMES = {outcome.value: 0 for outcome in PollOutcome}
_BATCH_OUTCOMES = dict.fromkeys(("done", "deadline", "failed", "skipped"), 0)

# None: the series is absent, so that neither answer is given.
_COVERED: dict[CoverageState, int | None] = {
    CoverageState.COVERED: 1,
    CoverageState.DEGRADED: 1,
    CoverageState.UNKNOWN: None,
    CoverageState.UNCOVERED: 0,
    CoverageState.UNSERVED: 0,
}


def render_province(snapshot: Snapshot, openmetrics: bool = False, *, more: Iterable[Family] = ()) -> bytes:
    """The exposition of `/metrics`.

    Args:
        snapshot: What to render.
        openmetrics: OpenMetrics 1.0 instead of the text format 0.0.4.
        more: Families of the process, which are no part of the snapshot.
    """
    return render_families([*province_families(snapshot), *more], openmetrics=openmetrics)


def province_families(snapshot: Snapshot) -> Iterator[Family]:
    """Families of `/metrics` that the snapshot gives, in the order of the catalogue."""
    samples = {
        **_coverage(snapshot),
        **_counties(snapshot),
        **_poller(snapshot),
        **_counts(snapshot.poller),
        **_traps(snapshot.traps),
        **incident_samples(snapshot),
        **service_samples(snapshot),
        **programme_samples(snapshot),
        **rollup_samples(snapshot),
        **score_samples(snapshot),
        **_pings(snapshot.ping_counts),
        **_adjacency(snapshot.adjacency),
    }
    return (Family(metric, samples[name]) for name, metric in CATALOGUE.items() if name in samples)


def _coverage(snapshot: Snapshot) -> dict[str, Samples]:
    coverage = snapshot.coverage
    return {
        "fengsui_coverage_ratio": _one(coverage.ratio),
        "fengsui_coverage_target_ratio": _one(snapshot.coverage_target),
        "fengsui_coverage_units": _one(coverage.units),
        "fengsui_coverage_state_units": _by({state.value: count for state, count in coverage.by_state.items()}),
        "fengsui_coverage_timestamp_seconds": _one(coverage.as_of),
        "fengsui_carrier_info": [
            ((carrier.code, carrier.name_zh, carrier.name_en), 1) for carrier in snapshot.network.carriers.values()
        ],
    }


def _counties(snapshot: Snapshot) -> dict[str, Samples]:
    counties = snapshot.coverage.counties
    carriers = [(county, carrier) for county in counties for carrier in county.carriers]
    return {
        "fengsui_county_info": [(_names(county, snapshot.network), 1) for county in counties],
        "fengsui_county_covered": _known((_at(county), _COVERED[county.state]) for county in counties),
        "fengsui_county_state": _state_set((_at(county), county.state) for county in counties),
        "fengsui_county_evidence_age_seconds": _known((_at(c), c.evidence_age_seconds) for c in counties),
        "fengsui_county_carriers": [(_at(county), _covering(county)) for county in counties],
        "fengsui_county_carrier_covered": _known((_by_carrier(*pair), _COVERED[pair[1].state]) for pair in carriers),
        "fengsui_county_carrier_state": _state_set((_by_carrier(*pair), pair[1].state) for pair in carriers),
        "fengsui_county_carrier_maintenance": [(_by_carrier(*pair), int(pair[1].maintenance)) for pair in carriers],
        "fengsui_county_paths_live": _known((_by_carrier(*pair), pair[1].paths.live) for pair in carriers),
        "fengsui_county_paths_designed": _known((_by_carrier(*pair), pair[1].paths.designed) for pair in carriers),
        "fengsui_county_node_disjoint_paths_live": _known(
            (_by_carrier(*pair), pair[1].paths.live_node_disjoint) for pair in carriers
        ),
        "fengsui_county_node_disjoint_paths_designed": _known(
            (_by_carrier(*pair), pair[1].paths.designed_node_disjoint) for pair in carriers
        ),
        "fengsui_county_single_points": [
            ((*_by_carrier(*pair), kind), len(names))
            for pair in carriers
            for kind, names in _kinds(pair[1].single_points)
        ],
    }


def _kinds(points: SinglePoints) -> Sequence[tuple[str, Sequence[str]]]:
    return ("link", points.links), ("device", points.devices), ("duct", points.ducts)


def _poller(snapshot: Snapshot) -> dict[str, Samples]:
    counts = snapshot.poller
    return {
        "fengsui_build_info": [((fengsui.__version__,), 1)],
        "fengsui_poller_start_timestamp_seconds": _one(counts.started_at),
        "fengsui_poller_interval_seconds": _one(snapshot.interval_seconds),
        "fengsui_poller_devices": _one(len(snapshot.network.devices)),
        "fengsui_poller_lag_seconds": _one(counts.lag_seconds),
        "fengsui_poller_queued_batches": _one(counts.queued),
        "fengsui_poller_running_batches": _one(counts.running),
        "fengsui_history_waiting": _one(counts.history.waiting),
        "fengsui_history_write_failures_total": _one(counts.history.failures),
        "fengsui_history_lost_changes_total": _one(counts.history.lost),
    }


def _counts(counts: PollerCounts) -> dict[str, Samples]:
    wire = counts.wire
    return {
        "fengsui_poller_polls_total": _by({**_OUTCOMES, **counts.polls}),
        "fengsui_poller_batches_total": _by({**_BATCH_OUTCOMES, **counts.batches}),
        "fengsui_poller_packets_sent_total": _one(wire.packets_sent),
        "fengsui_poller_packets_received_total": _one(wire.packets_received),
        "fengsui_poller_retries_total": _one(wire.retries),
        "fengsui_poller_packet_budget_waits_total": _one(wire.budget_waits),
        "fengsui_poller_timeouts_total": _one(wire.timeouts),
        "fengsui_poller_varbinds_total": _one(wire.varbinds),
        "fengsui_poller_layout_hits_total": _one(wire.layout_hits),
        "fengsui_poller_layout_misses_total": _one(wire.layout_misses),
        "fengsui_poller_ignored_datagrams_total": _by(wire.ignored),
        "fengsui_poller_refusals_total": _by(counts.refusals),
        "fengsui_poller_problems_total": _by(counts.problems),
    }


def _traps(counts: TrapCounts) -> dict[str, Samples]:
    """Nothing where no traps are received: counters that stand at zero would say that none came."""
    if not counts.listening:
        return {}
    return {
        "fengsui_traps_received_total": list(counts.received.items()),
        "fengsui_traps_dropped_total": _by(counts.dropped),
        "fengsui_traps_answers_total": _by(counts.answers),
        "fengsui_traps_kernel_drops_total": _one(counts.kernel_drops),
        "fengsui_traps_queued": _one(counts.queued),
        "fengsui_traps_urgent_polls_total": _one(counts.urgent_polls),
    }


def _pings(counts: PingCounts | None) -> dict[str, Samples]:
    told = counts or PingCounts()
    return {
        "fengsui_ping_permitted": _one(int(counts is not None)),
        "fengsui_ping_echoes_sent_total": _one(told.echoes_sent),
        "fengsui_ping_replies_total": _one(told.replies),
        "fengsui_ping_ignored_packets_total": _by(dict(told.ignored)),
        "fengsui_ping_unreachable_total": _by(dict(told.unreachable)),
    }


def _adjacency(adjacency: Adjacency) -> dict[str, Samples]:
    strangers = sum(not each.registered_as for each in adjacency.strays)
    return {
        "fengsui_lldp_links": _by({verdict.value: count for verdict, count in adjacency.counts().items()}),
        "fengsui_lldp_unlinked_neighbours": [
            (("no",), strangers),
            (("yes",), len(adjacency.strays) - strangers),
        ],
    }


def _at(county: CountyCoverage) -> tuple[str, ...]:
    return (county.code, county.prefecture)


def _by_carrier(county: CountyCoverage, carrier: CarrierCoverage) -> tuple[str, ...]:
    return (county.code, county.prefecture, carrier.carrier)


def _names(county: CountyCoverage, network: Network) -> tuple[str, ...]:
    prefecture = network.divisions.get(county.prefecture)
    return (*_at(county), county.name, county.name_en, prefecture.name_zh if prefecture else county.prefecture)


def _covering(county: CountyCoverage) -> int:
    return sum(_COVERED[carrier.state] == 1 for carrier in county.carriers)


def _one(value: Number) -> Samples:
    return [((), value)]


def _by(counts: dict[str, int]) -> Samples:
    return [((key,), count) for key, count in counts.items()]


def _known(samples: Iterable[tuple[tuple[str, ...], Number | None]]) -> Samples:
    return [(labels, value) for labels, value in samples if value is not None]


def _state_set(states: Iterable[tuple[tuple[str, ...], CoverageState]]) -> Samples:
    return [((*labels, each.value), int(each is state)) for labels, state in states for each in CoverageState]
