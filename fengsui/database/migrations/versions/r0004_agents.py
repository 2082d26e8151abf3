"""What was learned of agents' ways is kept across restarts.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device_observations", sa.Column("traits", sa.Text(), nullable=True))
