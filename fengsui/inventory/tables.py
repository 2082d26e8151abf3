"""Tables of what should exist, keyed by natural keys: an import can be repeated, and a row is found without a number.

Columns carry the names of the model's fields; a link's ends are flattened to `a_device`, `a_interface` and so on.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from fengsui.database.base import Base, table_of

# SQLite numbers rows by itself only where the column is INTEGER.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# A retired device keeps its record, and its address is free for its successor.
_NOT_RETIRED = text("lifecycle <> 'retired'")


class DivisionRow(Base):
    """An administrative division (GB/T 2260)."""

    __tablename__ = "divisions"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    pinyin: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(20))
    parent_code: Mapped[str] = mapped_column(String(6), index=True)
    coverage_unit: Mapped[bool] = mapped_column(Boolean)
    code_2011: Mapped[str] = mapped_column(String(6))
    name_2011: Mapped[str] = mapped_column(String(100))
    population: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int | None] = mapped_column(Integer)
    year: Mapped[int | None] = mapped_column(Integer)
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)


class CarrierRow(Base):
    """A carrier."""

    __tablename__ = "carriers"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    management_prefixes: Mapped[list[str]] = mapped_column(JSON)


class CredentialRow(Base):
    """An SNMP credential; its secrets are ciphertext of `fengsui.inventory.keyring`."""

    __tablename__ = "credentials"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(10))
    user: Mapped[str | None] = mapped_column(String(32))
    auth_protocol: Mapped[str | None] = mapped_column(String(20))
    priv_protocol: Mapped[str | None] = mapped_column(String(20))
    community: Mapped[bytes | None] = mapped_column(LargeBinary)
    auth_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    priv_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    carrier: Mapped[str | None] = mapped_column(ForeignKey("carriers.code"), index=True)


class SiteRow(Base):
    """A site."""

    __tablename__ = "sites"

    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    division: Mapped[str] = mapped_column(ForeignKey("divisions.code"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    sector: Mapped[str | None] = mapped_column(String(20))
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    carrier: Mapped[str | None] = mapped_column(ForeignKey("carriers.code"), index=True)


class DeviceRow(Base):
    """A device."""

    __tablename__ = "devices"
    __table_args__ = (
        Index(
            "uq_devices_address_port",
            "address",
            "port",
            unique=True,
            sqlite_where=_NOT_RETIRED,
            postgresql_where=_NOT_RETIRED,
        ),
        Index("ix_devices_carrier_site", "carrier", "site"),
        Index("ix_devices_carrier_credential", "carrier", "credential"),
    )

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    carrier: Mapped[str] = mapped_column(ForeignKey("carriers.code"), index=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.code"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    network: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(45))
    port: Mapped[int] = mapped_column(Integer)
    credential: Mapped[str | None] = mapped_column(ForeignKey("credentials.name"), index=True)
    profile: Mapped[str] = mapped_column(String(100))
    lifecycle: Mapped[str] = mapped_column(String(20), index=True)


class VerificationRow(Base):
    """What came of the last verification of a device, or that one was asked for."""

    __tablename__ = "verifications"

    device: Mapped[str] = mapped_column(ForeignKey("devices.name", ondelete="CASCADE"), primary_key=True)
    at: Mapped[float | None] = mapped_column(Float)
    verdict: Mapped[str | None] = mapped_column(String(20))
    # JSON of `fengsui.inventory.verification_text`.
    reasons: Mapped[str] = mapped_column(Text)
    warnings: Mapped[str] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Text)
    # What tells devices apart, for finding two that are one; `sys_name` folded.
    engine_id: Mapped[str | None] = mapped_column(String(64), index=True)
    serial: Mapped[str | None] = mapped_column(String(100), index=True)
    sys_name: Mapped[str | None] = mapped_column(String(255), index=True)
    failures: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[float | None] = mapped_column(Float)
    requested_at: Mapped[float | None] = mapped_column(Float, index=True)


class InterfaceRow(Base):
    """A registered interface: one that a link ends at, or that somebody described."""

    __tablename__ = "interfaces"

    device: Mapped[str] = mapped_column(ForeignKey("devices.name", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    description: Mapped[str | None] = mapped_column(String(255))
    speed_bits_per_second: Mapped[int | None] = mapped_column(BigInteger)


class LinkRow(Base):
    """A link between two registered interfaces."""

    __tablename__ = "links"
    __table_args__ = (
        ForeignKeyConstraint(["a_device", "a_interface"], ["interfaces.device", "interfaces.name"]),
        ForeignKeyConstraint(["b_device", "b_interface"], ["interfaces.device", "interfaces.name"]),
        Index("ix_links_a_device_a_interface", "a_device", "a_interface"),
        Index("ix_links_b_device_b_interface", "b_device", "b_interface"),
    )

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    carrier: Mapped[str] = mapped_column(ForeignKey("carriers.code"), index=True)
    a_device: Mapped[str] = mapped_column(String(100))
    a_interface: Mapped[str] = mapped_column(String(255))
    b_device: Mapped[str] = mapped_column(String(100))
    b_interface: Mapped[str] = mapped_column(String(255))
    capacity_bits_per_second: Mapped[int | None] = mapped_column(BigInteger)
    medium: Mapped[str] = mapped_column(String(20))
    tier: Mapped[str] = mapped_column(String(20))
    duct: Mapped[str | None] = mapped_column(String(100))


class TokenRow(Base):
    """A token that was issued; its text is not here, only the digest that it is found by."""

    __tablename__ = "tokens"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    role: Mapped[str] = mapped_column(String(20))
    carrier: Mapped[str | None] = mapped_column(ForeignKey("carriers.code"), index=True)
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float | None] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class AuditRow(Base):
    """One change of one record; a trigger refuses to change what stands here. Names point at records without foreign keys."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_kind_key", "kind", "key"),)

    number: Mapped[int] = mapped_column(_ROW_NUMBER, primary_key=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    principal: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(20))
    carrier: Mapped[str | None] = mapped_column(String(40), index=True)
    # JSON of values by column.
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class ServiceRow(Base):
    """A service that is probed."""

    __tablename__ = "services"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.code"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(45))
    port: Mapped[int] = mapped_column(Integer)
    carrier: Mapped[str | None] = mapped_column(ForeignKey("carriers.code"), index=True)
    host: Mapped[str | None] = mapped_column(String(253))
    path: Mapped[str | None] = mapped_column(String(500))
    expected_status: Mapped[str | None] = mapped_column(String(100))
    expected_text: Mapped[str | None] = mapped_column(String(200))
    # Names another service, without a foreign key: both may come in one import, in either order.
    check_dns: Mapped[str | None] = mapped_column(String(100))
    record: Mapped[str | None] = mapped_column(String(10))
    expected_answer: Mapped[str | None] = mapped_column(String(255))
    timeout_seconds: Mapped[float] = mapped_column(Float)


