from dataclasses import replace

from fengsui.commands.demo_report import Finding, findings, reboots, signs_of
from fengsui.model.observation import Change
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase
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
    assert signs_of(CUT_OFF) == (("county", "621222", "uncovered"), ("link", "one", "down"))
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
    assert found(CUT_OFF, by_carrier, link("one", "down", AT + 1)).seen_after is None
    whole = replace(by_carrier, carrier="")
    assert found(CUT_OFF, by_carrier, whole, link("one", "down", AT + 1)).seen_after == 2.0


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
