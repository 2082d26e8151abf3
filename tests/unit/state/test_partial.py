"""What a broken-off walk did not bring stays what it was, as old as it is."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.poll import INTERFACE_COLUMNS, InterfaceTable
from fengsui.state import partial
from fengsui.state.identity import match_rows
from fengsui.state.partial import KEPT_SECONDS, Joined, joined
from tests.support.builders import NOW, interfaces, observation

LATER = NOW + 60


def known(count: int = 3, **columns: Any) -> Any:
    return observation(interfaces=interfaces(count, **columns), interfaces_at=NOW)


def join(table: InterfaceTable, seen: Any = None, at: float = LATER) -> Joined:
    seen = seen or known()
    return joined(seen, table, match_rows(seen.interfaces, table), at)


def test_rows_that_did_not_come_stay_in_their_places_without_counters() -> None:
    whole = join(interfaces(2, index=[1, 3], name=["eth1", "eth3"], descr=[None] * 2, alias=[None] * 2))
    assert whole.table.name == ("eth1", "eth2", "eth3")
    assert whole.table.index == (1, 2, 3)
    assert (whole.table.in_octets[1], whole.table.counter_bits[1]) == (None, None)
    assert list(whole.rows) == [0, 1, 2]
    assert whole.seen == (LATER, NOW, LATER)


def test_cells_that_did_not_come_keep_what_they_said_and_a_status_its_age() -> None:
    whole = join(interfaces(3, alias=[None] * 3, oper_status=["down", None, "up"], in_octets=[None] * 3))
    assert whole.table.alias == ("to neighbour 1", "to neighbour 2", "to neighbour 3")
    assert whole.table.oper_status == ("down", "up", "up")
    assert whole.table.in_octets == (None, None, None)
    assert whole.seen == (LATER, NOW, LATER)


def test_a_table_that_misses_nothing_has_one_age() -> None:
    assert join(interfaces(3)).seen == ()


def test_rows_whose_names_did_not_come_are_known_by_their_index_unless_something_speaks_against_it() -> None:
    bare = {"name": [None], "descr": [None], "alias": [None]}
    assert list(join(interfaces(1, index=[2], **bare)).rows) == [0, 1, 2]
    other_type = join(interfaces(1, index=[2], type=[24], **bare))
    assert list(other_type.rows) == [0, None, 2]


def test_a_row_whose_index_came_as_another_interface_is_gone() -> None:
    whole = join(interfaces(1, index=[2], name=["new"], descr=["new"], alias=[None]))
    assert whole.table.name == ("eth1", "new", "eth3")


def test_a_row_is_let_go_when_nobody_can_want_it_any_more() -> None:
    last = NOW + KEPT_SECONDS
    assert len(join(interfaces(1), at=last).table) == 3
    assert len(join(interfaces(1), at=last + 1).table) == 1


def test_a_row_keeps_its_age_through_several_broken_walks() -> None:
    once = join(interfaces(1))
    again = replace(known(), interfaces=once.table, interfaces_at=LATER, interface_seen=once.seen)
    assert join(interfaces(1), again, at=LATER + 60).seen == (LATER + 60, NOW, NOW)


def test_an_agent_that_makes_up_rows_and_never_ends_fills_no_memory() -> None:
    flood = partial.ROWS_LIMIT - 1
    names = {name: [None] * flood for name in ("name", "descr", "alias")}
    made_up = interfaces(flood, index=range(100, 100 + flood), **names)
    assert len(join(made_up).table) == partial.ROWS_LIMIT


_rows = st.lists(
    st.tuples(st.integers(1, 9), st.none() | st.sampled_from(["a", "b", "c"])), unique_by=lambda row: row[0]
)


def _table(rows: list[tuple[int, str | None]]) -> InterfaceTable:
    rows = sorted(rows)
    names = [name for _, name in rows]
    return interfaces(
        len(rows), index=[i for i, _ in rows], name=names, descr=[None] * len(rows), alias=[None] * len(rows)
    )


@given(_rows, _rows)
def test_every_row_that_came_is_there_once_and_every_column_is_whole(
    old: list[tuple[int, str | None]], new: list[tuple[int, str | None]]
) -> None:
    seen = observation(interfaces=_table(old), interfaces_at=NOW)
    whole = join(_table(new), seen)
    assert list(whole.table.index) == sorted(set(whole.table.index))
    assert set(whole.table.index) >= {index for index, _ in new}
    assert {len(getattr(whole.table, name)) for name in INTERFACE_COLUMNS} == {len(whole.rows)}
    matches = [match for match in whole.rows if match is not None]
    assert len(matches) == len(set(matches))
