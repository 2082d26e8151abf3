"""Verifications of devices.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("engine_id", sa.String(length=64), nullable=True),
        sa.Column("serial", sa.String(length=100), nullable=True),
        sa.Column("sys_name", sa.String(length=255), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=True),
        sa.Column("requested_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device"], ["devices.name"], name=op.f("fk_verifications_device_devices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_verifications")),
    )
    for column in ("engine_id", "serial", "sys_name", "requested_at"):
        op.create_index(op.f(f"ix_verifications_{column}"), "verifications", [column], unique=False)
    op.create_index(op.f("ix_devices_lifecycle"), "devices", ["lifecycle"], unique=False)
