"""An interface keeps its id through other indexes, other names and absences; what differs is a move."""

import time
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.observation import DeviceObservation, InterfaceIdentities
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome
from fengsui.state.interfaces import DEPARTED_LIMIT, interface_label
from fengsui.state.observe import observe
from tests.support.builders import NOW, interfaces


def table(*names: str, start: int = 1, **columns: Any) -> InterfaceTable:
    """Interfaces of these names, with ifIndex counted from `start`."""
    count = len(names)
    texts = {"name": names, "descr": [f"port {name}" for name in names], "alias": [None] * count}
    return interfaces(count, **{"index": range(start, start + count), **texts, **columns})


def seen(*tables: InterfaceTable, known: DeviceObservation | None = None) -> DeviceObservation:
    """What is known after whole polls that brought these tables, a minute apart."""
    for number, each in enumerate(tables):
        poll = DevicePoll("a", NOW + 60 * number, PollOutcome.OK, interfaces=each, interfaces_complete=True)
        known, _ = observe(known, "r1", poll, next_poll_at=None)
    assert known is not None
    return known


def ids(known: DeviceObservation) -> dict[str | None, int]:
    return dict(zip(known.interfaces.name, known.identities.ids, strict=True))


def moves(known: DeviceObservation) -> list[tuple[int, str, str, str, str]]:
    return [(m.interface_id, m.interface, m.attribute, m.before, m.after) for m in known.moves]


def test_ids_are_given_in_order_and_first_sight_is_no_move() -> None:
    known = seen(table("eth1", "eth2"))
    assert (ids(known), known.identities.given, known.moves) == ({"eth1": 1, "eth2": 2}, 2, ())


def test_an_id_stays_with_its_interface_when_every_ifindex_moves() -> None:
    known = seen(table("eth1", "eth2"), table("new", "eth2", "eth1", start=10))
    assert ids(known) == {"new": 3, "eth2": 2, "eth1": 1}
    assert moves(known) == [(2, "eth2", "index", "2", "11"), (1, "eth1", "index", "1", "12")]


def test_an_id_stays_with_an_interface_that_was_renamed_where_the_evidence_allows() -> None:
    address: dict[str, Any] = {"physical_address": ["00:e0:fc:00:00:01"]}
    known = seen(table("GigabitEthernet0/1", **address), table("GE0/1", **address))
    assert ids(known) == {"GE0/1": 1}
    assert moves(known) == [
        (1, "GE0/1", "name", "GigabitEthernet0/1", "GE0/1"),
        (1, "GE0/1", "descr", "port GigabitEthernet0/1", "port GE0/1"),
    ]
    assert ids(seen(table("eth1"), table("eth9"))) == {"eth9": 2}


def test_another_card_in_the_slot_is_a_move_of_the_address() -> None:
    known = seen(table("eth1", physical_address=["00:01"]), table("eth1", physical_address=["00:02"]))
    assert moves(known) == [(1, "eth1", "physical_address", "00:01", "00:02")]


def test_an_interface_that_comes_back_is_the_one_that_it_was() -> None:
    whole = table("eth1", "eth2", "eth3")
    chassis_alone = table("eth1")
    away = seen(whole, chassis_alone)
    assert (away.identities.departed.name, away.identities.departed_ids) == (("eth2", "eth3"), (2, 3))
    assert away.identities.departed_at == (NOW + 60, NOW + 60)
    back = seen(whole, chassis_alone, table("eth1", "eth3", "eth4", start=1))
    assert ids(back) == {"eth1": 1, "eth3": 3, "eth4": 4}
    assert moves(back) == [(3, "eth3", "index", "3", "2")]
    assert back.identities.departed_ids == (2,)


def test_an_id_is_never_given_twice() -> None:
    known = seen(*(table(f"ppp{number}", start=1) for number in range(5)))
    assert (ids(known), known.identities.given) == ({"ppp4": 5}, 5)


def test_what_left_is_remembered_within_a_bound_the_latest_first() -> None:
    crowd = table(*(f"ppp{number}" for number in range(DEPARTED_LIMIT)))
    known = seen(crowd, table("eth1"), table("eth2"))
    assert len(known.identities.departed) == DEPARTED_LIMIT
    assert known.identities.departed.name[-1] == "eth1"
    assert known.identities.departed.name[0] == "ppp1"


def test_interfaces_from_before_there_were_ids_are_given_theirs() -> None:
    old = replace(seen(table("eth1", "eth2")), identities=InterfaceIdentities())
    assert ids(seen(table("eth2", "eth3"), known=old)) == {"eth2": 2, "eth3": 3}


def test_what_an_agent_did_not_tell_before_or_now_did_not_move() -> None:
    named, nameless = table("eth1"), table("eth1", name=[None])
    assert seen(named, nameless).moves == ()
    assert seen(nameless, named).moves == ()


def test_an_interface_is_called_by_the_best_that_it_has() -> None:
    bare = interfaces(3, name=["e1", "", None], descr=["d1", "d2", None], index=[1, 2, 33])
    assert [interface_label(bare, row) for row in range(3)] == ["e1", "d2", "ifIndex 33"]


def test_five_thousand_interfaces_that_all_move_hold_nobody_up() -> None:
    before = seen(interfaces(5000))
    began = time.process_time()
    assert ids(seen(interfaces(5000, index=range(10, 5010)), known=before)) == ids(before)
    assert time.process_time() - began < 1.0


_names = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@given(st.lists(st.tuples(_names, st.integers(1, 50)), min_size=1, max_size=6))
def test_a_name_of_its_own_keeps_its_id_for_ever(story: list[tuple[list[str], int]]) -> None:
    known: DeviceObservation | None = None
    given_ids: dict[str | None, int] = {}
    for names, start in story:
        known = seen(table(*names, start=start), known=known)
        for name, number in ids(known).items():
            assert given_ids.setdefault(name, number) == number
    assert len(set(given_ids.values())) == len(given_ids)
