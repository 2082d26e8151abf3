"""LLDP held against the register: confirmed, missing, contradicting, unknown; and what else is heard."""

from typing import Any

import pytest

from fengsui.model.adjacency import Adjacency, LinkVerdict
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation
from fengsui.model.poll import Neighbour, SystemFacts
from fengsui.state.adjacency import hold
from tests.support.builders import NOW, device, divisions, element, interfaces, link, observation, site

LINK = link("a-b", "a eth1", "b eth1")


def network(*links: Any) -> Network:
    devices = [device(name, address=f"127.0.1.{place}") for place, name in enumerate("abc", 1)]
    return Network.of(divisions=divisions(), sites=[site()], devices=devices, links=links or [LINK])


def hears(name: str, *heard: tuple[str, str, str], **given: Any) -> DeviceObservation:
    """A device that hears others: at which interface, the other's name, and its port."""
    neighbours = tuple(Neighbour(at, f"chassis of {who}" if who else "", port, who) for at, who, port in heard)
    system = SystemFacts(sys_name=given.pop("sys_name", name))
    return observation(name, **{"neighbours": neighbours, "system": system, **given})


def held(*observations: DeviceObservation, **given: Any) -> Adjacency:
    seen = {each.device: each for each in observations}
    register = given.pop("register", network())
    return hold(register, seen, given.pop("now", NOW), evidence_limit_seconds=180, **given)


