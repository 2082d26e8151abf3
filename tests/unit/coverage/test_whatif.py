"""Planned work worked out beforehand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.engine import assess
from fengsui.coverage.result import CoverageState
from fengsui.coverage.whatif import Outage, WhatIf, everything_up, what_if
from fengsui.errors import UsageError
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import NOW, conditions, device, link, network
from tests.unit.coverage.strategies import Scene, scenes


def ring() -> Network:
    """A ring of the core and two counties; unicom is in one of these too."""
    return network(
        [
            device("core", "620102", role="core"),
            device("a", "620200"),
            device("b", "620402"),
            device("uc", "620102", "unicom", "core"),
            device("u", "620402", "unicom"),
        ],
        [link("ca", "core", "a"), link("ab", "a", "b"), link("bc", "b", "core"), link("u-1", "uc", "u", "unicom")],
    )


def planned(*links: str, devices: tuple[str, ...] = (), **changed: str) -> WhatIf:
    of = ring()
    return what_if(of, conditions(of, **changed), NOW, Outage(links, devices))


def test_one_cut_of_a_ring_degrades() -> None:
    found = planned("ca")
    assert (found.lost, found.lost_by_carrier, found.degraded) == ((), (), ("620200",))


def test_two_cuts_lose_what_is_between_them() -> None:
    found = planned("ca", "ab")
    assert (found.lost, found.lost_by_carrier) == (("620200",), (("620200", "telecom"),))


def test_a_county_that_another_carrier_covers_is_lost_to_the_carrier_alone() -> None:
    found = planned(devices=("b",))
    assert (found.lost, found.lost_by_carrier) == ((), (("620402", "telecom"),))


def test_what_is_down_already_is_not_lost_again() -> None:
    assert planned("ab", ca="down", a="down").lost == ()
    assert planned("ab", ca="down").lost == ("620200",)


def test_what_is_left_hangs_on_fewer_elements() -> None:
    found = planned("ca")
    assert {each.name for each in found.burdens if "620200" in each.counties} == {"a", "ab", "b", "bc", "core"}
    assert found.cuts[0].bridges == ("ab", "bc")


def test_everything_can_be_taken_as_up_without_evidence() -> None:
    of = ring()
    found = what_if(of, everything_up(of, NOW), NOW, Outage())
    assert {each.state for each in found.after.counties if each.carriers} == {CoverageState.COVERED}
    assert {each.evidence_age_seconds for each in found.after.counties} == {None}


def test_an_element_that_was_never_seen_can_be_taken_down() -> None:
    of = ring()
    assert what_if(of, Conditions({}, {}), NOW, Outage(("ca",), ("core",))).lost == ()


def test_unknown_names_are_all_named_with_the_nearest_known() -> None:
    with pytest.raises(UsageError) as caught:
        planned("caa", "ab", devices=("uz", "cor"))
    assert str(caught.value).splitlines() == [
        "expected the name of a link that counts, got 'caa'. Did you mean ca?",
        "expected the name of a device that counts, got 'uz'. Did you mean u?",
        "expected the name of a device that counts, got 'cor'. Did you mean core?",
    ]


def test_of_very_many_unknown_names_some_are_named() -> None:
    with pytest.raises(UsageError, match=r"… and 10 more"):
        planned(*(f"nothing-{number}" for number in range(30)))


@settings(max_examples=100)
@given(scenes(), st.data())
def test_an_outage_gives_what_those_conditions_would(scene: Scene, data: st.DataObject) -> None:
    of = scene.network
    names = data.draw(st.lists(st.sampled_from(sorted(scene.states)), max_size=3))
    outage = Outage(tuple(n for n in names if n in of.links), tuple(n for n in names if n in of.devices))
    found = what_if(of, scene.conditions, NOW, outage)
    for name in names:
        scene = scene.changed(name, Condition.DOWN)
    assert found.after == assess(of, scene.conditions, NOW)
