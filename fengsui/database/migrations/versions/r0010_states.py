"""What every part of the province became and when, for which stretches of time that is complete, and what retention cut off.

Changes get the time of the evidence behind them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "states",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("maintenance", sa.Boolean(), nullable=False),
        sa.Column("evidence_at", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_states")),
    )
    op.create_index("ix_states_kind_name_carrier", "states", ["kind", "name", "carrier"])
    op.create_table(
        "watches",
        sa.Column("began_at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("began_at", name=op.f("pk_watches")),
    )
    op.create_table(
        "state_horizons",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_state_horizons")),
    )
    op.add_column("changes", sa.Column("evidence_at", sa.Float(), nullable=True))
