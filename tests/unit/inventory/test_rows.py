"""Rows and readings."""

from fengsui.errors import Fault
from fengsui.inventory.kinds import SITES
from fengsui.inventory.rows import Reading, unknown_column
from tests.support.registers import rows


def test_a_row_without_a_key_has_an_empty_one() -> None:
    assert rows("sites", {"name": "x"})[0].key == ""
    assert rows("sites", {"code": "x"})[0].key == "x"


def test_a_reading_that_lost_rows_is_incomplete() -> None:
    reading = Reading()
    assert not reading.incomplete
    reading.lose(Fault("x", "a", "b"))
    assert reading.incomplete
    assert len(reading.faults) == 1


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    fault = unknown_column("here", SITES, "knd")
    assert (fault.where, fault.got, fault.hint) == ("here", "'knd'", "Did you mean kind?")
