"""The queue's two bounds."""

from fengsui.collectors.traps.backlog import Backlog
from fengsui.collectors.traps.verdict import Drop


def test_items_come_out_in_order_with_their_source() -> None:
    backlog: Backlog[int] = Backlog()
    for number, source in enumerate("abab"):
        assert backlog.add(source, number) is None
    assert backlog.take(3) == [("a", 0), ("b", 1), ("a", 2)]
    assert backlog.take(3) == [("b", 3)]
    assert backlog.take(3) == []


def test_one_source_that_floods_leaves_room_for_the_others() -> None:
    backlog: Backlog[int] = Backlog(most=10, most_of_one=4)
    assert [backlog.add("a", number) for number in range(6)] == [None] * 4 + [Drop.FLOOD] * 2
    assert backlog.add("b", 0) is None
    backlog.take(1)
    assert backlog.add("a", 7) is None


def test_the_whole_is_bounded_too() -> None:
    backlog: Backlog[int] = Backlog(most=3, most_of_one=2)
    assert [backlog.add(source, 0) for source in "abcd"] == [None, None, None, Drop.QUEUE_FULL]
    assert len(backlog) == 3
