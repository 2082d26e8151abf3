"""The verdict on a registered device: every reason and every warning, each with the smallest thing that brings it."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.model.box import Box
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome, SystemFacts
from fengsui.model.secret import Secret
from fengsui.model.verification import (
    AgentIdentity,
    Asked,
    DeviceFacts,
    Known,
    ReasonKind,
    Registered,
    Verdict,
    Verification,
)
from fengsui.state.verification import barred, facts_of, judge, passes
from tests.support.builders import NOW, carrier, device, interfaces, site

COMMUNITY = Credential("lab", SnmpVersion.V2C, community=Secret("a-canary"))
BOXES = {"620102": Box(103.7, 35.9, 104.0, 36.3)}
FACTS = DeviceFacts(
    PollOutcome.OK,
    "yd-1",
    "Router",
    "1.3.6.1.4.1.2011.2.224",
    "huawei-vrp",
    "by sysObjectID",
    4,
    4,
    0,
    "80aa01",
    "SN-1",
)


def registered(**given: Any) -> Registered:
    place = {key: given.pop(key) for key in ("longitude", "latitude") if key in given}
    chosen = device("yd-1", **{"address": "10.20.0.2", "credential": "lab", **given})
    return Registered(chosen, carrier(management_prefixes=("10.20.0.0/16",)), site(**place), COMMUNITY)


def asked(facts: DeviceFacts | None = FACTS, **given: Any) -> Asked:
    return Asked(registered(**given), NOW, facts=facts)


def kinds(found: Verification) -> list[str]:
    return [reason.kind.value for reason in found.reasons]


def known(name: str = "other", **given: Any) -> Known:
    return Known(**{"name": name, "carrier": "telecom", "address": "10.20.9.9", "port": 161, **given})


def test_a_device_that_answers_as_it_should_is_active() -> None:
    found = judge(asked(), [known(sys_name="another", engine_id="80bb", serial="SN-2")], BOXES)
    assert (found.verdict, found.reasons, found.warnings, found.failures) == (Verdict.ACTIVE, (), (), 0)
    assert (found.device, found.at, found.facts) == ("yd-1", NOW, FACTS)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("10.20.0.2", None),
        ("10.21.0.2", ReasonKind.OUTSIDE_PREFIXES),
        ("10.20.255.255", ReasonKind.OUTSIDE_PREFIXES),
        ("127.0.0.1", ReasonKind.ADDRESS),
        ("169.254.1.1", ReasonKind.ADDRESS),
        ("224.0.0.1", ReasonKind.ADDRESS),
        ("255.255.255.255", ReasonKind.ADDRESS),
        ("0.0.0.0", ReasonKind.ADDRESS),
        ("fe80::1", ReasonKind.ADDRESS),
        ("::ffff:10.20.0.2", ReasonKind.ADDRESS),
        ("device.example", ReasonKind.ADDRESS),
    ],
)
def test_what_may_not_be_asked_is_told_from_the_address_alone(address: str, kind: ReasonKind | None) -> None:
    found = barred(registered(address=address), allow_loopback=False, own=False)
    assert [reason.kind for reason in found] == ([kind] if kind else [])


def test_loopback_is_asked_where_the_settings_allow_it_and_a_prefix_holds_it() -> None:
    chosen = registered(address="127.0.1.1")
    allowed = replace(chosen, carrier=carrier(management_prefixes=("127.0.0.0/8",)))
    assert barred(allowed, allow_loopback=True, own=True) == ()
    assert [each.kind for each in barred(chosen, allow_loopback=True, own=True)] == [ReasonKind.OUTSIDE_PREFIXES]


def test_this_machine_is_no_device_of_a_carrier() -> None:
    assert [each.kind for each in barred(registered(), allow_loopback=False, own=True)] == [ReasonKind.OWN_ADDRESS]


def test_without_a_credential_nothing_is_asked() -> None:
    without = replace(registered(), credential=None)
    assert [each.kind for each in barred(without, allow_loopback=False, own=False)] == [ReasonKind.NO_CREDENTIAL]


def test_what_bars_a_device_refuses_it_for_good() -> None:
    reasons = barred(registered(address="10.21.0.2"), allow_loopback=False, own=False)
    found = judge(Asked(registered(), NOW, reasons), [], BOXES)
    assert (found.verdict, kinds(found), found.facts, passes(found)) == (
        Verdict.REFUSED,
        ["outside_prefixes"],
        None,
        False,
    )


@pytest.mark.parametrize(
    ("outcome", "kind", "passing"),
    [
        (PollOutcome.TIMEOUT, "unreachable", True),
        (PollOutcome.ERROR, "unusable", True),
        (PollOutcome.REFUSED, "credential_refused", False),
    ],
)
def test_who_does_not_answer_is_refused(outcome: PollOutcome, kind: str, passing: bool) -> None:
    silent = replace(asked(DeviceFacts(outcome)), registered=replace(registered(), failures=2))
    found = judge(silent, [known(address="10.20.0.2")], BOXES)
    assert (kinds(found), passes(found), found.failures) == ([kind], passing, 3 if passing else 0)
    assert "a-canary" not in str(found)


SAME: list[tuple[dict[str, Any], list[str]]] = [
    ({"engine_id": "80aa01"}, ["duplicate_engine"]),
    ({"serial": "SN-1"}, ["duplicate_serial"]),
    ({"engine_id": "80aa01", "serial": "SN-1"}, ["duplicate_engine", "duplicate_serial"]),
    ({"address": "10.20.0.2"}, ["duplicate_address"]),
    ({"address": "10.20.0.2", "port": 1161}, []),
    ({"sys_name": "YD-1"}, ["name_clash"]),
    ({"sys_name": "YD-1", "engine_id": "80aa01"}, ["duplicate_engine", "name_clash"]),
]


@pytest.mark.parametrize(("other", "expected"), SAME)
def test_a_device_that_is_registered_already_is_refused(other: dict[str, Any], expected: list[str]) -> None:
    found = judge(asked(), [known(**other)], BOXES)
    assert kinds(found) == expected
    assert {reason.other for reason in found.reasons} <= {"other"}
    assert not passes(found)


@pytest.mark.parametrize("proof", [{"engine_id": "80bb"}, {"serial": "SN-2"}])
def test_two_devices_of_one_name_that_are_shown_to_be_two_both_count(proof: dict[str, Any]) -> None:
    found = judge(asked(), [known(sys_name="yd-1", **proof)], BOXES)
    assert found.verdict is Verdict.ACTIVE
    assert [each.kind for each in found.warnings] == [ReasonKind.NAME_CLASH]


def test_a_device_is_no_duplicate_of_itself() -> None:
    itself = known("yd-1", sys_name="yd-1", engine_id="80aa01", serial="SN-1", address="10.20.0.2")
    assert judge(asked(), [itself], BOXES).verdict is Verdict.ACTIVE


def test_of_another_carrier_s_device_no_text_says_the_name() -> None:
    (reason,) = judge(asked(), [known("secret-core", carrier="mobile", serial="SN-1")], BOXES).reasons
    texts = [words for part in (reason.expected, reason.got, reason.hint) for words in (part.en, part.zh)]
    assert "secret-core" not in "".join(texts)
    assert "mobile" not in "".join(texts)
    assert reason.other == "secret-core"


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        ({"longitude": 103.8, "latitude": 36.0}, False),
        ({"longitude": 104.05, "latitude": 36.0}, False),
        ({"longitude": 36.0, "latitude": 103.8}, True),
        ({"longitude": 98.3, "latitude": 39.8}, True),
        ({"longitude": None, "latitude": None}, False),
        ({"longitude": 0.0, "latitude": 0.0}, True),
    ],
)
def test_a_site_lies_in_its_division(place: dict[str, Any], refused: bool) -> None:
    assert kinds(judge(asked(**place), [], BOXES)) == (["implausible_site"] if refused else [])
    assert kinds(judge(asked(**place), [], {})) == []


WEAK: list[tuple[dict[str, Any], str]] = [
    ({"profile": "generic"}, "generic_profile"),
    ({"interfaces_64_bit": 0}, "no_64_bit_counters"),
    ({"sys_name": "HUAWEI"}, "other_name"),
    ({"outcome": PollOutcome.PARTIAL}, "partial"),
]


@pytest.mark.parametrize(("changed", "warning"), WEAK)
def test_what_is_weak_is_told_and_speaks_against_nothing(changed: dict[str, Any], warning: str) -> None:
    found = judge(asked(replace(FACTS, **changed)), [], BOXES)
    assert found.verdict is Verdict.ACTIVE
    assert [each.kind.value for each in found.warnings] == [warning]


@pytest.mark.parametrize("sys_name", ["YD-1", "yd-1.gansu.example", None, ""])
def test_a_name_with_its_domain_or_none_is_no_other_name(sys_name: str | None) -> None:
    assert judge(asked(replace(FACTS, sys_name=sys_name)), [], BOXES).warnings == ()


def test_every_reason_is_said_in_both_languages_and_what_a_device_says_is_escaped() -> None:
    nasty = replace(FACTS, sys_name="\x1b[31m" + "x" * 300, profile="generic", interfaces_64_bit=0)
    found = judge(asked(nasty, longitude=0.0, latitude=0.0), [known(serial="SN-1")], BOXES)
    silent = judge(asked(DeviceFacts(PollOutcome.TIMEOUT)), [], BOXES)
    own = barred(replace(registered(), credential=None), allow_loopback=False, own=True)
    for reason in (*found.reasons, *found.warnings, *silent.reasons, *own):
        for words in (reason.expected, reason.got, reason.hint):
            assert words.en
            assert words.zh
            assert f"{words.en}{words.zh}".isprintable()
            assert len(words.en) < 200


def test_facts_are_what_the_poll_showed() -> None:
    poll = DevicePoll(
        "10.20.0.2",
        NOW,
        PollOutcome.OK,
        system=SystemFacts("Router", "1.3.6.1", "yd-1"),
        interfaces=interfaces(3, counter_bits=[64, 32, 64]),
        profile="generic",
        profile_why="no other",
    )
    found = facts_of(poll, AgentIdentity("80aa01", "SN-1"))
    assert (found.sys_name, found.interfaces, found.interfaces_64_bit) == ("yd-1", 3, 2)
    assert (found.engine_id, found.serial, found.profile_why) == ("80aa01", "SN-1", "no other")
    assert facts_of(DevicePoll("x", NOW, PollOutcome.TIMEOUT), AgentIdentity()).sys_name is None
