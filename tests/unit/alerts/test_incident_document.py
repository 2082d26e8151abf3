"""Incidents as plain values: in full, counted, and as a carrier may see them."""

import json
from dataclasses import replace

import pytest

from fengsui.alerts.incident_document import as_seen_by, incident_document
from fengsui.model.incident import Acknowledgement, Cause, CauseKind, CountyVictim, Element, Incident, Loss, Victims
from tests.support.builders import NOW, incident

OURS, THEIRS = Element("link", "lz-ts", "telecom"), Element("link", "secret-link", "mobile")
ROUTER, SECRET = Element("device", "ts-1", "telecom"), Element("device", "secret-core", "mobile")
COUNTIES = tuple(
    CountyVictim(code, carrier, Loss.COVER, whole=True, since=NOW - 600)
    for code, carrier in (("620502", "telecom"), ("620503", "mobile"))
)
SHARED = incident(
    cause=Cause(CauseKind.DUCT, (OURS, THEIRS), duct="G75", together_with=(SECRET,), or_else=(SECRET,)),
    reason="port down at lz-core-1 eth1",
    victims=Victims(COUNTIES, (ROUTER, SECRET)),
    households=40_000,
    acknowledged=Acknowledgement("secret-person", NOW, "secret note"),
)


def of_device(reason: str) -> Incident:
    return replace(SHARED, cause=Cause(CauseKind.DEVICE, (ROUTER,)), reason=reason)


def test_an_operator_sees_all_of_it() -> None:
    document = incident_document(SHARED)
    assert (document["cause"], document["duct"], document["households"]) == (["G75", "secret-core"], "G75", 40_000)
    assert document["acknowledged"]["by"] == "secret-person"
    assert document["lost"] == {"cover": 2, "certainty": 0, "redundancy": 0}
    assert document["victims"]["devices"] == ["secret-core", "ts-1"]


def test_a_list_counts_what_it_does_not_name() -> None:
    document = incident_document(SHARED, full=False)
    assert (document["devices"], document["links"]) == (2, 0)
    assert "victims" not in document


def test_a_carrier_sees_its_own_equipment_and_what_itself_lost_and_no_name_of_another() -> None:
    seen = as_seen_by(SHARED, "telecom")
    assert seen is not None
    document = incident_document(seen, carrier="telecom")
    text = json.dumps(document)
    assert "secret" not in text
    assert "mobile" not in text
    assert (document["cause"], document["kind"], document["duct"]) == (["G75"], "duct", "G75")
    assert (document["counties"], document["households"]) == (["620502"], None)
    assert [each["whole"] for each in document["victims"]["counties"]] == [False]
    assert document["acknowledged"] == {"at": "2026-09-21T14:13:20Z", "by": None, "note": None}


def test_a_carrier_sees_nothing_of_what_is_not_its_to_repair() -> None:
    victim_alone = replace(SHARED, cause=Cause(CauseKind.LINK, (THEIRS,), together_with=(OURS,)))
    assert as_seen_by(victim_alone, "telecom") is None
    assert as_seen_by(incident(cause=Cause(CauseKind.MONITOR)), "telecom") is None


def test_a_set_of_which_one_is_its_own_is_that_one() -> None:
    seen = as_seen_by(replace(SHARED, cause=Cause(CauseKind.SET, (OURS, THEIRS))), "telecom")
    assert seen is not None
    assert seen.cause == Cause(CauseKind.LINK, (OURS,))


@pytest.mark.parametrize(
    ("each", "words"),
    [
        (SHARED, "port down at lz-core-1 eth1"),
        (replace(SHARED, cause=Cause(CauseKind.SET, (THEIRS, OURS))), ""),
        (of_device("agent silent, port down at secret-core eth1"), "agent silent, port down"),
        (of_device("agent silent and ping dead"), "agent silent and ping dead"),
    ],
)
def test_of_the_reason_a_carrier_reads_what_is_about_its_own(each: Incident, words: str) -> None:
    seen = as_seen_by(each, "telecom")
    assert seen is not None
    assert seen.reason == words
