"""Devices are looked up by carrier and site, and by carrier and credential.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_devices_carrier_site", "devices", ["carrier", "site"], unique=False)
    op.create_index("ix_devices_carrier_credential", "devices", ["carrier", "credential"], unique=False)
