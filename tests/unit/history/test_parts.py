"""Coverage taken apart is put together again."""

from dataclasses import replace

from hypothesis import given

from fengsui.coverage.engine import assess
from fengsui.coverage.result import Coverage, SinglePoints
from fengsui.history.parts import (
    Part,
    StateRecord,
    ageless,
    coverage_from,
    coverage_parts,
    differences,
    element_parts,
)
from fengsui.model.device import DeviceLifecycle
from tests.support.builders import NOW, carrier_coverage, conditions, county_coverage, divisions, province
from tests.support.builders import network as build
from tests.unit.coverage.strategies import Scene, scenes


@given(scene=scenes())
def test_any_coverage_comes_back_but_for_the_age_of_its_evidence(scene: Scene) -> None:
    found = assess(scene.network, scene.conditions, NOW)
    assert coverage_from(coverage_parts(found), NOW) == ageless(found)


def test_a_province_with_sites_of_sectors_comes_back() -> None:
    picture = province()
    found = assess(picture.network, picture.conditions, NOW)
    parts = coverage_parts(found)
    assert coverage_from(dict(reversed(parts.items())), NOW) == ageless(found)
    assert parts["county", "620102", "telecom"].evidence_at == NOW - 10


def test_evidence_that_is_only_newer_is_nothing_new() -> None:
    picture = province()
    before = coverage_parts(assess(picture.network, picture.conditions, NOW))
    assert differences(before, coverage_parts(assess(picture.network, picture.conditions, NOW + 5)), NOW + 5) == []


def test_what_is_new_changed_or_gone_is_recorded() -> None:
    a, b, c = (("device", name, "telecom") for name in "abc")
    up, down = Part("up"), Part("down")
    assert differences({a: up, b: up}, {b: down, c: up}, 9.0) == [
        StateRecord(b, 9.0, down),
        StateRecord(c, 9.0, up),
        StateRecord(a, 9.0, None),
    ]


def test_devices_and_links_are_parts_with_their_evidence_and_what_is_announced_for_them() -> None:
    network = build()
    worked_on = replace(network.devices["lz-qlh-1"], lifecycle=DeviceLifecycle.MAINTENANCE)
    network = replace(network, devices={**network.devices, "lz-qlh-1": worked_on})
    found = element_parts(network, conditions(network, down=["lz-lz-qlh-1"]))
    assert len(found) == len(network.devices) + len(network.links)
    link = found["link", "lz-lz-qlh-1", "telecom"]
    assert (link.state, link.maintenance, link.evidence_at) == ("down", True, NOW - 10)
    assert not found["link", "lz-lz-gl-1", "telecom"].maintenance
    assert found["device", "lz-qlh-1", "telecom"].maintenance
    assert element_parts(network, conditions(network), ["lz-gl-1", "nothing"]).keys() == {
        ("device", "lz-gl-1", "telecom")
    }


def test_a_duct_that_a_county_hangs_on_is_kept() -> None:
    points = SinglePoints(("a-b",), ("b",), ("G312",))
    county = county_coverage(divisions()[3], carrier_coverage("telecom", single_points=points))
    told = Coverage(NOW, (replace(county, single_points=points),))
    again = coverage_from(coverage_parts(told), NOW)
    assert again.counties[0].single_points == again.counties[0].carriers[0].single_points == points
