"""Rows and readings."""

from fengsui.errors import Fault
from fengsui.inventory.kinds import SITES
from fengsui.inventory.rows import Reading, unknown_column
from tests.support.registers import rows


def test_a_row_without_a_key_has_an_empty_one() -> None:
    assert rows("sites", {"name": "x"})[0].key == ""
    assert rows("sites", {"code": "x"})[0].key == "x"


def test_a_lost_record_is_known_by_its_name_or_its_kind_or_not_at_all() -> None:
    reading, fault = Reading(), Fault("x", "a", "b")
    reading.refuse(fault)
    assert not reading.unread.may_hold("sites", "yd")
    reading.lose(fault, SITES, "yd")
    assert [reading.unread.may_hold(*each) for each in (("sites", "yd"), ("sites", "lz"))] == [True, False]
    reading.lose(fault, SITES)
    assert [reading.unread.may_hold(*each) for each in (("sites", "lz"), ("links", "lz"))] == [True, False]
    reading.lose(fault)
    assert reading.unread.may_hold("links", "lz")
    assert reading.faults == [fault] * 4


def test_readings_are_joined_with_their_faults_in_their_places() -> None:
    whole, first, second = Reading(), Reading(), Reading()
    first.rows = rows("sites", {"code": "a"}, {"code": "b"})
    second.rows = rows("sites", {"code": "c"})
    second.lose(Fault("x", "a", "b"), SITES, "d")
    whole.add(first)
    whole.add(second)
    assert [row.key for row in whole.rows] == ["a", "b", "c"]
    assert whole.unread.faults == [(3, Fault("x", "a", "b"))]
    assert whole.unread.may_hold("sites", "d")


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    fault = unknown_column("here", SITES, "knd")
    assert (fault.where, fault.got, fault.hint) == ("here", "'knd'", "Did you mean kind?")
