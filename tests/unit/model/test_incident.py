from dataclasses import replace

from fengsui.model.incident import (
    Acknowledgement,
    Cause,
    CauseKind,
    CountyVictim,
    Element,
    Incident,
    IncidentSeverity,
    IncidentState,
    Loss,
    Victims,
)

A = Element("link", "a", "telecom")
B = Element("link", "b", "mobile")
INCIDENT = Incident("20260701-00000001", Cause(CauseKind.LINK, (A,)), 100.0, 100.0, IncidentSeverity.WARNING)


def test_an_incident_is_open_until_somebody_takes_it_on_and_closed_whatever_was_said_before() -> None:
    said = replace(INCIDENT, acknowledged=Acknowledgement("li", 110.0))
    assert INCIDENT.state is IncidentState.OPEN
    assert said.state is IncidentState.ACKNOWLEDGED
    assert replace(said, closed_at=120.0).state is IncidentState.CLOSED


def test_an_incident_whose_cause_is_up_again_stays_open_until_it_proved_to_stay_so() -> None:
    assert replace(INCIDENT, up_since=120.0).state is IncidentState.OPEN


def test_a_duct_is_called_by_its_own_name_and_a_set_by_those_of_all_that_failed() -> None:
    assert Cause(CauseKind.DUCT, (A, B), "g212").names == ("g212",)
    assert Cause(CauseKind.SET, (B,), together_with=(A,)).names == ("a", "b")
    assert Cause(CauseKind.MONITOR).names == ()


def test_a_cause_is_of_the_carriers_whose_equipment_failed() -> None:
    assert Cause(CauseKind.DUCT, (A, B), "g212").carriers == ("mobile", "telecom")
    assert Cause(CauseKind.SET, (B,), together_with=(A,)).carriers == ("mobile",)


def test_victims_are_told_apart_by_what_they_are() -> None:
    lost = CountyVictim("621200", "telecom", Loss.COVER, whole=False, since=100.0)
    reserve = CountyVictim("621202", "telecom", Loss.REDUNDANCY, whole=False, since=100.0)
    found = replace(INCIDENT, victims=Victims((lost, reserve), (Element("device", "d", "telecom"), B)))
    assert found.counties == ("621200", "621202")
    assert found.lost(Loss.COVER) == ("621200",)
    assert found.victims.named("device") == ("d",)
    assert found.victims.named("link") == ("b",)
