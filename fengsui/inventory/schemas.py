"""The columns of each kind as JSON Schema: what a JSON document may hold there, for the reader of JSON and for OpenAPI. Pure.

A schema says the form; what else must be so (a site that is registered, an address inside a prefix) the validation says.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fengsui.inventory.fields import REQUIRED
from fengsui.inventory.kinds import FILE_KINDS
from fengsui.model.credential import AuthProtocol, PrivProtocol, SnmpVersion
from fengsui.model.device import DeviceLifecycle, DeviceRole, NetworkKind
from fengsui.model.division import DivisionLevel
from fengsui.model.link import LinkMedium, LinkTier
from fengsui.model.service import DnsRecord, ServiceKind
from fengsui.model.site import Sector, SiteKind

Schema = dict[str, Any]


def _text(limit: int, description: str, **more: Any) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": limit, "description": description, **more}


def _key(description: str) -> Schema:
    return _text(100, description, pattern=r"^[\w][\w.:-]*$")


def _choice(options: type[StrEnum], description: str) -> Schema:
    return {"type": "string", "enum": [option.value for option in options], "description": description}


def _number(description: str, low: float, high: float, kind: str = "integer") -> Schema:
    return {"type": kind, "minimum": low, "maximum": high, "description": description}


def _secret(least: int, description: str) -> Schema:
    return _text(255, description, minLength=least, writeOnly=True)


_CODE = r"^[a-z][a-z0-9-]*$"
_BIGINT = 2**63 - 1
_CARRIER = _text(40, "Code of a carrier", pattern=_CODE)
_DIVISION = {"type": "string", "pattern": "^[0-9]{6}$", "description": "GB/T 2260 code"}
_LONGITUDE = _number("WGS-84 degrees", -180, 180, "number")
_LATITUDE = _number("WGS-84 degrees", -90, 90, "number")
_ADDRESS = _text(45, "IPv4 or IPv6 address", pattern="^[0-9A-Fa-f:.]+$")

COLUMNS: Mapping[str, Mapping[str, Schema]] = {
    "divisions": {
        "code": _DIVISION,
        "name_zh": _text(100, "Name in Chinese"),
        "name_en": _text(100, "Name in English"),
        "pinyin": {"type": "string", "maxLength": 100, "description": "Name in pinyin"},
        "level": _choice(DivisionLevel, "Level below the province"),
        "parent_code": {**_DIVISION, "description": "Code of the prefecture, or of the province"},
        "coverage_unit": {"type": "boolean", "description": "Whether county coverage is counted over it"},
        "code_2011": {"type": "string", "pattern": "^([0-9]{6})?$", "description": "Code of 2011"},
        "name_2011": {"type": "string", "maxLength": 100, "description": "Name of 2011"},
        "population": _number("Residents", 0, 2_000_000_000),
        "households": _number("Households", 0, 2_000_000_000),
        "year": _number("Year of the census", 1900, 2200),
        "longitude": _LONGITUDE,
        "latitude": _LATITUDE,
    },
    "carriers": {
        "code": _CARRIER,
        "name_zh": _text(100, "Name in Chinese"),
        "name_en": _text(100, "Name in English"),
        "management_prefixes": {
            "type": "array",
            "items": _text(43, "Network in CIDR form", pattern="^[0-9A-Fa-f:.]+/[0-9]{1,3}$"),
            "maxItems": 1000,
            "description": "Networks that its devices are managed in",
        },
    },
    "credentials": {
        "name": _key("Name that devices refer to"),
        "version": _choice(SnmpVersion, "SNMP version"),
        "community": _secret(1, "For v1 and v2c"),
        "user": _text(32, "For v3"),
        "auth_protocol": _choice(AuthProtocol, "For v3"),
        "auth_key": _secret(8, "Pass-phrase for v3"),
        "priv_protocol": _choice(PrivProtocol, "For v3"),
        "priv_key": _secret(8, "Pass-phrase for v3"),
        "carrier": {
            **_CARRIER,
            "description": "Code of the carrier whose devices alone are asked with it; null for any",
        },
    },
    "sites": {
        "code": _key("Code that devices refer to"),
        "name": _text(200, "Name"),
        "division": _DIVISION,
        "kind": _choice(SiteKind, "What it is"),
        "sector": _choice(Sector, "Application network"),
        "longitude": _LONGITUDE,
        "latitude": _LATITUDE,
        "carrier": {**_CARRIER, "description": "Code of the carrier that it belongs to; null for one that all may use"},
    },
    "devices": {
        "name": _key("Name, unique in the province"),
        "carrier": _CARRIER,
        "site": _key("Code of the site where it stands"),
        "role": _choice(DeviceRole, "Place in the network; coverage leads to core"),
        "network": _choice(NetworkKind, "Which of the three networks"),
        "address": {**_ADDRESS, "description": "Management address, inside the carrier's management prefixes"},
        "port": _number("UDP port of its agent", 1, 65535),
        "credential": _key("Name of the credential to ask with; null until there is one"),
        "profile": _key("Name of a profile, or auto"),
        "lifecycle": _choice(DeviceLifecycle, "Only active and maintenance devices are polled"),
    },
    "links": {
        "name": _key("Name"),
        "carrier": _CARRIER,
        "a_device": _key("Device at one end"),
        "a_interface": _text(255, "Its interface: ifName, ifDescr or ifAlias"),
        "b_device": _key("Device at the other end"),
        "b_interface": _text(255, "Its interface"),
        "capacity_bits_per_second": _number("Contracted capacity", 1, _BIGINT),
        "medium": _choice(LinkMedium, "What it runs over"),
        "tier": _choice(LinkTier, "Place in the network"),
        "duct": _text(100, "Duct or cable route that it shares with other links, of other carriers too"),
    },
    "services": {
        "name": _key("Name"),
        "site": _key("Code of the site that it belongs to"),
        "kind": _choice(ServiceKind, "How it is probed"),
        "address": _ADDRESS,
        "port": _number("Port; null for the usual one", 1, 65535),
        "carrier": _CARRIER,
        "host": _text(254, "DNS name it is asked for"),
        "path": _text(500, "Path and query of the URL"),
        "expected_status": _text(100, "HTTP statuses and ranges of them"),
        "expected_text": _text(200, "Text that the answer holds"),
        "check_dns": _key("Name of the DNS service that must know the host"),
        "record": _choice(DnsRecord, "DNS record that is asked for"),
        "expected_answer": _text(255, "Answer of the DNS service"),
        "timeout_seconds": _number("Patience", 0.1, 30, "number"),
    },
    "subscriber_reports": {
        "carrier": _CARRIER,
        "division": {**_DIVISION, "description": "GB/T 2260 code of a county-level division or coverage unit"},
        "month": {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$", "description": "Month, Beijing time"},
        "broadband_households": _number("Households with fixed broadband", 0, 2_000_000_000),
        "internet_users": _number("People who use the internet, fixed or mobile", 0, 2_000_000_000),
        "pon_ports": _number("PON ports in service", 0, 2_000_000_000),
        "pon_10g_ports": _number("Those of them with 10 Gbit/s", 0, 2_000_000_000),
        "users_500mbps": _number("Fixed lines of 500 Mbit/s and above", 0, 2_000_000_000),
        "villages_reached": _number("Administrative villages with fixed broadband", 0, 2_000_000_000),
        "reason": _text(500, "Why the figures are unusual, or were corrected"),
    },
}


def column_schema(kind: str, column: str) -> Schema:
    """What a document may hold for a column: null where a record can do without it."""
    schema, field = COLUMNS[kind][column], FILE_KINDS[kind].by_name[column]
    if field.default is REQUIRED:
        return schema
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def required_columns(kind: str) -> list[str]:
    """Columns that a new record must have."""
    return [field.name for field in FILE_KINDS[kind].fields if field.default is REQUIRED]
