"""What `/metrics` says of probed services: each by itself, and how many of each sector are in which state."""

from collections import Counter
from collections.abc import Iterator, Sequence

from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import Number
from fengsui.model.observation import Condition
from fengsui.model.probe import ProbeTimes, ServiceObservation
from fengsui.model.service import Service
from fengsui.model.site import Sector

Samples = Sequence[tuple[tuple[str, ...], Number]]

# Probes that may be missed before what the last one measured is no longer shown as current.
_FRESH_INTERVALS = 3
_NO_SECTOR = "none"


def service_samples(snapshot: Snapshot) -> dict[str, Samples]:
    """Samples of the families of services, by name of the family."""
    services = snapshot.network.services.values()
    labels = {service.name: _labels(snapshot, service) for service in services}
    seen = [known for service in services if (known := snapshot.services.get(service.name)) is not None]
    return {
        "fengsui_service_info": [((*labels[service.name], *_registered(service)), 1) for service in services],
        "fengsui_service_up": [
            (labels[known.service], int(known.condition is Condition.UP))
            for known in seen
            if known.condition is not Condition.UNKNOWN
        ],
        "fengsui_service_state": [
            ((*labels[service.name], state.value), int(_condition(snapshot, service) is state))
            for service in services
            for state in Condition
        ],
        "fengsui_service_state_since_timestamp_seconds": [(labels[known.service], known.since) for known in seen],
        "fengsui_service_evidence_age_seconds": [
            (labels[known.service], max(0.0, snapshot.now - known.last.at)) for known in seen
        ],
        "fengsui_service_certificate_expiry_timestamp_seconds": [
            (labels[known.service], known.last.certificate.not_after) for known in seen if known.last.certificate
        ],
        "fengsui_sector_services": _by_sector(snapshot),
        "fengsui_prober_interval_seconds": [((), snapshot.probes.interval_seconds)],
        "fengsui_prober_probes_total": [((word,), count) for word, count in snapshot.probes.probes.items()],
        **_measured([known for known in seen if _is_fresh(snapshot, known)]),
    }


def _measured(seen: Sequence[ServiceObservation]) -> dict[str, Samples]:
    """What only the last probe says."""
    return {
        "fengsui_service_probe_duration_seconds": [
            ((known.service, phase), took) for known in seen for phase, took in _phases(known.last.times)
        ],
        "fengsui_service_http_status": [
            ((known.service,), known.last.http_status) for known in seen if known.last.http_status is not None
        ],
        "fengsui_service_certificate_valid": [
            ((known.service,), int(known.last.certificate.verifies)) for known in seen if known.last.certificate
        ],
    }


def _labels(snapshot: Snapshot, service: Service) -> tuple[str, ...]:
    county = snapshot.network.county_of(service)
    sector = _sector(snapshot, service)
    return (service.name, sector, service.carrier or "", county, snapshot.network.prefecture_of(county))


def _sector(snapshot: Snapshot, service: Service) -> str:
    sector = snapshot.network.sites[service.site].sector
    return _NO_SECTOR if sector is None else sector.value


def _registered(service: Service) -> tuple[str, ...]:
    return (service.site, service.kind.value, service.address, str(service.port), service.host or "")


def _condition(snapshot: Snapshot, service: Service) -> Condition:
    known = snapshot.services.get(service.name)
    return known.condition if known else Condition.UNKNOWN


def _by_sector(snapshot: Snapshot) -> Samples:
    services = snapshot.network.services.values()
    if not services:
        return []
    counts = Counter((_sector(snapshot, service), _condition(snapshot, service)) for service in services)
    sectors = [*(sector.value for sector in Sector), _NO_SECTOR]
    return [((sector, state.value), counts[sector, state]) for sector in sectors for state in Condition]


def _phases(times: ProbeTimes) -> Iterator[tuple[str, float]]:
    for phase in ("connect", "tls", "first_byte", "total"):
        took = getattr(times, phase)
        if took is not None:
            yield phase, took


def _is_fresh(snapshot: Snapshot, known: ServiceObservation) -> bool:
    return snapshot.now - known.last.at <= _FRESH_INTERVALS * snapshot.probes.interval_seconds
