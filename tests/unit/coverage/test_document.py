"""Coverage as plain values and in words."""

import json
from dataclasses import replace

import pytest

from fengsui.coverage.document import county_document, coverage_document, reason_words, summary, what_if_document
from fengsui.coverage.engine import assess
from fengsui.coverage.result import CarrierCoverage, CountyCoverage, Coverage, CoverageState, Paths, SinglePoints
from fengsui.coverage.whatif import Outage, everything_up, what_if
from tests.support.builders import NOW, carrier_coverage, county, county_coverage, province
from tests.unit.coverage.networks import NOW as NOW_OF_NETWORKS
from tests.unit.coverage.networks import conditions, device, link, network


def lost(*reason: str, state: CoverageState = CoverageState.UNCOVERED, maintenance: bool = False) -> CountyCoverage:
    by: CarrierCoverage = carrier_coverage("telecom", state, reason=reason, maintenance=maintenance)
    return county_coverage(county(), by, reason=reason)


def test_the_province_as_a_document() -> None:
    document = coverage_document(province().coverage)
    counties = document.pop("counties")
    sums = {key: [each["key"] for each in document.pop(key)] for key in ("prefectures", "networks", "sectors")}
    assert sums == {
        "prefectures": ["620100", "620200", "620500"],
        "networks": ["telecom", "internet", "broadcast"],
        "sectors": ["emergency", "government"],
    }
    assert document == {
        "as_of": "2026-09-21T14:13:20Z",
        "units": 6,
        "covered": 2,
        "degraded": 1,
        "unknown": 1,
        "uncovered": 1,
        "unserved": 1,
        "ratio": 0.5,
    }
    assert [each["code"] for each in counties] == ["620102", "620103", "620122", "620200", "620502", "620503"]


def test_a_county_as_a_document() -> None:
    by = carrier_coverage("telecom", CoverageState.DEGRADED, reason=("l1",), evidence_age_seconds=12.34567, devices=3)
    by = replace(by, single_points=SinglePoints(("l2",), ("core",), ("G30",)))
    whole = county_coverage(
        county(),
        by,
        reason=("l1",),
        evidence_age_seconds=12.34567,
        paths=by.paths,
        single_points=by.single_points,
        maintenance=True,
    )
    assert county_document(whole) == {
        "code": "620102",
        "name": "城关区",
        "state": "degraded",
        "reason": ["l1"],
        "evidence_age_seconds": 12.346,
        "maintenance": True,
        "paths": {
            "live": {"edge_disjoint": 1, "node_disjoint": 1},
            "designed": {"edge_disjoint": 2, "node_disjoint": 2},
        },
        "single_points": {"links": ["l2"], "devices": ["core"], "ducts": ["G30"]},
        "carriers": [
            {
                "carrier": "telecom",
                "state": "degraded",
                "reason": ["l1"],
                "evidence_age_seconds": 12.346,
                "maintenance": False,
                "devices": 3,
                "paths": {
                    "live": {"edge_disjoint": 1, "node_disjoint": 1},
                    "designed": {"edge_disjoint": 2, "node_disjoint": 2},
                },
                "single_points": {"links": ["l2"], "devices": ["core"], "ducts": ["G30"]},
            }
        ],
    }


def test_what_is_not_known_is_null() -> None:
    by = carrier_coverage(paths=Paths(), evidence_age_seconds=None)
    document = json.loads(json.dumps(county_document(county_coverage(county(), by, evidence_age_seconds=None))))
    assert document["evidence_age_seconds"] is None
    nothing = {"edge_disjoint": None, "node_disjoint": None}
    assert document["paths"] == document["carriers"][0]["paths"] == {"live": nothing, "designed": nothing}


def test_the_summary_names_the_denominator_and_every_no() -> None:
    assert summary(province().coverage) == "3 of 6 units covered (1 degraded), 1 unknown, 1 uncovered, 1 unserved"
    assert summary(Coverage(NOW, ())) == "0 of 0 units covered, 0 unknown, 0 uncovered, 0 unserved"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (lost("a", "b"), "a, b"),
        (lost("a", maintenance=True), "a (planned work)"),
        (lost(), "no way to a core registered"),
        (lost(state=CoverageState.COVERED), ""),
        (lost(state=CoverageState.COVERED, maintenance=True), ""),
        (county_coverage(county()), "no equipment registered"),
    ],
)
def test_a_reason_in_words(found: CountyCoverage, words: str) -> None:
    assert reason_words(found) == words


def test_an_outage_as_a_document() -> None:
    of = network(
        [device("core", "620102", role="core"), device("a", "620200"), device("b", "620402")],
        [link("ca", "core", "a"), link("ab", "a", "b")],
        codes=["620102", "620200", "620402"],
    )
    found = what_if(of, everything_up(of, NOW), NOW, Outage(links=("ab",)))
    document = json.loads(json.dumps(what_if_document(found, assumed_up=True, worst=2)))
    assert (document["units"], document["covered"], document["uncovered"]) == (3, 2, 1)
    assert (document["assumed_up"], document["down"]) == (True, {"links": ["ab"], "devices": [], "ducts": []})
    assert (document["lost"], document["degraded_by_it"], document["households_lost"]) == (["620402"], [], 0)
    assert document["lost_by_carrier"] == [{"county": "620402", "carrier": "telecom"}]
    assert document["carriers"] == [
        {"carrier": "telecom", "devices": 3, "links": 2, "bridges": ["ca"], "articulation_points": []}
    ]
    assert [each["name"] for each in document["worst"]] == ["core", "a"]
    assert document["worst"][0]["lost"] == ["620102", "620200"]
    assert "worst" not in what_if_document(found, assumed_up=True)


def test_a_sum_as_a_document() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")], [link("ca", "core", "a")])
    whole = coverage_document(assess(of, conditions(of, ca="down"), NOW_OF_NETWORKS))
    assert whole["networks"][1] == {
        "key": "internet",
        "state": "unserved",
        "units": 87,
        "covered": 1,
        "degraded": 0,
        "unknown": 0,
        "uncovered": 1,
        "unserved": 85,
        "ratio": 1 / 87,
        "reason": ["ca"],
        "evidence_age_seconds": 30.0,
        "maintenance": False,
    }
    assert whole["prefectures"][0]["units"] == 1
    assert (whole["sectors"][0]["sites"], whole["sectors"][0]["ratio"]) == (0, None)
