"""What failed, on small networks drawn by hand: a core, and counties that hang on it."""

from dataclasses import replace

import pytest

from fengsui.alerts.failure import Failures, NotUp, failures_of
from fengsui.model.network import Network
from tests.support.incidents import not_up
from tests.unit.coverage.networks import NOW, conditions_from, device, link, network

LANZHOU, WUDU, CHENGXIAN, LIANGDANG = "620102", "621202", "621221", "621228"


def chain() -> Network:
    """core — wd — cx — ld."""
    return network(
        [device("core", LANZHOU, role="core"), device("wd", WUDU), device("cx", CHENGXIAN), device("ld", LIANGDANG)],
        [link("core-wd", "core", "wd"), link("wd-cx", "wd", "cx"), link("cx-ld", "cx", "ld")],
    )


def ring(*, ducts: dict[str, str] | None = None) -> Network:
    """core — wd — cx — ld — core."""
    links = [
        link("core-wd", "core", "wd"),
        link("wd-cx", "wd", "cx"),
        link("cx-ld", "cx", "ld"),
        link("ld-core", "ld", "core"),
    ]
    lain = [replace(each, duct=(ducts or {}).get(each.name)) for each in links]
    return network(
        [device("core", LANZHOU, role="core"), device("wd", WUDU), device("cx", CHENGXIAN), device("ld", LIANGDANG)],
        lain,
    )


def found(of: Network, **changed: str) -> Failures:
    conditions = conditions_from(of, {name.replace("_", "-"): value for name, value in changed.items()})
    return failures_of(of, conditions, not_up(conditions))


def named(failures: Failures) -> list[tuple[str, ...]]:
    return [tuple(each.name for each in failure.elements) for failure in failures.found]


def test_where_everything_is_up_nothing_failed() -> None:
    assert failures_of(chain(), conditions_from(chain(), {}), NotUp((), ())) == Failures()


def test_a_link_that_is_down_between_two_that_answer_is_the_cause() -> None:
    (failure,) = found(ring(), wd_cx="down").found
    assert (failure.keys, failure.or_else, failure.conclusive) == ((("link", "wd-cx"),), (), True)


def test_what_is_silent_behind_a_link_that_is_down_is_explained_by_the_link() -> None:
    failures = found(chain(), core_wd="down", wd="down", cx="down", ld="down", wd_cx="unknown", cx_ld="unknown")
    assert named(failures) == [("core-wd",)]
    assert set(failures.explained) == {
        ("link", "core-wd"), ("device", "wd"), ("device", "cx"), ("device", "ld"), ("link", "wd-cx"), ("link", "cx-ld")
    }  # fmt: skip


def test_a_device_that_hangs_on_the_one_link_is_named_beside_it_for_nothing_tells_them_apart() -> None:
    (failure,) = found(chain(), core_wd="down", wd="down", cx="down", ld="down").found
    assert [each.name for each in failure.or_else] == ["wd"]


def test_a_device_all_of_whose_links_are_down_is_the_cause_and_they_are_not() -> None:
    failures = found(ring(), wd="down", core_wd="down", wd_cx="down")
    assert named(failures) == [("wd",)]
    assert set(failures.explained) == {("device", "wd"), ("link", "core-wd"), ("link", "wd-cx")}


def test_a_device_behind_an_open_port_is_the_cause_itself() -> None:
    failures = found(chain(), cx="down", ld="down", cx_ld="unknown", wd_cx="unknown")
    assert named(failures) == [("cx",)]
    assert failures.found[0].conclusive
    assert failures.explained["device", "ld"] == failures.explained["link", "wd-cx"] == (0,)


def test_a_device_whose_only_neighbours_are_unknown_is_not_yet_the_cause_for_sure() -> None:
    failures = found(chain(), wd="unknown", cx="down", ld="down")
    assert named(failures) == [("cx",)]
    assert not failures.found[0].conclusive


def test_what_is_unknown_is_no_cause() -> None:
    failures = found(chain(), wd="unknown", cx="unknown", wd_cx="unknown")
    assert failures == Failures()


def test_what_is_unknown_behind_a_link_that_is_down_is_explained_by_it() -> None:
    failures = found(chain(), core_wd="down", wd="unknown", cx="unknown", ld="unknown")
    assert named(failures) == [("core-wd",)]
    assert failures.explained["device", "cx"] == (0,)
    assert failures.found[0].or_else == ()  # it is not known to be silent for good


