"""The newest trap of each device.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "last_traps",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("oid", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_last_traps")),
    )
