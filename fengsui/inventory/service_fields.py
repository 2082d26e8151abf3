"""What the cells of a service may hold, and how they become a service: pure."""

import re
from collections.abc import Mapping
from typing import Any

from fengsui.inventory.fields import Parser, Unfit
from fengsui.model.address import parse_address
from fengsui.model.service import DEFAULT_PORTS, DEFAULT_STATUS, DnsRecord, Service, ServiceKind, parse_status_ranges

_OF_HTTP = ("path", "expected_status", "expected_text", "check_dns")
_OF_DNS = ("record", "expected_answer")
# By kind, the columns that belong to other kinds.
FOREIGN_COLUMNS: Mapping[ServiceKind, tuple[str, ...]] = {
    ServiceKind.HTTP: _OF_DNS,
    ServiceKind.HTTPS: _OF_DNS,
    ServiceKind.TCP: ("host", *_OF_HTTP, *_OF_DNS),
    ServiceKind.DNS: _OF_HTTP,
}

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST_HOST = 253  # RFC 1035: 255 octets on the wire, of which the first length and the root take two
_LONGEST_PATH = 500


def host_name(text: str) -> str:
    """A DNS name in ASCII, in lower case and without a final dot; no address."""
    name = text.lower().removesuffix(".")
    if parse_address(name.strip("[]")) is not None:
        raise Unfit("a name", "Leave host out to ask the address without a name")
    if not name.isascii():
        raise Unfit("a DNS name in ASCII", "Write an internationalised name in its xn-- form")
    labels = name.split(".")
    if len(name) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdecimal():
        raise Unfit("a DNS name such as portal.example.cn")
    return name


def url_path(text: str) -> str:
    """Path and query of a URL."""
    if not re.fullmatch(r"/[!-~]*", text) or "#" in text or len(text) > _LONGEST_PATH:
        raise Unfit(
            f"a path of at most {_LONGEST_PATH} ASCII characters that begins with /",
            "Percent-encode spaces and other characters, and leave out what follows a #",
        )
    return text


def status_ranges(text: str) -> str:
    """HTTP statuses and ranges of them."""
    ranges = parse_status_ranges(text) if len(text) <= 100 else None
    if ranges is None:
        raise Unfit(f"HTTP statuses of 100 to 599 such as {DEFAULT_STATUS} or 200,301-302")
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)


def seconds(low: float, high: float) -> Parser:
    """A duration in seconds, within bounds."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,9})?", text) or not low <= float(text) <= high:
            raise Unfit(f"seconds of {low:g} to {high:g}")
        return float(text)

    return parse


def build_service(row: Mapping[str, Any]) -> Service:
    """A service from the values of all columns, defaults that depend on its kind filled in."""
    kind = ServiceKind(row["kind"])
    row = {**row, **dict.fromkeys(FOREIGN_COLUMNS[kind])}  # what it had as another kind means nothing any more
    is_http, is_dns = kind in (ServiceKind.HTTP, ServiceKind.HTTPS), kind is ServiceKind.DNS
    filled = {
        "kind": kind,
        "port": row["port"] or DEFAULT_PORTS.get(kind, 0),
        "path": row["path"] or ("/" if is_http else None),
        "expected_status": row["expected_status"] or (DEFAULT_STATUS if is_http else None),
        "record": DnsRecord(row["record"] or DnsRecord.A) if is_dns else None,
    }
    return Service(**{**row, **filled})
