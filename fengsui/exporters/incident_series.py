"""What `/metrics` says of incidents: how many are open, by severity alone; which they are stands in the list."""

from collections import Counter
from collections.abc import Sequence

from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import Number
from fengsui.model.incident import IncidentSeverity

Samples = Sequence[tuple[tuple[str, ...], Number]]


def incident_samples(snapshot: Snapshot) -> dict[str, Samples]:
    """Samples of the families of incidents, by name of the family."""
    calling = [each for each in snapshot.incidents if not each.maintenance]
    counts = Counter(each.severity for each in calling)
    oldest = min((each.opened_at for each in calling), default=None)
    return {
        "fengsui_incidents": [((severity.value,), counts[severity]) for severity in IncidentSeverity],
        "fengsui_incidents_maintenance": [((), len(snapshot.incidents) - len(calling))],
        "fengsui_incidents_opened_total": [((), snapshot.incidents_opened)],
        "fengsui_incidents_oldest_timestamp_seconds": [] if oldest is None else [((), oldest)],
    }