CASES: list[tuple[str, list[tuple[str, str, str]], list[tuple[str, str, str]], LinkVerdict, str]] = [
    ("both hear each other", [("eth1", "b", "eth1")], [("eth1", "a", "eth1")], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("one hears the other", [("eth1", "b", "eth1")], [], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("the other is deaf there", [("eth1", "b", "eth1")], [("eth2", "c", "")], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("a port by its description", [("eth1", "b", "Ethernet port 1")], [], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("a port that nobody can find", [("eth1", "b", "xe-0/0/0")], [], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("a port as a bare number", [("eth1", "b", "2")], [], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("a name with its domain", [("eth1", "B.gansu.example", "eth1")], [], LinkVerdict.CONFIRMED, "a eth1 hears b"),
    ("another port", [("eth1", "b", "eth2")], [], LinkVerdict.CONTRADICTING, "a eth1 hears b eth2"),
    ("another device", [("eth1", "c", "eth1")], [], LinkVerdict.CONTRADICTING, "a eth1 hears c"),
    (
        "a stranger",
        [("eth1", "stranger", "eth1")],
        [],
        LinkVerdict.CONTRADICTING,
        "a eth1 hears stranger, not registered",
    ),
    (
        "one says so, the other not",
        [("eth1", "b", "eth1")],
        [("eth1", "c", "eth1")],
        LinkVerdict.CONTRADICTING,
        "b eth1 hears c",
    ),
    (
        "neither hears anybody there",
        [("eth2", "c", "eth1")],
        [("eth2", "c", "eth2")],
        LinkVerdict.MISSING,
        "a eth1 hears nobody, b eth1 hears nobody",
    ),
    ("one hears nobody, one is deaf", [("eth2", "c", "eth1")], [], LinkVerdict.UNKNOWN, "a eth1 hears nobody"),
    ("both are deaf", [], [], LinkVerdict.UNKNOWN, "no word of LLDP from either end"),
    (
        "right beside a stranger (a hub)",
        [("eth1", "stranger", ""), ("eth1", "b", "eth1")],
        [],
        LinkVerdict.CONFIRMED,
        "a eth1 hears b",
    ),
]


@pytest.mark.parametrize(("a", "b", "verdict", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_link_is_as_its_ends_say(
    a: list[tuple[str, str, str]], b: list[tuple[str, str, str]], verdict: LinkVerdict, reason: str
) -> None:
    found = held(hears("a", *a), hears("b", *b), hears("c")).links["a-b"]
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_link_that_is_down_is_not_missing_and_may_still_contradict() -> None:
    down = Conditions({}, {"a-b": element("a-b", Condition.DOWN)})
    deaf = held(hears("a", ("eth2", "c", "")), hears("b", ("eth2", "c", "")), hears("c"), conditions=down)
    assert deaf.links["a-b"].verdict is LinkVerdict.UNKNOWN
    wrong = held(hears("a", ("eth1", "c", "")), hears("b"), hears("c"), conditions=down)
    assert wrong.links["a-b"].verdict is LinkVerdict.CONTRADICTING


def test_old_evidence_says_nothing() -> None:
    found = held(hears("a", ("eth1", "b", "eth1")), hears("b"), now=NOW + 1000)
    assert found.links["a-b"].verdict is LinkVerdict.UNKNOWN
    assert found.strays == ()


def test_a_stranger_says_nothing_where_the_other_end_could_not_be_recognised() -> None:
    unnamed = observation("b", system=None)
    assert held(hears("a", ("eth1", "stranger", "")), unnamed).links["a-b"].verdict is LinkVerdict.UNKNOWN


def test_a_device_without_a_name_is_known_by_the_address_of_one_of_its_interfaces() -> None:
    table = interfaces(2, physical_address=["00:1B:21:aa:bb:01", "00:1b:21:aa:bb:02"])
    heard = Neighbour("eth1", "001b.21AA.bb01", "eth1", "")
    found = held(observation("a", neighbours=(heard,)), hears("b", interfaces=table))
    assert found.links["a-b"].verdict is LinkVerdict.CONFIRMED


def test_a_name_that_two_devices_have_identifies_neither() -> None:
    found = held(hears("a", ("eth1", "huawei", "")), hears("b", sys_name="HUAWEI"), hears("c", sys_name="huawei"))
    assert [each.registered_as for each in found.strays] == [""]
    assert found.links["a-b"].verdict is LinkVerdict.UNKNOWN


@pytest.mark.parametrize(
    ("if_type", "heard", "verdict"),
    [
        (161, [("eth2", "b", "eth2")], LinkVerdict.CONFIRMED),
        (161, [("eth2", "c", "eth2")], LinkVerdict.UNKNOWN),
        (135, [("eth2", "c", "eth2")], LinkVerdict.UNKNOWN),
        (135, [("eth1", "c", "eth2")], LinkVerdict.UNKNOWN),
        (6, [("eth1", "c", "eth2")], LinkVerdict.CONTRADICTING),
    ],
)
def test_of_an_aggregate_its_members_speak_and_of_a_subinterface_nobody(
    if_type: int, heard: list[tuple[str, str, str]], verdict: LinkVerdict
) -> None:
    table = interfaces(2, type=[if_type, 6])
    found = held(hears("a", *heard, interfaces=table), hears("b"), hears("c"))
    assert found.links["a-b"].verdict is verdict


def test_what_no_link_accounts_for_is_listed() -> None:
    found = held(hears("a", ("eth1", "b", "eth1"), ("eth2", "c", "eth9"), ("eth2", "new", "1")), hears("b"), hears("c"))
    assert [(each.device, each.interface, each.name, each.port, each.registered_as) for each in found.strays] == [
        ("a", "eth2", "c", "eth9", "c"),
        ("a", "eth2", "new", "1", ""),
    ]
    assert {each.carrier for each in found.strays} == {"telecom"}


def test_every_verdict_is_counted_also_where_there_is_none() -> None:
    found = held(hears("a", ("eth1", "b", "eth1")), hears("b"))
    assert found.counts() == {**dict.fromkeys(LinkVerdict, 0), LinkVerdict.CONFIRMED: 1}
    assert Adjacency().counts() == dict.fromkeys(LinkVerdict, 0)


def test_what_the_wire_says_is_capped_and_escaped() -> None:
    nasty = "\x1b[2J" + "x" * 500
    (check,) = held(hears("a", ("eth1", nasty, "")), hears("b")).links.values()
    assert check.reason.isprintable()
    assert len(check.reason) < 100
