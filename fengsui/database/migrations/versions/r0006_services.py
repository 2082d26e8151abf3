"""Services that are probed, and what probes have shown of them.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "services",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=True),
        sa.Column("host", sa.String(length=253), nullable=True),
        sa.Column("path", sa.String(length=500), nullable=True),
        sa.Column("expected_status", sa.String(length=100), nullable=True),
        sa.Column("expected_text", sa.String(length=200), nullable=True),
        sa.Column("check_dns", sa.String(length=100), nullable=True),
        sa.Column("record", sa.String(length=10), nullable=True),
        sa.Column("expected_answer", sa.String(length=255), nullable=True),
        sa.Column("timeout_seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["carrier"], ["carriers.code"], name=op.f("fk_services_carrier_carriers")),
        sa.ForeignKeyConstraint(["site"], ["sites.code"], name=op.f("fk_services_site_sites")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_carrier"), "services", ["carrier"], unique=False)
    op.create_index(op.f("ix_services_site"), "services", ["site"], unique=False)
    op.create_table(
        "service_observations",
        sa.Column("service", sa.String(length=100), nullable=False),
        sa.Column("condition", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("up_at", sa.Float(), nullable=True),
        sa.Column("last_probe", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_service_observations")),
    )
