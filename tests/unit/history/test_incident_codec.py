from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.history.incident_codec import among, incident, incident_row
from fengsui.model.incident import Cause, CauseKind, CountyVictim, Element, Incident, IncidentSeverity, Loss, Victims

UNSAID = {"acknowledged_at": None, "acknowledged_by": None, "note": None}

names = st.text(max_size=20)
times = st.floats(0, 2e9)
elements = st.lists(st.builds(Element, st.sampled_from(["device", "link"]), names, names), max_size=3).map(tuple)
counties = st.builds(CountyVictim, names, names, st.sampled_from(Loss), st.booleans(), times, st.none() | times)
incidents = st.builds(
    Incident,
    id=st.text("0123456789abcdef-", max_size=17),
    cause=st.builds(Cause, st.sampled_from(CauseKind), elements, st.none() | names, elements, elements),
    opened_at=times,
    seen_at=times,
    severity=st.sampled_from(IncidentSeverity),
    reason=st.text("ab 站", max_size=20),
    evidence_at=st.none() | times,
    victims=st.builds(Victims, st.lists(counties, max_size=3).map(tuple), elements),
    flaps=st.integers(0, 1000),
    closed_at=st.none() | times,
)


@given(incidents)
@settings(max_examples=50, deadline=None)
def test_an_incident_comes_back_as_it_was_written(each: Incident) -> None:
    row: dict[str, Any] = {**incident_row(each), **UNSAID}
    assert incident(row) == each


def test_a_code_is_found_whole_among_others() -> None:
    assert among("mobile") in among("mobile", "telecom")
    assert among("mobile") not in among("mobile-2", "telecom")
    assert among() == ""


def test_a_row_holds_nothing_that_people_said() -> None:
    assert not incident_row(BARE).keys() & UNSAID.keys()


def test_a_name_that_no_database_takes_as_it_is_does_no_harm() -> None:
    odd = Incident("i", Cause(CauseKind.LINK, (Element("link", "a\0\ud800", "t"),)), 1.0, 1.0, IncidentSeverity.INFO)
    assert incident_row(odd)["cause"].isascii()


BARE = Incident("i", Cause(CauseKind.MONITOR), 1.0, 1.0, IncidentSeverity.INFO)
