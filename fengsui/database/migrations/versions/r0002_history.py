"""The history: last observations and interfaces, conditions, county states, and the log of changes.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _observations()
    _conditions()
    _changes()


def _observations() -> None:
    op.create_table(
        "device_observations",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("polled_at", sa.Float(), nullable=False),
        sa.Column("answered_at", sa.Float(), nullable=True),
        sa.Column("silent_since", sa.Float(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", sa.Float(), nullable=True),
        sa.Column("booted_at", sa.Float(), nullable=True),
        sa.Column("profile", sa.String(length=100), nullable=False),
        sa.Column("interfaces_at", sa.Float(), nullable=True),
        sa.Column("interfaces_digest", sa.String(length=32), nullable=False),
        sa.Column("system", sa.Text(), nullable=True),
        sa.Column("last_poll", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_observations")),
    )
    op.create_table(
        "observed_interfaces",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("if_index", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("descr", sa.String(length=255), nullable=True),
        sa.Column("alias", sa.String(length=255), nullable=True),
        sa.Column("type", sa.BigInteger(), nullable=True),
        sa.Column("admin_status", sa.String(length=20), nullable=True),
        sa.Column("oper_status", sa.String(length=20), nullable=True),
        sa.Column("speed_bits_per_second", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("device", "if_index", name=op.f("pk_observed_interfaces")),
    )


def _conditions() -> None:
    op.create_table(
        "element_conditions",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("condition", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("evidence_at", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("agent_silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_element_conditions")),
    )
    op.create_table(
        "county_coverage",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "carrier", name=op.f("pk_county_coverage")),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=356), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_at"), "changes", ["at"], unique=False)
    op.create_index("ix_changes_kind_name_at", "changes", ["kind", "name", "at"], unique=False)
