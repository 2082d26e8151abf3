"""Constraints are named alike everywhere, so that a migration can name what it changes."""

import pytest
from sqlalchemy import select

from fengsui.database.base import Base, table_of
from fengsui.inventory.tables import TABLES, DeviceRow


def test_every_constraint_of_a_table_has_a_name() -> None:
    unnamed = [str(each) for table in TABLES.values() for each in table.constraints if each.name is None]
    assert unnamed == []
    assert table_of(DeviceRow).primary_key.name == "pk_devices"


def test_a_class_that_is_mapped_to_no_table_is_refused() -> None:
    class Half(Base):
        __table__ = select(table_of(DeviceRow).c.name).subquery()
        __mapper_args__ = {"primary_key": [__table__.c.name]}  # noqa: RUF012 - SQLAlchemy's own way to say it

    with pytest.raises(TypeError, match="Half"):
        table_of(Half)
