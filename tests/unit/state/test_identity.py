"""Interfaces are recognised by what they are called, never by ifIndex alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.poll import InterfaceTable
from fengsui.state.identity import InterfaceLookup, find_interface, match_rows
from tests.support.builders import interfaces


def named(*rows: tuple[str | None, str | None, str | None], start: int = 1) -> InterfaceTable:
    """A table of (ifName, ifDescr, ifAlias) with ifIndex counted from `start`."""
    names, descrs, aliases = zip(*rows, strict=True) if rows else ((), (), ())
    count = len(rows)
    return interfaces(count, index=range(start, start + count), name=names, descr=descrs, alias=aliases)


def test_a_table_that_stayed_the_same_is_matched_row_by_row() -> None:
    assert list(match_rows(interfaces(3), interfaces(3))) == [0, 1, 2]


def test_the_first_table_of_a_device_matches_nothing() -> None:
    assert list(match_rows(InterfaceTable(), interfaces(2))) == [None, None]


def test_rows_are_followed_when_ifindex_moves_at_a_reboot() -> None:
    before = named(("eth1", "port 1", "a"), ("eth2", "port 2", "b"))
    after = named(("lo", "loopback", None), ("eth2", "port 2", "b"), ("eth1", "port 1", "a"))
    assert list(match_rows(before, after)) == [None, 1, 0]


def test_the_same_ifindex_under_another_name_is_another_interface() -> None:
    assert list(match_rows(named(("eth1", None, None)), named(("eth7", None, None)))) == [None]


def test_a_changed_alias_leaves_a_port_what_it_was() -> None:
    before = named(("eth1", "port 1", "to Dunhuang"), ("eth2", "port 2", "spare"))
    after = named(("eth1", "port 1", "spare"), ("eth2", "port 2", "to Dunhuang"))
    assert list(match_rows(before, after)) == [0, 1]


def test_ifname_outweighs_a_description_that_all_ports_share() -> None:
    before = named(("1", "Ethernet Interface", None), ("2", "Ethernet Interface", None))
    after = named(("2", "Ethernet Interface", None), ("1", "Ethernet Interface", None))
    assert list(match_rows(before, after)) == [1, 0]


def test_an_old_agent_without_names_is_matched_by_description() -> None:
    before = named((None, "Port: 1", None), (None, "Port: 2", None))
    after = named((None, "Port: 2", None), (None, "Port: 3", None))
    assert list(match_rows(before, after)) == [1, None]


def test_an_alias_decides_only_where_a_port_has_no_name_of_its_own() -> None:
    assert list(match_rows(named((None, None, "uplink")), named((None, "", "uplink"), start=9))) == [0]
    assert list(match_rows(named(("eth1", None, "uplink")), named(("eth2", None, "uplink")))) == [None]


def test_twins_are_told_apart_by_ifindex_or_not_at_all() -> None:
    twins = named(("ppp", "ppp", None), ("ppp", "ppp", None), start=1)
    assert list(match_rows(twins, named(("eth", "eth", None), ("ppp", "ppp", None), start=1))) == [None, 1]
    assert list(match_rows(twins, named(("ppp", "ppp", None), ("ppp", "ppp", None), start=7))) == [None, None]


_texts = st.none() | st.sampled_from(["", "eth1", "eth2", "ppp", "port"])
_rows = st.lists(st.tuples(_texts, _texts, _texts), max_size=6)


@given(_rows, _rows, st.integers(1, 4))
def test_no_row_is_matched_twice_and_every_match_shares_a_text(
    old: list[tuple[str | None, str | None, str | None]],
    new: list[tuple[str | None, str | None, str | None]],
    start: int,
) -> None:
    rows = match_rows(named(*old), named(*new, start=start))
    matched = [match for match in rows if match is not None]
    assert len(rows) == len(new)
    assert len(set(matched)) == len(matched)
    if isinstance(rows, list):
        for row, match in enumerate(rows):
            assert match is None or any(a and a == b for a, b in zip(new[row], old[match], strict=True))


@given(st.permutations(range(6)))
def test_rows_with_names_of_their_own_are_found_in_any_order(order: list[int]) -> None:
    before = named(*((f"eth{i}", f"port {i}", None) for i in range(6)))
    after = named(*((f"eth{i}", f"port {i}", None) for i in order), start=100)
    assert list(match_rows(before, after)) == order


@pytest.mark.parametrize(
    ("registered", "row"),
    [
        ("GE0/0/1", 0),
        ("GigabitEthernet0/0/2", 1),
        ("至敦煌", 1),
        ("ge0/0/1", 0),
        (" GE0/0/1 ", 0),
        ("gigabitethernet 0/0/2", 1),
        ("GE0/0/3", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_registered_name_is_found_by_name_description_or_alias(registered: str, row: int | None) -> None:
    table = named(("GE0/0/1", "GigabitEthernet0/0/1", "至酒泉"), ("GE0/0/2", "GigabitEthernet0/0/2", "至敦煌"))
    assert find_interface(table, registered) == row


def test_ifname_wins_over_the_alias_of_another_port() -> None:
    assert find_interface(named(("1", None, "2"), ("2", None, "1")), "2") == 1


def test_a_text_of_several_ports_finds_none_of_them_but_the_next_column_may() -> None:
    table = named(("port", "a", "x"), ("port", "b", "x"), ("c", "port", None))
    lookup = InterfaceLookup(table)
    assert lookup.find("x") is None
    assert lookup.find("X") is None
    assert lookup.find("port") == 2
    assert lookup.find("PORT") == 2


def test_a_lookup_gives_the_same_however_often_it_is_asked() -> None:
    names = [f"Eth {number}" for number in random.Random(1).sample(range(1000), 40)]
    lookup = InterfaceLookup(named(*((name, None, None) for name in names)))
    for _ in range(2):
        assert [lookup.find(name.lower()) for name in names] == list(range(40))
