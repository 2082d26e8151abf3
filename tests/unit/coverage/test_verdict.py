"""The table of states, and what must hold of it whatever happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.coverage.result import STATE_ORDER, CoverageState, Paths
from fengsui.coverage.verdict import Design, Verdict, judge
from fengsui.model.observation import Condition
from tests.unit.coverage.networks import conditions, device, link, network
from tests.unit.coverage.strategies import Scene, scenes


def verdicts(scene: Scene) -> dict[str, Verdict]:
    return judge(Design(scene.graph), scene.status)


def ring(**changed: str) -> Scene:
    of = network(
        [device("core", "620102", role="core"), device("a", "620200"), device("b", "620402")],
        [link("ca", "core", "a"), link("ab", "a", "b"), link("bc", "b", "core")],
    )
    assert conditions(of, **changed)
    return Scene(of, {name: Condition(condition) for name, condition in changed.items()})


@pytest.mark.parametrize(
    ("changed", "state", "reason", "live"),
    [
        ({}, CoverageState.COVERED, (), 2),
        ({"ab": "down"}, CoverageState.DEGRADED, ("ab",), 1),
        ({"b": "unknown"}, CoverageState.DEGRADED, ("b",), 1),
        ({"ca": "down", "ab": "unknown"}, CoverageState.UNKNOWN, ("ab", "ca"), 0),
        ({"a": "unknown"}, CoverageState.UNKNOWN, ("a",), 0),
        ({"ca": "down", "b": "down"}, CoverageState.UNCOVERED, ("b", "ca"), 0),
        ({"a": "down", "b": "unknown"}, CoverageState.UNCOVERED, ("a",), 0),
        ({"core": "unknown"}, CoverageState.UNKNOWN, ("core",), 0),
    ],
)
def test_the_state_of_a_county_on_a_ring(
    changed: dict[str, str], state: CoverageState, reason: tuple[str, ...], live: int
) -> None:
    scene = ring(**changed)
    found = verdicts(scene)["620200"]
    assert (found.state, scene.graph.names(found.reason), found.paths) == (state, reason, Paths(live, 2, live, 2))


def test_a_covered_county_rests_on_its_shortest_way() -> None:
    scene = ring()
    assert scene.graph.names(verdicts(scene)["620200"].rests_on) == ("a", "ca", "core")


def test_a_degraded_county_rests_on_its_way_and_on_what_is_missing() -> None:
    scene = ring(ca="down")
    assert scene.graph.names(verdicts(scene)["620200"].rests_on) == ("a", "ab", "b", "bc", "ca", "core")


def test_a_county_with_a_core_of_its_own_is_covered_by_it_and_degraded_without_the_others() -> None:
    of = network([device("c1", "620102", role="core"), device("c2", "620502", role="core")], [link("l", "c1", "c2")])
    found = verdicts(Scene(of, {"l": Condition.DOWN}))["620102"]
    assert (found.state, found.paths) == (CoverageState.DEGRADED, Paths(0, 1, 0, 1))


def test_the_county_of_the_only_core_has_no_paths_to_count() -> None:
    assert verdicts(ring())["620102"].paths == Paths()
    assert verdicts(ring(core="down"))["620102"].paths == Paths()


def test_a_carrier_without_a_core_covers_nothing() -> None:
    of = network([device("a", "620200")])
    found = verdicts(Scene(of, {}))["620200"]
    assert (found.state, found.reason.devices, found.paths) == (CoverageState.UNCOVERED, (), Paths(0, 0, 0, 0))


@given(scenes(), st.data())
def test_taking_an_element_down_never_adds_coverage(scene: Scene, data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(scene.states)))
    before, after = verdicts(scene), verdicts(scene.changed(lost, Condition.DOWN))
    for county, was in before.items():
        now = after[county]
        assert STATE_ORDER.index(now.state) >= STATE_ORDER.index(was.state)
        assert (now.paths.live or 0) <= (was.paths.live or 0)
        assert now.paths.designed == was.paths.designed


@given(scenes((Condition.UP, Condition.UNKNOWN)))
def test_nothing_is_uncovered_by_want_of_evidence_alone(scene: Scene) -> None:
    whole = judge(Design(scene.graph), Scene(scene.network, {}).status)
    for county, found in verdicts(scene).items():
        assert (found.state is CoverageState.UNCOVERED) is (whole[county].state is CoverageState.UNCOVERED)


@given(scenes(), st.data())
def test_more_evidence_keeps_what_was_sure(scene: Scene, data: st.DataObject) -> None:
    unknown = sorted(name for name, condition in scene.states.items() if condition is Condition.UNKNOWN)
    if not unknown:
        return
    learnt = scene.changed(
        data.draw(st.sampled_from(unknown)), data.draw(st.sampled_from([Condition.UP, Condition.DOWN]))
    )
    after = verdicts(learnt)
    for county, was in verdicts(scene).items():
        now = after[county].state
        if was.state in (CoverageState.COVERED, CoverageState.DEGRADED):
            assert STATE_ORDER.index(now) <= STATE_ORDER.index(was.state)
        if was.state is CoverageState.UNCOVERED:
            assert now is CoverageState.UNCOVERED


@given(scenes())
def test_a_state_has_a_reason_wherever_something_is_missing_of_the_design(scene: Scene) -> None:
    whole = judge(Design(scene.graph), Scene(scene.network, {}).status)
    for county, found in verdicts(scene).items():
        reasoned = bool(found.reason.devices or found.reason.links)
        assert reasoned is (found.state is not whole[county].state)
