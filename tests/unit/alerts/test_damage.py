from fengsui.alerts.damage import cause_of, is_blind
from fengsui.alerts.failure import Failure
from fengsui.model.incident import CauseKind, Element, Loss
from tests.support.incidents import scene
from tests.unit.alerts.test_failure import CHENGXIAN, LANZHOU, LIANGDANG, WUDU, chain, ring
from tests.unit.coverage.networks import aged, conditions, conditions_from, device, link, network

A, B = Element("device", "a", "telecom"), Element("link", "b", "telecom")


def test_a_failure_is_told_in_the_words_of_an_incident() -> None:
    assert cause_of(Failure((A,))).kind is CauseKind.DEVICE
    assert cause_of(Failure((B,))).kind is CauseKind.LINK
    assert cause_of(Failure((A, B))).kind is CauseKind.SET
    assert cause_of(Failure((B,), duct="g212")).kind is CauseKind.DUCT
    assert cause_of(Failure((B,)), (A,)).kind is CauseKind.SET


def test_counties_are_charged_to_what_failed() -> None:
    (damage,) = scene(chain(), conditions(chain(), wd_cx="down")).damages
    assert damage.losses == {(CHENGXIAN, "telecom"): Loss.COVER, (LIANGDANG, "telecom"): Loss.COVER}


def test_what_lost_its_reserve_is_charged_to_every_failure_that_took_a_part_of_it() -> None:
    of = network(
        [device("core", LANZHOU, role="core"), device("wd", WUDU)],
        [link(name, "core", "wd") for name in ("l", "m", "n")],
    )
    found = scene(of, conditions(of, l="down", m="down"))
    assert [(damage.cause.names, dict(damage.losses)) for damage in found.damages] == [
        (("l",), {(WUDU, "telecom"): Loss.REDUNDANCY}),
        (("m",), {(WUDU, "telecom"): Loss.REDUNDANCY}),
    ]


def test_a_county_that_is_unknown_for_no_failure_s_sake_is_named() -> None:
    found = scene(chain(), conditions(chain(), wd="unknown"))
    assert found.damages == ()
    assert found.unexplained == tuple((county, "telecom") for county in (WUDU, CHENGXIAN, LIANGDANG))


def test_a_county_that_is_unknown_because_of_a_failure_lost_its_certainty_to_it() -> None:
    of = ring()
    (damage,) = scene(of, conditions(of, core_wd="down", cx_ld="unknown")).damages
    assert damage.losses[WUDU, "telecom"] is Loss.CERTAINTY


def test_a_monitor_is_blind_where_it_asked_several_and_none_is_up() -> None:
    of = chain()
    down = dict.fromkeys(of.devices, "down")
    assert is_blind(conditions_from(of, down))
    assert is_blind(conditions_from(of, {**down, "wd": "unknown", "cx": "unknown"}))
    assert not is_blind(conditions_from(of, {**down, "wd": "up"}))
    unasked = conditions_from(of, dict.fromkeys(of.devices, "unknown"))
    for name in list(of.devices)[1:]:
        unasked = aged(unasked, name, None)
    assert not is_blind(unasked)
