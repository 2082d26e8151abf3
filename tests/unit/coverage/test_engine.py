"""From conditions to the coverage of every county: the best of its carriers, with age, planned work and totals."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.engine import Assessor, assess
from fengsui.coverage.result import CountyCoverage, Coverage, CoverageState
from fengsui.model.device import DeviceLifecycle
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import NOW, aged, conditions, device, link, network
from tests.unit.coverage.strategies import Scene, later, scenes, wide_scenes


def province() -> Network:
    """Telecom and unicom both reach 620200 from 620102; telecom alone 620402, one link further."""
    return network(
        [
            device("tc", "620102", role="core"),
            device("t1", "620200"),
            device("t2", "620402"),
            device("uc", "620102", "unicom", "core"),
            device("u1", "620200", "unicom"),
        ],
        [link("t-1", "tc", "t1"), link("t-2", "t1", "t2"), link("u-1", "uc", "u1", "unicom")],
    )


def county(code: str, of: Coverage) -> CountyCoverage:
    return next(each for each in of.counties if each.code == code)


def assessed(code: str, **changed: str) -> CountyCoverage:
    of = province()
    return county(code, assess(of, conditions(of, **changed), NOW))


def test_a_county_is_as_good_as_the_best_of_its_carriers() -> None:
    found = assessed("620200", t_1="down")
    assert [(each.carrier, each.state) for each in found.carriers] == [
        ("telecom", CoverageState.UNCOVERED),
        ("unicom", CoverageState.COVERED),
    ]
    assert (found.state, found.reason) == (CoverageState.COVERED, ())


def test_the_reason_of_a_county_is_that_of_the_first_carrier_with_its_state() -> None:
    found = assessed("620200", t_1="down", u_1="down")
    assert (found.state, found.reason) == (CoverageState.UNCOVERED, ("t-1",))


def test_a_county_where_nothing_is_registered_is_unserved() -> None:
    of = province()
    unserved = [each for each in assess(of, conditions(of), NOW).counties if not each.carriers]
    assert len(unserved) == 84
    assert {(each.state, each.reason, each.evidence_age_seconds) for each in unserved} == {
        (CoverageState.UNSERVED, (), None)
    }


def test_counties_come_by_code_with_their_names_and_prefecture() -> None:
    of = province()
    counties = assess(of, conditions(of), NOW).counties
    assert [each.code for each in counties] == sorted(each.code for each in counties)
    first = counties[0]
    assert (first.code, first.name, first.name_en, first.prefecture) == (
        "620102",
        "县620102",
        "County 620102",
        "620100",
    )


def test_totals_have_their_denominator() -> None:
    of = province()
    found = assess(of, conditions(of, t_2="unknown"), NOW)
    assert (found.as_of, found.units, found.connected, found.by_state[CoverageState.UNKNOWN]) == (NOW, 87, 2, 1)
    assert found.ratio == 2 / 87


def test_no_condition_is_unknown_not_up() -> None:
    states = {each.state for each in assess(province(), Conditions({}, {}), NOW).counties if each.carriers}
    assert states == {CoverageState.UNKNOWN}


def test_the_age_of_the_evidence_is_that_of_the_oldest_on_the_way() -> None:
    of = province()
    old = aged(aged(conditions(of), "t-1", NOW - 100), "u-1", NOW - 900)
    found = county("620402", assess(of, old, NOW))
    assert found.evidence_age_seconds == 100
    assert county("620200", assess(of, old, NOW)).carriers[1].evidence_age_seconds == 900


def test_the_age_of_an_uncovered_county_is_that_of_its_reason() -> None:
    of = province()
    old = aged(aged(conditions(of, t_2="down"), "t-2", NOW - 45), "t-1", NOW - 100)
    assert county("620402", assess(of, old, NOW)).evidence_age_seconds == 45


def test_without_any_evidence_there_is_no_age_and_from_the_future_none_is_negative() -> None:
    of = province()
    assert county("620402", assess(of, Conditions({}, {}), NOW)).evidence_age_seconds is None
    assert county("620402", assess(of, conditions(of), NOW - 3600)).evidence_age_seconds == 0.0


def test_planned_work_on_a_device_of_the_county_or_in_the_reason_is_said() -> None:
    of = province()
    worked = replace(of, devices={**of.devices, "t1": device("t1", "620200", maintenance=True)})
    found = assess(worked, conditions(worked, t_1="down"), NOW)
    maintenance = {(each.code, by.carrier): by.maintenance for each in found.counties for by in each.carriers}
    assert maintenance == {
        ("620102", "telecom"): False,
        ("620102", "unicom"): False,
        ("620200", "telecom"): True,
        ("620200", "unicom"): False,
        ("620402", "telecom"): True,
    }


def test_devices_outside_of_coverage_units_lead_on_but_are_not_counted() -> None:
    of = network(
        [device("core", "620100", role="core"), device("a", "620200")], [link("l", "core", "a")], codes=["620200"]
    )
    found = assess(of, conditions(of), NOW)
    assert [(each.code, each.state) for each in found.counties] == [("620200", CoverageState.COVERED)]


def test_an_empty_province_has_a_ratio() -> None:
    found = assess(Network(), Conditions({}, {}), NOW)
    assert (found.units, found.ratio) == (0, 0.0)


@settings(max_examples=100)
@given(scenes(), st.data())
def test_an_assessor_that_remembers_says_what_a_new_one_would(scene: Scene, data: st.DataObject) -> None:
    kept, told = Assessor(scene.network), Assessor(scene.network)
    for of in (kept, told):
        of.assess(scene.conditions, NOW)
    for step in range(1, 5):
        names = data.draw(st.lists(st.sampled_from(sorted(scene.states)), min_size=1, max_size=3))
        for name in names:
            scene = scene.changed(name, data.draw(st.sampled_from(tuple(Condition))))
        later = aged(scene.conditions, names[0], NOW + step)
        fresh = assess(scene.network, later, NOW + step)
        assert kept.assess(later, NOW + step) == fresh
        assert told.assess(later, NOW + step, moved=names) == fresh


def test_an_element_that_left_the_conditions_is_unknown_again() -> None:
    of = province()
    kept = Assessor(of)
    kept.assess(conditions(of), NOW)
    gone = conditions(of)
    del gone.devices["t1"]
    assert kept.assess(gone, NOW, moved=["t1", "nothing-of-ours"]) == assess(of, gone, NOW)


@settings(max_examples=60)
@given(wide_scenes(), st.lists(st.integers(0, 2**32), min_size=5, max_size=5))
def test_an_assessor_that_follows_edits_of_the_inventory_says_what_a_new_one_would(
    scene: Scene, seeds: list[int]
) -> None:
    """Links and devices come and go, work is announced and ends, and conditions change in between."""
    kept = Assessor(scene.network)
    for step, seed in enumerate(seeds):
        of = edited(scene.network, seed)
        found = Scene(of, {name: scene.states.get(name, Condition.UP) for name in (*of.devices, *of.links)})
        kept = Assessor(of, kept)
        assert kept.assess(found.conditions, NOW) == assess(of, found.conditions, NOW)
        moved, names = later(found, seed + step)
        assert kept.assess(moved.conditions, NOW, names) == assess(of, moved.conditions, NOW)
        scene = Scene(scene.network, {**scene.states, **moved.states})


def edited(of: Network, seed: int) -> Network:
    chance = random.Random(seed)
    gone = set(chance.sample(sorted(of.devices), chance.choice([0, 0, 1]))) | set(
        chance.sample(sorted(of.links), chance.choice([0, 1]))
    )
    worked = chance.choice([None, *of.devices])
    other = network([device("uc", "620102", "unicom", "core"), device("u1", "620200", "unicom")])
    devices = [
        replace(each, lifecycle=DeviceLifecycle.MAINTENANCE) if each.name == worked else each
        for each in (*of.devices.values(), *other.devices.values())
        if each.name not in gone
    ]
    added = [link("u-1", "uc", "u1", "unicom")] if chance.random() < 0.5 else []
    return network(devices, [*(each for each in of.links.values() if each.name not in gone), *added])
