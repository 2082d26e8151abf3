"""The last ping of each device.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_pings",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.Float(), nullable=True),
        sa.Column("minimum_seconds", sa.Float(), nullable=True),
        sa.Column("mean_seconds", sa.Float(), nullable=True),
        sa.Column("maximum_seconds", sa.Float(), nullable=True),
        sa.Column("jitter_seconds", sa.Float(), nullable=True),
        sa.Column("unreachable", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_pings")),
    )
