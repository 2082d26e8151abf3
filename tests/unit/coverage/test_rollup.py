"""Coverage summed up by prefecture, network and sector, each with its denominator."""

from dataclasses import replace

import networkx as nx
from hypothesis import given, settings

from fengsui.coverage.engine import assess
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC
from fengsui.coverage.result import Coverage, CoverageState, Rollup
from fengsui.model.device import DeviceLifecycle, NetworkKind
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from fengsui.model.site import Sector, Site, SiteKind
from tests.unit.coverage.networks import EVIDENCE_AT, NOW, aged, conditions, device, division, link
from tests.unit.coverage.oracle import living
from tests.unit.coverage.strategies import Scene, scenes

CODES = ("620102", "620105", "620200")


def province() -> Network:
    """A core in 620102; behind it a (internet, 620105), and b (broadcast) with a hospital's c in 620200."""
    devices = [
        device("core", "620102", role="core"),
        device("a", "620105"),
        replace(device("b", "620200"), network=NetworkKind.BROADCAST),
        replace(device("c", "620200", role="access"), site="hospital"),
    ]
    sites = [Site(f"site-{code}", code, code, SiteKind.POP) for code in CODES]
    sites += [
        Site("hospital", "hospital", "620200", SiteKind.BUILDING, Sector.EMERGENCY),
        Site("fire-station", "fire station", "620105", SiteKind.BUILDING, Sector.EMERGENCY),
    ]
    links = [link("ca", "core", "a"), link("cb", "core", "b"), link("bc", "b", "c")]
    return Network.of([division(code) for code in CODES], [], sites, devices, links)


def found(of: Network | None = None, **changed: str) -> Coverage:
    of = of or province()
    return assess(of, conditions(of, **changed), NOW)


def one(rollups: tuple[Rollup, ...], key: str) -> Rollup:
    return next(each for each in rollups if each.key == key)


def count(rollup: Rollup) -> dict[str, int]:
    return {state.value: number for state, number in rollup.by_state.items() if number}


def test_a_prefecture_counts_its_counties() -> None:
    whole = one(found().prefectures, "620100")
    assert (count(whole), whole.parts, whole.ratio, whole.state) == ({"covered": 2}, 2, 1.0, CoverageState.COVERED)
    cut = one(found(ca="down").prefectures, "620100")
    assert (count(cut), cut.ratio, cut.state) == ({"covered": 1, "uncovered": 1}, 0.5, CoverageState.UNCOVERED)
    assert (cut.reason, one(found(ca="down").prefectures, "620200").reason) == (("ca",), ())


def test_a_network_counts_counties_that_its_own_devices_connect() -> None:
    networks = found(bc="down").networks
    assert [each.key for each in networks] == ["telecom", "internet", "broadcast"]
    assert count(one(networks, "internet")) == {"covered": 2, "uncovered": 1}
    assert one(networks, "internet").reason == ("bc",)
    assert count(one(networks, "broadcast")) == {"covered": 1, "unserved": 2}
    assert count(one(networks, "telecom")) == {"unserved": 3}


def test_a_sector_counts_its_sites_those_without_equipment_too() -> None:
    emergency = one(found().sectors, "emergency")
    assert (count(emergency), emergency.parts, emergency.ratio) == ({"covered": 1, "unserved": 1}, 2, 0.5)
    unknown = one(found(b="unknown").sectors, "emergency")
    assert (count(unknown), unknown.reason) == ({"unknown": 1, "unserved": 1}, ("b",))
    assert one(found().sectors, "tourism").ratio is None


def test_the_reason_of_a_group_is_the_smallest_that_explains_all_of_it() -> None:
    assert one(found(b="down", c="down", bc="down", cb="down").sectors, "emergency").reason == ("b",)


def test_a_group_is_as_old_as_the_oldest_county_it_is_counted_in() -> None:
    of = province()
    old = assess(of, aged(conditions(of), "cb", EVIDENCE_AT - 100), NOW)
    assert one(old.prefectures, "620200").evidence_age_seconds == 130
    assert one(old.networks, "broadcast").evidence_age_seconds == 130
    assert one(old.sectors, "emergency").evidence_age_seconds == 130
    assert one(old.prefectures, "620100").evidence_age_seconds == 30
    assert one(old.networks, "telecom").evidence_age_seconds is None


def test_planned_work_is_said_in_every_sum() -> None:
    of = province()
    worked_on = replace(of.devices["b"], lifecycle=DeviceLifecycle.MAINTENANCE)
    of = Network(of.divisions, of.carriers, of.sites, {**of.devices, "b": worked_on}, of.links)
    coverage = found(of, b="down")
    assert one(coverage.prefectures, "620200").maintenance
    assert not one(coverage.prefectures, "620100").maintenance
    assert one(coverage.networks, "broadcast").maintenance
    assert one(coverage.sectors, "emergency").maintenance


def test_an_empty_province_has_groups_without_parts() -> None:
    empty = assess(Network(), Conditions({}, {}), NOW)
    assert empty.prefectures == ()
    assert {(each.parts, each.state) for each in empty.networks} == {(0, CoverageState.UNSERVED)}


@settings(max_examples=50)
@given(scenes())
def test_a_network_reaches_what_networkx_does(scene: Scene) -> None:
    graph = scene.graph
    internet = one(assess(scene.network, scene.conditions, NOW).networks, "internet")
    reached = []
    for usable in (PESSIMISTIC, OPTIMISTIC):
        left = living(graph, scene.status, usable)
        cores = [core for core in graph.cores if core in left]
        standing = {device for core in cores for device in nx.node_connected_component(left, core)}
        reached.append(sum(not standing.isdisjoint(devices) for devices in graph.counties.values()))
    assert internet.by_state[CoverageState.COVERED] == reached[0]
    assert internet.by_state[CoverageState.UNKNOWN] == reached[1] - reached[0]
    assert internet.by_state[CoverageState.UNCOVERED] == len(graph.counties) - reached[1]
