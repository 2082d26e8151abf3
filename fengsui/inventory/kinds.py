"""The kinds of records: their columns, and how a flat row becomes a record of the model and back.

One table for files, forms, commands and the database: the columns of a kind are the same everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

from fengsui.inventory.fields import (
    REQUIRED,
    Field,
    address,
    carrier_code,
    choice,
    degrees,
    division_code,
    flag,
    integer,
    month,
    name,
    prefixes,
    secret,
    words,
)
from fengsui.inventory.records import Record
from fengsui.inventory.service_fields import build_service, host_name, seconds, status_ranges, url_path
from fengsui.model.carrier import Carrier
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.device import Device, DeviceLifecycle, DeviceRole, NetworkKind
from fengsui.model.division import Division, DivisionLevel
from fengsui.model.link import Link, LinkEnd, LinkMedium, LinkTier
from fengsui.model.report import FIGURES, SubscriberReport
from fengsui.model.service import DEFAULT_TIMEOUT_SECONDS, DnsRecord, ServiceKind
from fengsui.model.site import Sector, Site, SiteKind


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    Attributes:
        name: Plural, as in files and `Records`.
        singular: As in commands and messages.
        key: Column of the natural key.
        build: From the values of all columns to a record.
        flat: From a record to the values of all columns.
    """

    name: str
    singular: str
    key: str
    fields: tuple[Field, ...]
    build: Callable[[Mapping[str, Any]], Record]
    flat: Callable[[Any], dict[str, Any]]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by column."""
        return {field.name: field for field in self.fields}

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """Values of a new record that does not say, by column, where there are some."""
        return {field.name: field.default for field in self.fields if field.default is not REQUIRED}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns in the order of listings."""
        return tuple(self.by_name)


def _flat(record: Any) -> dict[str, Any]:
    values = ((column.name, getattr(record, column.name)) for column in fields(record))
    return {key: value.value if isinstance(value, StrEnum) else value for key, value in values}


def _optional(kind: type[StrEnum], value: str | None) -> Any:
    return None if value is None else kind(value)


def _division(row: Mapping[str, Any]) -> Division:
    return Division(**{**row, "level": DivisionLevel(row["level"])})


def _carrier(row: Mapping[str, Any]) -> Carrier:
    return Carrier(row["code"], row["name_zh"], row["name_en"], tuple(row["management_prefixes"]))


def _credential(row: Mapping[str, Any]) -> Credential:
    return Credential(
        name=row["name"],
        version=SnmpVersion(row["version"]),
        community=row["community"],
        user=row["user"],
        auth_protocol=_optional(AuthProtocol, row["auth_protocol"]),
        auth_key=row["auth_key"],
        priv_protocol=_optional(PrivProtocol, row["priv_protocol"]),
        priv_key=row["priv_key"],
        carrier=row["carrier"],
    )


def _site(row: Mapping[str, Any]) -> Site:
    return Site(**{**row, "kind": SiteKind(row["kind"]), "sector": _optional(Sector, row["sector"])})


def _device(row: Mapping[str, Any]) -> Device:
    return Device(
        **{
            **row,
            "role": DeviceRole(row["role"]),
            "network": NetworkKind(row["network"]),
            "lifecycle": DeviceLifecycle(row["lifecycle"]),
        }
    )


def _link(row: Mapping[str, Any]) -> Link:
    return Link(
        name=row["name"],
        carrier=row["carrier"],
        a=LinkEnd(row["a_device"], row["a_interface"]),
        b=LinkEnd(row["b_device"], row["b_interface"]),
        capacity_bits_per_second=row["capacity_bits_per_second"],
        medium=LinkMedium(row["medium"]),
        tier=LinkTier(row["tier"]),
        duct=row["duct"],
    )


def _flat_link(link: Link) -> dict[str, Any]:
    return {
        "name": link.name,
        "carrier": link.carrier,
        "a_device": link.a.device,
        "a_interface": link.a.interface,
        "b_device": link.b.device,
        "b_interface": link.b.interface,
        "capacity_bits_per_second": link.capacity_bits_per_second,
        "medium": link.medium.value,
        "tier": link.tier.value,
        "duct": link.duct,
    }


