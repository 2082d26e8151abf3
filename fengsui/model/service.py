"""Services: portals and servers of the application networks, which are asked as their users ask them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ServiceKind(StrEnum):
    """How a service is asked."""

    HTTP = "http"
    HTTPS = "https"
    TCP = "tcp"
    DNS = "dns"


class DnsRecord(StrEnum):
    """Type of record that a DNS service is asked for."""

    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    MX = "MX"
    NS = "NS"
    PTR = "PTR"
    SOA = "SOA"
    SRV = "SRV"
    TXT = "TXT"


# Ports of the kinds that have one of their own (IANA); a TCP service has none.
DEFAULT_PORTS: Final[Mapping[ServiceKind, int]] = MappingProxyType(
    {ServiceKind.HTTP: 80, ServiceKind.HTTPS: 443, ServiceKind.DNS: 53}
)
DEFAULT_STATUS: Final = "200-399"
DEFAULT_TIMEOUT_SECONDS: Final = 5.0

StatusRanges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One registered service.

    Attributes:
        name: Natural key, unique in the province.
        site: Code of the site that it serves from, which gives its division and its sector.
        address: IPv4 or IPv6 in canonical text: the only address that a probe connects to.
        port: TCP port, UDP and TCP port of a DNS service; 0 only while a TCP service was given none.
        carrier: Code of the carrier that it is reached through, where that is known.
        host: Name in the Host header and in the TLS handshake, or the name that a DNS service is asked for.
        path: Of HTTP: path and query that is asked for.
        expected_status: Of HTTP: the statuses that are right, as `200-399` or `200,301-302`.
        expected_text: Of HTTP: what must stand in the answer's first 64 KiB.
        check_dns: Of HTTP: name of the registered DNS service that must answer `host` with `address`.
        record: Of DNS: type of the record asked for.
        expected_answer: Of DNS: what must be among the answers.
        timeout_seconds: Bound on a whole probe.
    """

    name: str
    site: str
    kind: ServiceKind
    address: str
    port: int
    carrier: str | None = None
    host: str | None = None
    path: str | None = None
    expected_status: str | None = None
    expected_text: str | None = None
    check_dns: str | None = None
    record: DnsRecord | None = None
    expected_answer: str | None = None
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS

    @property
    def is_http(self) -> bool:
        """True where it is asked over HTTP, with TLS or without."""
        return self.kind in (ServiceKind.HTTP, ServiceKind.HTTPS)


def parse_status_ranges(text: str) -> StatusRanges | None:
    """Ranges of HTTP statuses, both ends included, from `200-399` or `200,301-302`; None where the text is none."""
    ranges = [_status_range(part.strip()) for part in text.split(",")]
    return None if None in ranges else tuple(found for found in ranges if found)


def is_expected(status: int, ranges: StatusRanges) -> bool:
    """True where a status lies in one of the ranges."""
    return any(low <= status <= high for low, high in ranges)


def _status_range(text: str) -> tuple[int, int] | None:
    low, dash, high = text.partition("-")
    if not (_is_status(low) and (not dash or _is_status(high))):
        return None
    ends = int(low), int(high or low)
    return ends if ends[0] <= ends[1] else None


def _is_status(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdecimal() and "100" <= text <= "599"
