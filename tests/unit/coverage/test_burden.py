"""What each element carries alone, and which single cut is the worst."""

from dataclasses import replace

from hypothesis import given, settings

from fengsui.coverage.burden import Burden, burdens_of
from fengsui.coverage.engine import assess
from fengsui.coverage.result import CONNECTED, Coverage
from fengsui.model.division import Division
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import NOW, conditions, device, link, network
from tests.unit.coverage.strategies import Scene, scenes


def province() -> Network:
    """Telecom: core – a – b, a county each. Unicom reaches b's county too, over a core of its own elsewhere."""
    return network(
        [
            device("core", "620102", role="core"),
            device("a", "620200"),
            device("b", "620402"),
            device("uc", "620502", "unicom", "core"),
            device("u", "620402", "unicom"),
        ],
        [link("ca", "core", "a"), link("ab", "a", "b"), link("u-1", "uc", "u", "unicom")],
    )


def inhabited(of: Network) -> dict[str, Division]:
    households = {"620102": 5000, "620200": 300, "620402": 20}
    return {code: replace(each, households=households.get(code)) for code, each in of.divisions.items()}


def burdens(**changed: str) -> dict[str, Burden]:
    of = province()
    return {each.name: each for each in burdens_of(assess(of, conditions(of, **changed), NOW), inhabited(of))}


def test_an_element_carries_the_counties_that_hang_on_it_alone() -> None:
    found = burdens()
    assert found["ca"] == Burden("link", "ca", "telecom", ("620200", "620402"), ("620200",), 320, 300)
    assert found["ab"] == Burden("link", "ab", "telecom", ("620402",), (), 20, 0)
    assert found["core"] == Burden(
        "device", "core", "telecom", ("620102", "620200", "620402"), ("620102", "620200"), 5320, 5300
    )


def test_where_one_carrier_alone_is_left_its_elements_carry_the_county() -> None:
    assert burdens(u="down")["ab"].lost == ("620402",)


def test_the_worst_single_cut_comes_first() -> None:
    assert list(burdens()) == ["core", "a", "ca", "uc", "b", "u", "ab", "u-1"]


def test_a_county_of_unknown_size_adds_no_households() -> None:
    assert burdens()["uc"] == Burden("device", "uc", "unicom", ("620402", "620502"), ("620502",), 20, 0)


def test_nothing_carries_anything_in_an_empty_province() -> None:
    assert burdens_of(assess(Network(), Conditions({}, {}), NOW), {}) == ()


def _connected(of: Coverage) -> set[str]:
    return {county.code for county in of.counties if county.connected}


def _covering(of: Coverage) -> set[str]:
    return {each.code for each in of.counties for by in each.carriers if by.state in CONNECTED}


@settings(max_examples=100)
@given(scenes(most_links=8))
def test_a_burden_is_what_taking_the_element_down_takes_away(scene: Scene) -> None:
    of = scene.network
    before = assess(of, scene.conditions, NOW)
    found = {each.name: each for each in burdens_of(before, of.divisions)}
    for name in scene.states:
        after = assess(of, scene.changed(name, Condition.DOWN).conditions, NOW)
        carried = found.get(name)
        assert set(carried.lost if carried else ()) == _connected(before) - _connected(after)
        assert set(carried.counties if carried else ()) == _covering(before) - _covering(after)