DIVISIONS = Kind(
    "divisions",
    "division",
    "code",
    (
        Field("code", division_code),
        Field("name_zh", words(100)),
        Field("name_en", words(100)),
        Field("pinyin", words(100), ""),
        Field("level", choice(DivisionLevel)),
        Field("parent_code", division_code),
        Field("coverage_unit", flag),
        Field("code_2011", division_code, ""),
        Field("name_2011", words(100), ""),
        Field("population", integer(high=2_000_000_000), None),
        Field("households", integer(high=2_000_000_000), None),
        Field("year", integer(1900, 2200, what="a year"), None),
        Field("longitude", degrees(180), None),
        Field("latitude", degrees(90), None),
    ),
    _division,
    _flat,
)
CARRIERS = Kind(
    "carriers",
    "carrier",
    "code",
    (
        Field("code", carrier_code),
        Field("name_zh", words(100)),
        Field("name_en", words(100)),
        Field("management_prefixes", prefixes, (), many=True),
    ),
    _carrier,
    _flat,
)
CREDENTIALS = Kind(
    "credentials",
    "credential",
    "name",
    (
        Field("name", name()),
        Field("version", choice(SnmpVersion)),
        # RFC 3584 bounds a community at nothing below the datagram; 255 is what agents take.
        Field("community", secret(1, 255), None, secret=True),
        Field("user", words(32), None),  # RFC 3414: usmUserName has 1 to 32 octets
        Field("auth_protocol", choice(AuthProtocol), None),
        Field("auth_key", secret(8, 255), None, secret=True),  # RFC 3414: pass-phrases of at least eight
        Field("priv_protocol", choice(PrivProtocol), None),
        Field("priv_key", secret(8, 255), None, secret=True),
        Field("carrier", carrier_code, None),
    ),
    _credential,
    _flat,
)
SITES = Kind(
    "sites",
    "site",
    "code",
    (
        Field("code", name()),
        Field("name", words(200)),
        Field("division", division_code),
        Field("kind", choice(SiteKind)),
        Field("sector", choice(Sector), None),
        Field("longitude", degrees(180), None),
        Field("latitude", degrees(90), None),
        Field("carrier", carrier_code, None),
    ),
    _site,
    _flat,
)
DEVICES = Kind(
    "devices",
    "device",
    "name",
    (
        Field("name", name()),
        Field("carrier", carrier_code),
        Field("site", name()),
        Field("role", choice(DeviceRole)),
        Field("network", choice(NetworkKind)),
        Field("address", address),
        Field("port", integer(1, 65535, what="a UDP port"), 161),
        Field("credential", name(), None),
        Field("profile", name(), "auto"),
        Field("lifecycle", choice(DeviceLifecycle), DeviceLifecycle.ACTIVE),
    ),
    _device,
    _flat,
)
LINKS = Kind(
    "links",
    "link",
    "name",
    (
        Field("name", name()),
        Field("carrier", carrier_code),
        Field("a_device", name()),
        Field("a_interface", words(255)),
        Field("b_device", name()),
        Field("b_interface", words(255)),
        Field(
            "capacity_bits_per_second",
            integer(1, what="bits per second", hint="10 Gbit/s is 10000000000"),
            None,
        ),
        Field("medium", choice(LinkMedium), LinkMedium.FIBRE),
        Field("tier", choice(LinkTier), LinkTier.ACCESS),
        Field("duct", words(100), None),
    ),
    _link,
    _flat_link,
)
SERVICES = Kind(
    "services",
    "service",
    "name",
    (
        Field("name", name()),
        Field("site", name()),
        Field("kind", choice(ServiceKind)),
        Field("address", address),
        Field("port", integer(1, 65535, what="a port"), None),
        Field("carrier", carrier_code, None),
        Field("host", host_name, None),
        Field("path", url_path, None),
        Field("expected_status", status_ranges, None),
        Field("expected_text", words(200), None),
        Field("check_dns", name(), None),
        Field("record", choice(DnsRecord), None),
        Field("expected_answer", words(255), None),
        Field("timeout_seconds", seconds(0.1, 30), DEFAULT_TIMEOUT_SECONDS),
    ),
    build_service,
    _flat,
)
# In the order in which they are written: what is referred to comes before what refers to it.
KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (DIVISIONS, CARRIERS, CREDENTIALS, SITES, DEVICES, LINKS, SERVICES)
}

# A report is no record that is overwritten: it is read from files as records are, and kept by version (reports.py). Three columns
# together tell reports apart; the division is the one that no row can do without.
SUBSCRIBER_REPORTS = Kind(
    "subscriber_reports",
    "subscriber report",
    "division",
    (
        Field("carrier", carrier_code),
        Field("division", division_code),
        Field("month", month),
        Field(FIGURES[0], integer(high=2_000_000_000)),
        *(Field(figure, integer(high=2_000_000_000), None) for figure in FIGURES[1:]),
        Field("reason", words(500), None),
    ),
    lambda row: SubscriberReport(**row),
    _flat,
)
# What may stand in files.
FILE_KINDS: dict[str, Kind] = {**KINDS, SUBSCRIBER_REPORTS.name: SUBSCRIBER_REPORTS}
