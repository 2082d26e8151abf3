"""Snapshot in, exposition text out: coverage, counties and the poller."""

from dataclasses import replace

import pytest

from fengsui.coverage.result import CarrierCoverage, CoverageState, Paths, SinglePoints
from fengsui.exporters.province import province_families, render_province
from fengsui.model.adjacency import Adjacency, LinkCheck, LinkVerdict, StrayNeighbour
from fengsui.model.ping import PingCounts
from fengsui.model.poller import HistoryCounts, PollerCounts
from tests.support.builders import carrier_coverage, county, county_coverage, coverage, network, province, snapshot
from tests.support.exposition import lines_of


def test_the_ratio_comes_with_its_denominator_its_target_and_its_unknowns() -> None:
    states = {"620102": CoverageState.UNKNOWN, "620103": CoverageState.DEGRADED, "620122": CoverageState.UNCOVERED}
    registered = network()
    body = render_province(snapshot(registered, coverage=coverage(registered, states), coverage_target=0.95))

    assert lines_of(body, "fengsui_coverage_ratio") == ["fengsui_coverage_ratio 0.6666666666666666"]
    assert lines_of(body, "fengsui_coverage_target_ratio") == ["fengsui_coverage_target_ratio 0.95"]
    assert lines_of(body, "fengsui_coverage_units") == ["fengsui_coverage_units 6"]
    assert lines_of(body, "fengsui_coverage_state_units") == [
        'fengsui_coverage_state_units{state="covered"} 3',
        'fengsui_coverage_state_units{state="degraded"} 1',
        'fengsui_coverage_state_units{state="unknown"} 1',
        'fengsui_coverage_state_units{state="uncovered"} 1',
        'fengsui_coverage_state_units{state="unserved"} 0',
    ]


@pytest.mark.parametrize(
    ("state", "covered"),
    [
        (CoverageState.COVERED, ["1"]),
        (CoverageState.DEGRADED, ["1"]),
        (CoverageState.UNKNOWN, []),
        (CoverageState.UNCOVERED, ["0"]),
        (CoverageState.UNSERVED, ["0"]),
    ],
)
def test_a_county_says_yes_or_no_only_while_it_is_known(state: CoverageState, covered: list[str]) -> None:
    registered = network(divisions=[county("620102")], devices=[], links=[])
    body = render_province(snapshot(registered, coverage=coverage(registered, {"620102": state})))

    for name in ("fengsui_county_covered", "fengsui_county_carrier_covered"):
        assert [line.rpartition(" ")[2] for line in lines_of(body, name)] == covered
    ones = [line for line in lines_of(body, "fengsui_county_state") if line.endswith(" 1")]
    assert ones == [f'fengsui_county_state{{county="620102",prefecture="620100",state="{state}"}} 1']
    assert len(lines_of(body, "fengsui_county_state")) == len(CoverageState)


def county_of(*carriers: CarrierCoverage) -> bytes:
    registered = network(divisions=[county("620102")], devices=[], links=[])
    counties = (county_coverage(registered.divisions["620102"], *carriers),)
    return render_province(snapshot(registered, coverage=coverage(registered, counties=counties)))


def test_paths_are_absent_where_the_county_holds_the_only_core() -> None:
    body = county_of(carrier_coverage("mobile", paths=Paths(3, 4, 1, 2)), carrier_coverage("telecom", paths=Paths()))

    assert lines_of(body, "fengsui_county_paths_live") == [
        'fengsui_county_paths_live{county="620102",prefecture="620100",carrier="mobile"} 3'
    ]
    assert lines_of(body, "fengsui_county_paths_designed") == [
        'fengsui_county_paths_designed{county="620102",prefecture="620100",carrier="mobile"} 4'
    ]
    assert lines_of(body, "fengsui_county_node_disjoint_paths_live") == [
        'fengsui_county_node_disjoint_paths_live{county="620102",prefecture="620100",carrier="mobile"} 1'
    ]
    assert lines_of(body, "fengsui_county_node_disjoint_paths_designed") == [
        'fengsui_county_node_disjoint_paths_designed{county="620102",prefecture="620100",carrier="mobile"} 2'
    ]


def test_single_points_are_counted_and_not_named() -> None:
    body = county_of(carrier_coverage("mobile", single_points=SinglePoints(("l1",), ("core", "a"), ("G30",))))
    labels = 'county="620102",prefecture="620100",carrier="mobile"'
    assert lines_of(body, "fengsui_county_single_points") == [
        f'fengsui_county_single_points{{{labels},kind="link"}} 1',
        f'fengsui_county_single_points{{{labels},kind="device"}} 2',
        f'fengsui_county_single_points{{{labels},kind="duct"}} 1',
    ]