def test_two_cuts_that_leave_an_arc_dark_are_two_causes_and_the_arc_takes_both() -> None:
    failures = found(ring(), core_wd="down", cx_ld="down", wd="down", cx="down", wd_cx="unknown")
    assert named(failures) == [("core-wd",), ("cx-ld",)]
    assert failures.explained["device", "wd"] == failures.explained["link", "wd-cx"] == (0, 1)


def test_several_links_that_are_down_in_one_duct_are_one_cause() -> None:
    of = ring(ducts={"core-wd": "g212", "ld-core": "g212", "wd-cx": "g7"})
    (failure,) = found(of, core_wd="down", ld_core="down").found
    assert (failure.duct, [each.name for each in failure.elements]) == ("g212", ["core-wd", "ld-core"])
    assert [each.duct for each in found(of, core_wd="down").found] == [None]


def test_a_duct_that_explains_a_silent_device_is_told_before_the_device() -> None:
    of = ring(ducts={"core-wd": "g212", "wd-cx": "g212"})
    (failure,) = found(of, wd="down", core_wd="down", wd_cx="down").found
    assert (failure.duct, [each.name for each in failure.or_else]) == ("g212", ["wd"])


def test_a_core_is_told_before_its_only_link() -> None:
    of = network([device("core", LANZHOU, role="core"), device("wd", WUDU)], [link("core-wd", "core", "wd")])
    (failure,) = found(of, core="down", core_wd="down").found
    assert (failure.keys, [each.name for each in failure.or_else]) == ((("device", "core"),), ["core-wd"])


def test_a_carrier_that_is_dark_as_a_whole_goes_back_to_its_cores() -> None:
    down = dict.fromkeys(("core", "wd", "cx", "ld"), "down")
    failures = found(ring(), **down)
    assert named(failures) == [("core",)]
    assert not failures.found[0].conclusive
    assert failures.explained["device", "ld"] == (0,)


def test_an_island_without_a_core_is_one_cause() -> None:
    of = network([device("core", LANZHOU, role="core"), device("a", WUDU), device("b", WUDU)], [link("a-b", "a", "b")])
    assert named(found(of, a="down", b="down")) == [("a", "b")]


def test_a_device_without_links_is_its_own_cause_for_sure() -> None:
    of = network([device("core", LANZHOU, role="core"), device("a", WUDU)])
    (failure,) = found(of, a="down").found
    assert (failure.keys, failure.conclusive) == ((("device", "a"),), True)


def test_a_link_from_a_device_to_itself_does_no_harm() -> None:
    of = network(
        [device("core", LANZHOU, role="core"), device("a", WUDU)], [link("l", "a", "a"), link("m", "core", "a")]
    )
    assert named(found(of, l="down")) == [("l",)]
    assert named(found(of, l="down", a="down", m="down")) == [("m",)]


def test_failures_under_announced_work_are_said_to_be() -> None:
    of = network(
        [device("core", LANZHOU, role="core"), device("wd", WUDU, maintenance=True), device("cx", CHENGXIAN)],
        [link("core-wd", "core", "wd"), link("core-cx", "core", "cx")],
    )
    assert [each.maintenance for each in found(of, core_wd="down", core_cx="down").found] == [False, True]


def test_a_failure_knows_its_times_and_its_evidence() -> None:
    of = ring(ducts={"core-wd": "g212", "ld-core": "g212"})
    conditions = conditions_from(of, {"core-wd": "down", "ld-core": "down"})
    conditions.links["ld-core"] = replace(conditions.links["ld-core"], since=NOW, evidence_at=NOW, reason="port down")
    conditions.links["core-wd"] = replace(conditions.links["core-wd"], reason="port down at core 1")
    (failure,) = failures_of(of, conditions, not_up(conditions)).found
    assert (failure.since, failure.latest, failure.evidence_at) == (NOW - 600, NOW, NOW)
    assert failure.reason == "port down at core 1"


@pytest.mark.parametrize("unknown", ["devices", "links"])
def test_an_element_without_any_condition_is_unknown_and_no_cause(unknown: str) -> None:
    conditions = conditions_from(chain(), {})
    getattr(conditions, unknown).clear()
    names = NotUp(list(chain().devices), []) if unknown == "devices" else NotUp([], list(chain().links))
    assert failures_of(chain(), conditions, names) == Failures()
