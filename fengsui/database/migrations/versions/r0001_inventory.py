"""The inventory: divisions, carriers, credentials, sites, devices, interfaces and links.

Revision ID: 0001
Revises: nothing; it makes an empty database ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _divisions_and_carriers()
    _sites_and_devices()
    _interfaces_and_links()


def _divisions_and_carriers() -> None:
    op.create_table(
        "carriers",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("management_prefixes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_carriers")),
    )
    op.create_table(
        "credentials",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=True),
        sa.Column("auth_protocol", sa.String(length=20), nullable=True),
        sa.Column("priv_protocol", sa.String(length=20), nullable=True),
        sa.Column("community", sa.LargeBinary(), nullable=True),
        sa.Column("auth_key", sa.LargeBinary(), nullable=True),
        sa.Column("priv_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_credentials")),
    )
    op.create_table(
        "divisions",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("pinyin", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=6), nullable=False),
        sa.Column("coverage_unit", sa.Boolean(), nullable=False),
        sa.Column("code_2011", sa.String(length=6), nullable=False),
        sa.Column("name_2011", sa.String(length=100), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions")),
    )
    op.create_index(op.f("ix_divisions_parent_code"), "divisions", ["parent_code"], unique=False)


def _sites_and_devices() -> None:
    op.create_table(
        "sites",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("division", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name=op.f("fk_sites_division")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sites")),
    )
    op.create_index(op.f("ix_sites_division"), "sites", ["division"], unique=False)
    op.create_table(
        "devices",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=100), nullable=True),
        sa.Column("profile", sa.String(length=100), nullable=False),
        sa.Column("lifecycle", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["carrier"], ["carriers.code"], name=op.f("fk_devices_carrier")),
        sa.ForeignKeyConstraint(["credential"], ["credentials.name"], name=op.f("fk_devices_credential")),
        sa.ForeignKeyConstraint(["site"], ["sites.code"], name=op.f("fk_devices_site")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_devices")),
    )
    op.create_index(op.f("ix_devices_carrier"), "devices", ["carrier"], unique=False)
    op.create_index(op.f("ix_devices_credential"), "devices", ["credential"], unique=False)
    op.create_index(op.f("ix_devices_site"), "devices", ["site"], unique=False)
    op.create_index(
        "uq_devices_address_port",
        "devices",
        ["address", "port"],
        unique=True,
        sqlite_where=sa.text("lifecycle <> 'retired'"),
        postgresql_where=sa.text("lifecycle <> 'retired'"),
    )


def _interfaces_and_links() -> None:
    op.create_table(
        "interfaces",
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("speed_bits_per_second", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["devices.name"], name=op.f("fk_interfaces_device"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("device", "name", name=op.f("pk_interfaces")),
    )
    op.create_table(
        "links",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("a_device", sa.String(length=100), nullable=False),
        sa.Column("a_interface", sa.String(length=255), nullable=False),
        sa.Column("b_device", sa.String(length=100), nullable=False),
        sa.Column("b_interface", sa.String(length=255), nullable=False),
        sa.Column("capacity_bits_per_second", sa.BigInteger(), nullable=True),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["a_device", "a_interface"],
            ["interfaces.device", "interfaces.name"],
            name=op.f("fk_links_a_device_a_interface"),
        ),
        sa.ForeignKeyConstraint(
            ["b_device", "b_interface"],
            ["interfaces.device", "interfaces.name"],
            name=op.f("fk_links_b_device_b_interface"),
        ),
        sa.ForeignKeyConstraint(["carrier"], ["carriers.code"], name=op.f("fk_links_carrier")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_links")),
    )
    op.create_index("ix_links_a_device_a_interface", "links", ["a_device", "a_interface"], unique=False)
    op.create_index("ix_links_b_device_b_interface", "links", ["b_device", "b_interface"], unique=False)
    op.create_index(op.f("ix_links_carrier"), "links", ["carrier"], unique=False)