def test_carriers_that_cover_a_county_are_counted() -> None:
    body = county_of(
        carrier_coverage("broadcast", CoverageState.UNKNOWN),
        carrier_coverage("mobile", CoverageState.DEGRADED),
        carrier_coverage("telecom"),
    )

    assert lines_of(body, "fengsui_county_carriers")[0].endswith(" 2")


def test_counties_carry_their_names_and_their_prefecture_s() -> None:
    body = render_province(province())

    assert lines_of(body, "fengsui_county_info")[0] == (
        'fengsui_county_info{county="620102",prefecture="620100",name="城关区",name_en="Chengguan",prefecture_name="兰州市"} 1'
    )


def test_what_the_database_does_not_take_is_told() -> None:
    body = render_province(
        snapshot(poller=PollerCounts(history=HistoryCounts(waiting=442, failures=7, lost=3)))
    ).decode()
    assert "\nfengsui_history_waiting 442\n" in body
    assert "\nfengsui_history_write_failures_total 7\n" in body
    assert "\nfengsui_history_lost_changes_total 3\n" in body


def test_known_outcomes_are_counted_from_nought_and_others_as_they_come() -> None:
    body = render_province(snapshot(poller=PollerCounts(polls={"ok": 5, "odd": 1})))

    assert lines_of(body, "fengsui_poller_polls_total") == [
        'fengsui_poller_polls_total{outcome="ok"} 5',
        'fengsui_poller_polls_total{outcome="partial"} 0',
        'fengsui_poller_polls_total{outcome="timeout"} 0',
        'fengsui_poller_polls_total{outcome="refused"} 0',
        'fengsui_poller_polls_total{outcome="error"} 0',
        'fengsui_poller_polls_total{outcome="odd"} 1',
    ]
    assert 'fengsui_poller_batches_total{outcome="deadline"} 0' in lines_of(body, "fengsui_poller_batches_total")


def test_an_empty_province_is_rendered_without_a_division_by_nought() -> None:
    body = render_province(snapshot())

    assert lines_of(body, "fengsui_coverage_ratio") == ["fengsui_coverage_ratio 0"]
    assert lines_of(body, "fengsui_poller_devices") == ["fengsui_poller_devices 0"]


def test_more_families_stand_before_the_end_mark() -> None:
    once = list(province_families(snapshot()))

    assert render_province(snapshot(), True, more=once[:1]).endswith(b"# EOF\n")


def test_what_the_pinger_did_is_counted_by_reason() -> None:
    body = render_province(snapshot(ping_counts=PingCounts(9, 6, {"late": 2}, {"host_unreachable": 1})))

    assert lines_of(body, "fengsui_ping_permitted") == ["fengsui_ping_permitted 1"]
    assert lines_of(body, "fengsui_ping_echoes_sent_total") == ["fengsui_ping_echoes_sent_total 9"]
    assert lines_of(body, "fengsui_ping_replies_total") == ["fengsui_ping_replies_total 6"]
    assert lines_of(body, "fengsui_ping_ignored_packets_total") == [
        'fengsui_ping_ignored_packets_total{reason="late"} 2'
    ]
    assert lines_of(body, "fengsui_ping_unreachable_total") == [
        'fengsui_ping_unreachable_total{reason="host_unreachable"} 1'
    ]


def test_where_nothing_may_be_pinged_that_is_told() -> None:
    assert lines_of(render_province(snapshot()), "fengsui_ping_permitted") == ["fengsui_ping_permitted 0"]


def test_links_are_counted_by_what_lldp_says_of_them() -> None:
    checks = {name: LinkCheck(name, "telecom", LinkVerdict.CONFIRMED) for name in "ab"}
    heard = StrayNeighbour("a", "eth9", "telecom", "x", "", "")
    strays = (heard, replace(heard, registered_as="c"), replace(heard, name="y"))
    body = render_province(snapshot(adjacency=Adjacency(checks, strays)))
    assert lines_of(body, "fengsui_lldp_links") == [
        'fengsui_lldp_links{verdict="confirmed"} 2',
        'fengsui_lldp_links{verdict="missing"} 0',
        'fengsui_lldp_links{verdict="contradicting"} 0',
        'fengsui_lldp_links{verdict="unknown"} 0',
    ]
    assert lines_of(body, "fengsui_lldp_unlinked_neighbours") == [
        'fengsui_lldp_unlinked_neighbours{registered="no"} 2',
        'fengsui_lldp_unlinked_neighbours{registered="yes"} 1',
    ]