class BulkRequestRow(Base):
    """A bulk request that was done under an idempotency key: what it asked, and what was answered."""

    __tablename__ = "bulk_requests"

    principal: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[float] = mapped_column(Float, index=True)
    # JSON: the answer.
    answer: Mapped[str] = mapped_column(Text)


class SubscriberReportRow(Base):
    """One version of a subscriber report; a trigger refuses to change what stands here."""

    __tablename__ = "subscriber_reports"

    carrier: Mapped[str] = mapped_column(ForeignKey("carriers.code"), primary_key=True)
    division: Mapped[str] = mapped_column(ForeignKey("divisions.code"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True, index=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    broadband_households: Mapped[int] = mapped_column(BigInteger)
    internet_users: Mapped[int | None] = mapped_column(BigInteger)
    pon_ports: Mapped[int | None] = mapped_column(BigInteger)
    pon_10g_ports: Mapped[int | None] = mapped_column(BigInteger)
    users_500mbps: Mapped[int | None] = mapped_column(BigInteger)
    villages_reached: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[float] = mapped_column(Float)
    principal: Mapped[str] = mapped_column(String(200))
    # JSON: a list of sentences.
    warnings: Mapped[str] = mapped_column(Text)


class TargetRow(Base):
    """A target; what it names is held against the inventory when it is set."""

    __tablename__ = "targets"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    figure: Mapped[str] = mapped_column(String(40))
    value: Mapped[float] = mapped_column(Float)
    # YYYY-MM-DD.
    due: Mapped[str] = mapped_column(String(10))
    measure: Mapped[str] = mapped_column(String(10))
    division: Mapped[str | None] = mapped_column(String(6))
    carrier: Mapped[str | None] = mapped_column(String(40))
    phase: Mapped[str | None] = mapped_column(String(20))
    origin: Mapped[str | None] = mapped_column(String(200))
    part: Mapped[str | None] = mapped_column(String(20))


class ImportJobRow(Base):
    """A long import that was sent over HTTP."""

    __tablename__ = "import_jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    principal: Mapped[str] = mapped_column(String(200))
    carrier: Mapped[str | None] = mapped_column(String(40), index=True)
    kind: Mapped[str | None] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(40))
    dry_run: Mapped[bool] = mapped_column(Boolean)
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(20), index=True)
    started_at: Mapped[float | None] = mapped_column(Float)
    ended_at: Mapped[float | None] = mapped_column(Float)
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_checked: Mapped[int] = mapped_column(Integer)
    rows_written: Mapped[int] = mapped_column(Integer)
    detail: Mapped[str] = mapped_column(Text)
    faults: Mapped[int] = mapped_column(Integer)
    # JSON.
    counts: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)


class ImportJobLineRow(Base):
    """A fault that an import found, or a change that it made."""

    __tablename__ = "import_job_lines"

    job: Mapped[str] = mapped_column(ForeignKey("import_jobs.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    # JSON.
    document: Mapped[str] = mapped_column(Text)


# By the names that the kinds of records have.
TABLES = {
    "divisions": table_of(DivisionRow),
    "carriers": table_of(CarrierRow),
    "credentials": table_of(CredentialRow),
    "sites": table_of(SiteRow),
    "devices": table_of(DeviceRow),
    "interfaces": table_of(InterfaceRow),
    "links": table_of(LinkRow),
    "services": table_of(ServiceRow),
}
