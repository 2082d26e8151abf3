"""The incidents of a month as they stood at its end. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fengsui.model.incident import CountyVictim, Incident, IncidentSeverity, Loss
from fengsui.reports.material import Material
from fengsui.reports.values import moment, some

# Incidents that are told one by one, the worst first; all of them are counted.
MOST_INCIDENTS = 300
_ORDER = [*IncidentSeverity]


def incident_figures(material: Material) -> dict[str, Any]:
    """How many there were by severity, and those that a county felt."""
    found = material.incidents
    counted = Counter(each.severity for each in found)
    felt = [each for each in found if each.severity is not IncidentSeverity.INFO]
    worst = sorted(felt, key=lambda each: (_ORDER.index(each.severity), each.opened_at, each.id))[:MOST_INCIDENTS]
    until = material.month.until
    return {
        "count": len(found),
        **{severity.value: counted[severity] for severity in _ORDER},
        "open": sum(_closed_at(each, until) is None for each in found),
        "items": [_incident(each, material) for each in sorted(worst, key=lambda each: (each.opened_at, each.id))],
    }


def _closed_at(incident: Incident, until: float) -> float | None:
    at = incident.closed_at
    return at if at is not None and at < until else None


def _incident(incident: Incident, material: Material) -> dict[str, Any]:
    until = material.month.until
    closed = _closed_at(incident, until)
    victims = [each for each in incident.victims.counties if each.since < until]
    return {
        "id": incident.id,
        "opened_at": moment(incident.opened_at),
        "closed_at": moment(closed),
        # Of one that lasts, up to the end of the month.
        "seconds": round(max((until if closed is None else closed) - incident.opened_at, 0.0)),
        "severity": incident.severity.value,
        "kind": incident.cause.kind.value,
        "cause": some(incident.cause.names),
        "reason": incident.reason,
        "carriers": list(incident.cause.carriers),
        "cut_off": _counties(each for each in victims if each.whole),
        "lost": _counties(each for each in victims if each.loss is Loss.COVER and not each.whole),
        "reserve": _counties(each for each in victims if each.loss is Loss.REDUNDANCY),
        "uncertain": _counties(each for each in victims if each.loss is Loss.CERTAINTY),
        "households": incident.households,
        "flaps": incident.flaps,
        "maintenance": incident.maintenance,
        "acknowledged": incident.acknowledged is not None and incident.acknowledged.at < until,
    }


def _counties(victims: Iterable[CountyVictim]) -> list[str]:
    return sorted({each.county for each in victims})
