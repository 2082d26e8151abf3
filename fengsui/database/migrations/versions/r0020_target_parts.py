"""Targets on sites of a kind or a sector.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("targets", sa.Column("part", sa.String(length=20), nullable=True))
