from dataclasses import replace

from fengsui.exporters.incident_series import incident_samples
from fengsui.model.incident import IncidentSeverity
from tests.support.builders import NOW, incident, snapshot

CUT = incident()


def test_incidents_are_counted_by_severity_and_those_under_announced_work_apart() -> None:
    incidents = (CUT, replace(CUT, severity=IncidentSeverity.INFO, opened_at=NOW - 60), replace(CUT, maintenance=True))
    assert incident_samples(snapshot(incidents=incidents, incidents_opened=7)) == {
        "fengsui_incidents": [(("critical",), 1), (("warning",), 0), (("info",), 1)],
        "fengsui_incidents_maintenance": [((), 1)],
        "fengsui_incidents_opened_total": [((), 7)],
        "fengsui_incidents_oldest_timestamp_seconds": [((), NOW - 600)],
    }


def test_where_none_is_open_there_is_no_oldest_one() -> None:
    assert incident_samples(snapshot())["fengsui_incidents_oldest_timestamp_seconds"] == []
