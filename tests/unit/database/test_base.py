"""Constraints are named alike everywhere, so that a migration can name what it changes."""

import pytest

from fengsui.database.base import Base, table_of
from fengsui.inventory.tables import TABLES, DeviceRow


def test_every_constraint_of_a_table_has_a_name() -> None:
    unnamed = [str(each) for table in TABLES.values() for each in table.constraints if each.name is None]
    assert unnamed == []
    assert table_of(DeviceRow).primary_key.name == "pk_devices"


def test_a_class_without_a_table_is_refused() -> None:
    class Odd(Base):
        __abstract__ = True
        __table__ = None

    with pytest.raises(TypeError, match="Odd"):
        table_of(Odd)
