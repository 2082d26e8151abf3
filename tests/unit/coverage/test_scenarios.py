"""Networks worked by hand that the shared cases leave out, and what must hold of every network whatever happens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.coverage.engine import assess
from fengsui.coverage.result import STATE_ORDER, CountyCoverage, Coverage, CoverageState, Paths, SinglePoints
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import NOW, conditions, device, link, network
from tests.unit.coverage.strategies import Scene, scenes

LOST = (CoverageState.UNKNOWN, CoverageState.UNCOVERED)


def county(of: Network, code: str, **changed: str) -> CountyCoverage:
    return next(each for each in assess(of, conditions(of, **changed), NOW).counties if each.code == code)


def two_carriers() -> Network:
    """621202 is served by telecom over two links and by unicom over one."""
    return network(
        [
            device("tc", "620102", role="core"),
            device("t", "621202"),
            device("uc", "620102", "unicom", "core"),
            device("u", "621202", "unicom"),
        ],
        [link("t1", "tc", "t"), link("t2", "tc", "t"), link("u1", "uc", "u", "unicom")],
    )


def test_the_paths_of_a_county_add_up_over_its_carriers() -> None:
    assert county(two_carriers(), "621202").paths == Paths(3, 3, 3, 3)
    assert county(two_carriers(), "621202", t1="down").paths == Paths(2, 3, 2, 3)
    assert county(two_carriers(), "620102").paths == Paths()


def test_a_county_with_two_carriers_has_no_single_point_until_one_is_lost() -> None:
    assert county(two_carriers(), "621202").single_points == SinglePoints()
    assert county(two_carriers(), "621202", t="down").single_points == SinglePoints(("u1",), ("u", "uc"))
    assert county(two_carriers(), "621202", u1="down").single_points == SinglePoints((), ("t", "tc"))


def test_a_county_that_is_not_covered_has_no_single_point_left() -> None:
    assert county(two_carriers(), "621202", t="down", u="down").single_points == SinglePoints()


def test_a_county_whose_only_device_is_unknown_is_unknown() -> None:
    found = county(two_carriers(), "621202", t="unknown", u="down")
    assert (found.state, found.reason, found.paths.live) == (CoverageState.UNKNOWN, ("t",), 0)


def test_a_core_that_nothing_is_joined_to_covers_its_own_county_alone() -> None:
    of = network([device("core", "620102", role="core"), device("a", "620200")])
    assert county(of, "620102").state is CoverageState.COVERED
    assert county(of, "620102").single_points == SinglePoints((), ("core",))
    assert (county(of, "620200").state, county(of, "620200").reason) == (CoverageState.UNCOVERED, ())


def test_a_second_core_that_is_isolated_adds_no_path() -> None:
    of = network(
        [
            device("c1", "620102", role="core"),
            device("c2", "620502", role="core"),
            device("a", "620200"),
        ],
        [link("l1", "c1", "a")],
    )
    assert county(of, "620200").paths == Paths(1, 1, 1, 1)
    assert county(of, "620200").single_points == SinglePoints(("l1",), ("a", "c1"))
    assert county(of, "620502").paths == Paths(0, 0, 0, 0)


def test_an_empty_inventory_hangs_on_nothing() -> None:
    empty = assess(Network(), Conditions({}, {}), NOW)
    assert (empty.counties, empty.prefectures, empty.ratio) == ((), (), 0.0)


def test_planned_work_on_a_device_is_said_of_the_county_though_it_stays_covered() -> None:
    of = network(
        [device("core", "620102", role="core"), device("a", "620200", maintenance=True), device("b", "620200")],
        [link("l1", "core", "a"), link("l2", "core", "b")],
    )
    whole = county(of, "620200")
    assert (whole.state, whole.maintenance) == (CoverageState.COVERED, True)
    cut = county(of, "620200", a="down", l1="down")
    assert (cut.state, cut.reason, cut.maintenance) == (CoverageState.DEGRADED, ("a",), True)
    assert not county(of, "620102").maintenance


def _ranks(of: Coverage) -> list[int]:
    return [STATE_ORDER.index(each.state) for each in of.counties]


@settings(max_examples=60)
@given(scenes(), st.data())
def test_taking_an_element_down_never_adds_coverage(scene: Scene, data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(scene.states)))
    before = assess(scene.network, scene.conditions, NOW)
    after = assess(scene.network, scene.changed(lost, Condition.DOWN).conditions, NOW)
    assert all(now >= was for was, now in zip(_ranks(before), _ranks(after), strict=True))
    for was, now in zip(before.counties, after.counties, strict=True):
        assert (now.paths.live or 0) <= (was.paths.live or 0)
        assert (now.paths.live_node_disjoint or 0) <= (was.paths.live_node_disjoint or 0)
        assert (now.paths.live_node_disjoint or 0) <= (now.paths.live or 0)


@settings(max_examples=60)
@given(scenes((Condition.UP, Condition.UNKNOWN)), st.data())
def test_evidence_of_what_is_up_never_takes_coverage_away(scene: Scene, data: st.DataObject) -> None:
    unknown = sorted(name for name, condition in scene.states.items() if condition is Condition.UNKNOWN)
    if not unknown:
        return
    before = assess(scene.network, scene.conditions, NOW)
    for name in data.draw(st.lists(st.sampled_from(unknown), min_size=1)):
        scene = scene.changed(name, Condition.UP)
    after = assess(scene.network, scene.conditions, NOW)
    assert all(now <= was for was, now in zip(_ranks(before), _ranks(after), strict=True))


@settings(max_examples=60)
@given(scenes())
def test_a_county_is_lost_without_each_of_its_single_points_and_with_nothing_else(scene: Scene) -> None:
    before = assess(scene.network, scene.conditions, NOW)
    for name in scene.states:
        after = assess(scene.network, scene.changed(name, Condition.DOWN).conditions, NOW)
        for was, now in zip(before.counties, after.counties, strict=True):
            points = {*was.single_points.links, *was.single_points.devices}
            assert (name in points) is (was.connected and now.state in LOST)
