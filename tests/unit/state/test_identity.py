"""Interfaces are recognised by what they are called, never by ifIndex alone."""

import random
import time
from collections.abc import Mapping

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


def ports(*rows: Mapping[str, object], start: int = 1) -> InterfaceTable:
    """A table of rows that say what they have; without a word they have no texts, type 6 and a speed of 1 Gbit/s."""
    columns = ("name", "descr", "alias", "physical_address")
    given = {column: [row.get(column) for row in rows] for column in columns}
    types = [row.get("type", 6) for row in rows]
    return interfaces(len(rows), index=range(start, start + len(rows)), type=types, **given)


MAC, OTHER_MAC = "00:e0:fc:00:00:01", "00:e0:fc:00:00:02"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        pytest.param(
            {"name": "GigabitEthernet0/1", "descr": "GigabitEthernet0/1", "physical_address": MAC},
            {"name": "GE0/1", "descr": "GE0/1", "physical_address": MAC},
            True,
            id="new software spells the names otherwise",
        ),
        pytest.param(
            {"name": "a", "descr": "d", "alias": "x"}, {"name": "b", "descr": "d", "alias": "x"}, True, id="ifName"
        ),
        pytest.param({"name": "a", "descr": "Ethernet"}, {"name": "b", "descr": "Ethernet"}, False, id="descr alone"),
        pytest.param({"descr": "eth0"}, {"name": "eth0", "descr": "eth0"}, True, id="ifXTable came with new software"),
        pytest.param(
            {"name": "a", "descr": "a", "physical_address": MAC, "alias": "to Dunhuang"},
            {"name": "b", "descr": "b", "physical_address": MAC, "alias": "spare"},
            False,
            id="an address against all texts",
        ),
        pytest.param(
            {"name": "a", "physical_address": MAC, "type": 6},
            {"name": "b", "physical_address": MAC, "type": 135},
            False,
            id="an address that a VLAN took over from its port",
        ),
        pytest.param(
            {"name": "a", "physical_address": MAC},
            {"name": "a", "physical_address": OTHER_MAC},
            True,
            id="another card",
        ),
        pytest.param({"name": "a", "type": 6}, {"name": "a", "type": 117}, True, id="another type under the same name"),
    ],
)
def test_what_is_the_same_interface(old: dict[str, object], new: dict[str, object], same: bool) -> None:
    assert list(match_rows(ports(old, start=1), ports({"name": "lo"}, new, start=7))) == [None, 0 if same else None]


def test_of_two_candidates_that_are_equally_good_none_is_taken() -> None:
    twins = ports({"name": "a", "physical_address": MAC}, {"name": "b", "physical_address": MAC})
    assert list(match_rows(twins, ports({"name": "c", "physical_address": MAC}, start=7))) == [None]


def test_the_better_of_two_candidates_is_taken() -> None:
    old = ports(
        {"name": "a", "alias": "x", "physical_address": MAC}, {"name": "b", "alias": "y", "physical_address": MAC}
    )
    new = ports({"name": "c", "alias": "y", "physical_address": MAC}, start=7)
    assert list(match_rows(old, new)) == [1]


def test_an_address_that_a_crowd_of_interfaces_shares_tells_nothing() -> None:
    crowd = ports(*({"name": f"vlan{i}", "physical_address": MAC} for i in range(200)))
    assert set(match_rows(crowd, ports(*({"name": f"v{i}", "physical_address": MAC} for i in range(200))))) == {None}


def test_a_large_table_is_matched_in_less_than_a_second() -> None:
    old = ports(*({"name": f"ppp{i}", "descr": "ppp", "physical_address": f"{i % 4000:x}"} for i in range(5000)))
    new = ports(*({"name": f"ppp{i}", "descr": "ppp", "physical_address": f"{i % 4000:x}"} for i in range(2500, 7500)))
    began = time.process_time()
    rows = match_rows(old, new)
    assert time.process_time() - began < 1.0
    assert [row for row in rows[:2500] if row is not None] == list(range(2500, 5000))


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
