"""Interfaces by a surrogate id instead of their ifIndex, what moved about them, and the bases of counters.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEPT = (
    "device, if_index, name, descr, alias, type, admin_status, oper_status, speed_bits_per_second, since"  # as in 0002
)


def upgrade() -> None:
    op.add_column("device_observations", sa.Column("counter_bases", sa.Text(), nullable=True))
    op.add_column(
        "device_observations", sa.Column("interface_ids_given", sa.BigInteger(), nullable=False, server_default="0")
    )
    _interfaces()
    _moves()


def _interfaces() -> None:
    # SQLite cannot change a primary key: the rows wait in a copy while the table is made anew. Ids are given by ifIndex.
    op.execute(
        f"CREATE TABLE interfaces_of_0002 AS SELECT {_KEPT},"  # noqa: S608 - our own words
        " row_number() OVER (PARTITION BY device ORDER BY if_index) AS interface_id FROM observed_interfaces"
    )
    op.drop_table("observed_interfaces")
    op.create_table(
        "observed_interfaces",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("interface_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("if_index", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("descr", sa.String(length=255), nullable=True),
        sa.Column("alias", sa.String(length=255), nullable=True),
        sa.Column("type", sa.BigInteger(), nullable=True),
        sa.Column("physical_address", sa.String(length=64), nullable=True),
        sa.Column("admin_status", sa.String(length=20), nullable=True),
        sa.Column("oper_status", sa.String(length=20), nullable=True),
        sa.Column("speed_bits_per_second", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Float(), nullable=True),
        sa.Column("seen_at", sa.Float(), nullable=True),
        sa.Column("left_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("device", "interface_id", name=op.f("pk_observed_interfaces")),
    )
    op.execute(
        f"INSERT INTO observed_interfaces ({_KEPT}, interface_id)"  # noqa: S608 - our own words
        f" SELECT {_KEPT}, interface_id FROM interfaces_of_0002"
    )
    op.execute(
        "UPDATE device_observations SET interface_ids_given ="
        " (SELECT count(*) FROM observed_interfaces WHERE observed_interfaces.device = device_observations.device)"
    )
    op.drop_table("interfaces_of_0002")


def _moves() -> None:
    op.create_table(
        "interface_moves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("interface_id", sa.BigInteger(), nullable=False),
        sa.Column("interface", sa.String(length=255), nullable=False),
        sa.Column("attribute", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=255), nullable=False),
        sa.Column("after", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interface_moves")),
    )
    op.create_index(op.f("ix_interface_moves_at"), "interface_moves", ["at"], unique=False)
    op.create_index("ix_interface_moves_device_at", "interface_moves", ["device", "at"], unique=False)
