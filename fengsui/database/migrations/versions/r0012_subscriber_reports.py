"""Subscriber reports, whose versions a trigger keeps from being rewritten.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REFUSAL = "a subscriber report is corrected by a new version, not rewritten"
_TRIGGER = "subscriber_reports_append_only"


def upgrade() -> None:
    _table()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON subscriber_reports"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION fengsui_{_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON subscriber_reports"
        f" FOR EACH ROW EXECUTE FUNCTION fengsui_{_TRIGGER}()"
    )


def _table() -> None:
    op.create_table(
        "subscriber_reports",
        sa.Column("carrier", sa.String(length=40), nullable=False),
        sa.Column("division", sa.String(length=6), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("broadband_households", sa.BigInteger(), nullable=False),
        sa.Column("internet_users", sa.BigInteger(), nullable=True),
        sa.Column("pon_ports", sa.BigInteger(), nullable=True),
        sa.Column("pon_10g_ports", sa.BigInteger(), nullable=True),
        sa.Column("users_500mbps", sa.BigInteger(), nullable=True),
        sa.Column("villages_reached", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("principal", sa.String(length=200), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["carrier"], ["carriers.code"], name=op.f("fk_subscriber_reports_carrier")),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name=op.f("fk_subscriber_reports_division")),
        sa.PrimaryKeyConstraint("carrier", "division", "month", "version", name=op.f("pk_subscriber_reports")),
    )
    op.create_index(op.f("ix_subscriber_reports_month"), "subscriber_reports", ["month"], unique=False)
