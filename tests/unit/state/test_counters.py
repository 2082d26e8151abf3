"""Counters are shown as the agent has them, and anew from 0 where a jump would look like traffic that no line carries."""

from typing import Any

import pytest

from fengsui.model.poll import InterfaceTable
from fengsui.state.counters import Bases, rebased, shown
from fengsui.state.identity import match_rows
from tests.support.builders import interfaces

MINUTE = 60.0
# What 1 Gbit/s carries in a minute, in octets.
FULL = 10**9 // 8 * 60


def one(received: int | None, **columns: Any) -> InterfaceTable:
    return interfaces(1, in_octets=[received], **columns)


def bases(old: InterfaceTable, new: InterfaceTable, before: Bases | None = None, *, refused: bool = True) -> Bases:
    return rebased(before or {}, old, new, match_rows(old, new), MINUTE, refused=refused)


def test_while_no_counter_is_turned_away_nothing_is_looked_at() -> None:
    assert bases(one(0), one(10**15), refused=False) == {}


@pytest.mark.parametrize(
    ("was", "now", "base"),
    [
        pytest.param(10**12, 10**12 + FULL, 0, id="a rise that the line carries"),
        pytest.param(10**12, 500, 0, id="a restart from 0, which Prometheus knows by itself"),
        pytest.param(10**12, 10**15, 10**15, id="a jump forward"),
        pytest.param(10**15, 10**12, 10**12, id="a fall to what the line cannot have carried since"),
    ],
)
def test_a_base_is_set_only_where_the_rise_would_be_a_spike(was: int, now: int, base: int) -> None:
    assert bases(one(was), one(now)).get("in_octets", (0,)) == (base,)


def test_packets_and_errors_of_the_same_interface_are_looked_at_with_its_octets() -> None:
    jump = bases(one(0), one(10**15, in_errors=[10**12], in_unicast_packets=[5]))
    assert jump == {"in_octets": (10**15,), "in_errors": (10**12,)}


def test_a_base_stays_while_the_counter_runs_on() -> None:
    assert bases(one(10**15), one(10**15 + 5), {"in_octets": (10**15,)}, refused=False) == {"in_octets": (10**15,)}


@pytest.mark.parametrize(("now", "left"), [(500, {}), (10**14, {"in_octets": (10**14,)})])
def test_a_counter_below_its_base_began_anew(now: int, left: Bases) -> None:
    assert bases(one(None), one(now), {"in_octets": (10**15,)}, refused=False) == left


def test_a_base_moves_with_its_interface() -> None:
    old = interfaces(2, in_octets=[10**15, 7])
    new = interfaces(2, name=["eth2", "eth1"], descr=[None] * 2, alias=[None] * 2, in_octets=[8, 10**15 + 1])
    assert bases(old, new, {"in_octets": (10**15, 0)}, refused=False) == {"in_octets": (0, 10**15)}


def test_a_counter_that_was_away_begins_anew_and_one_from_before_a_restart_goes_on() -> None:
    old, new = interfaces(2, in_octets=[None, 5]), interfaces(2, in_octets=[10**15, 6])
    assert bases(old, new, refused=False) == {"in_octets": (10**15, 0)}
    restored = interfaces(2, in_octets=[None, None])
    assert bases(restored, new, refused=False) == {}


def test_a_base_outlives_a_poll_without_the_counter() -> None:
    assert bases(one(10**15), one(None), {"in_octets": (10**15,)}) == {"in_octets": (10**15,)}


def test_what_is_shown_is_the_counter_less_its_base() -> None:
    assert shown((10, None, 30), None) == (10, None, 30)
    assert shown((10, None, 30), (4, 5, 0)) == [6, None, 30]
