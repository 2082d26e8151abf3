"""Sites and credentials may belong to a carrier, and bulk requests are remembered by their idempotency keys.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("credentials", "sites"):
        # Alembic would add the foreign key in a statement of its own, which SQLite does not have.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN carrier VARCHAR(40) CONSTRAINT fk_{table}_carrier REFERENCES carriers (code)"
        )
        op.create_index(op.f(f"ix_{table}_carrier"), table, ["carrier"], unique=False)
    op.create_table(
        "bulk_requests",
        sa.Column("principal", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_bulk_requests")),
    )
    op.create_index(op.f("ix_bulk_requests_at"), "bulk_requests", ["at"], unique=False)
