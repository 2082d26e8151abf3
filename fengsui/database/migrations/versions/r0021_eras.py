"""Eras of the log of states, for clocks that were set back.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("states", "watches"):
        op.add_column(table, sa.Column("era", sa.Integer(), server_default="0", nullable=False))
