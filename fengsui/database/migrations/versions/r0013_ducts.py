"""Links say which duct or cable route they lie in.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("links", sa.Column("duct", sa.String(length=100), nullable=True))
