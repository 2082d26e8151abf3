from collections.abc import Iterable
from dataclasses import replace

import pytest

from fengsui.commands.demo_report import Finding, Sign, findings, reboots, signs_of
from fengsui.inventory.divisions import load_divisions
from fengsui.model.observation import Change
from fengsui.simulator.builder import build_province
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.province import Province
from fengsui.simulator.timeline import faults
from fengsui.simulator.world import Happening, Phase, World
from tests.support.builders import observation

AT, UNTIL, END = 1000.0, 1030.0, 1060.0
CUT = Fault(FaultKind.FIBRE_CUT, AT, UNTIL, links=("one", "two"))
CUT_OFF = Fault(FaultKind.COUNTY_CUT_OFF, AT, UNTIL, links=("one",), county="621222")
DEAD = Fault(FaultKind.AGENT_DEAD, AT, UNTIL, devices=("router",))
REBOOT = Fault(FaultKind.REBOOT, AT, AT + 3, devices=("router",))


def link(name: str, after: str, at: float) -> Change:
    return Change("link", name, None, after, at)


def found(fault: Fault, *changes: Change, until: float = END, patience: float = 12.0) -> Finding:
    (finding,) = findings([Happening(fault.at, Phase.FAULT, fault)], changes, until=until, patience_seconds=patience)
    return finding


def test_each_kind_of_fault_has_its_signs() -> None:
    assert signs_of(CUT) == (("link", "one", "down"), ("link", "two", "down"))
    assert signs_of(CUT_OFF) == (("county", "621222", "uncovered"),)
    assert signs_of(DEAD) == (("device", "router", "unknown"),)
    assert signs_of(REBOOT) == (("device", "router", "rebooted"),)
    assert signs_of(replace(DEAD, kind=FaultKind.POWER_LOSS)) == (("device", "router", "down"),)


def test_a_fault_is_seen_when_the_last_of_its_signs_is() -> None:
    finding = found(CUT, link("one", "down", AT + 2), link("two", "down", AT + 7))
    assert (finding.seen_after, finding.missing, finding.expected) == (7.0, (), True)


def test_a_fault_with_a_missing_sign_is_not_seen_and_the_sign_is_named() -> None:
    finding = found(CUT, link("one", "down", AT + 2))
    assert finding.seen_after is None
    assert finding.missing == (("link", "two", "down"),)


def test_what_was_so_before_the_fault_is_no_sign_of_it() -> None:
    assert found(CUT, link("one", "down", AT - 20), link("two", "down", AT + 2)).seen_after is None


def test_a_repair_is_seen_when_the_last_sign_is_gone() -> None:
    down = (link("one", "down", AT + 2), link("two", "down", AT + 2))
    assert found(CUT, *down, link("one", "up", UNTIL + 3)).cleared_after is None
    assert found(CUT, *down, link("one", "up", UNTIL + 3), link("two", "up", UNTIL + 9)).cleared_after == 9.0


def test_a_county_by_one_carrier_is_not_the_county() -> None:
    by_carrier = Change("county", "621222", "covered", "uncovered", AT + 2, carrier="telecom")
    assert found(CUT_OFF, by_carrier).seen_after is None
    assert found(CUT_OFF, by_carrier, replace(by_carrier, carrier="")).seen_after == 2.0


def test_a_fault_shorter_than_the_patience_or_too_close_to_the_end_need_not_be_seen() -> None:
    assert not found(CUT, patience=31.0).expected
    assert not found(CUT, until=AT + 5).expected
    assert found(REBOOT).expected, "a reboot leaves its mark in the uptime, however short"
    assert not found(REBOOT, until=AT + 10).expected


def test_repairs_are_no_faults() -> None:
    assert findings([Happening(UNTIL, Phase.REPAIR, CUT)], [], until=END, patience_seconds=12) == ()


def test_a_reboot_is_told_by_a_boot_that_moved() -> None:
    before = {"a": observation("a", booted_at=10.0), "b": observation("b", booted_at=10.0)}
    after = {"a": observation("a", booted_at=500.0), "b": observation("b", booted_at=10.0)}
    assert [(change.name, change.after, change.at) for change in reboots(before, after, 507.0)] == [
        ("a", "rebooted", 507.0)
    ]


def test_a_device_seen_for_the_first_time_did_not_reboot() -> None:
    unknown = {"a": observation("a", booted_at=None)}
    known = {"a": observation("a", booted_at=500.0)}
    assert reboots({}, known, 507.0) == reboots(unknown, known, 507.0) == reboots(known, unknown, 507.0) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_somebody_within_reach_can_bear_witness_to_every_sign_of_every_fault(seed: int) -> None:
    province = build_province(load_divisions(), seed=seed, port=16161)
    for fault in faults(province, start=1000.0, length=60.0, cycles=6):
        world = World(province, 900.0)
        world.schedule([fault])
        world.advance(fault.at)
        for sign in signs_of(fault):
            assert can_be_seen(sign, province, world), f"{sign} of {fault.text_en}"


def can_be_seen(sign: Sign, province: Province, world: World) -> bool:
    kind, name, word = sign
    if kind == "county":
        return set(ends_up(province.links_leaving(name), province, world)) == {False}
    if kind == "link":
        return False in ends_up([name], province, world)
    around = ends_up([link.name for link in province.network.links_of[name]], province, world, but=name)
    return word == "rebooted" or (True in around if word == "unknown" else set(around) == {False})


def ends_up(links: Iterable[str], province: Province, world: World, but: str = "") -> list[bool]:
    """What the ends of links say of them, as far as their agents answer."""
    said = []
    for name in links:
        for end in (province.links[name].a, province.links[name].b):
            ports = province.devices[end.device].ports
            slot = next(slot for slot, port in enumerate(ports) if port.name == end.interface)
            if end.device != but and world.devices[end.device].answers:
                said.append(world.devices[end.device].ports[slot].up)
    return said
