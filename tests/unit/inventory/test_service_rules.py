"""What must fit together in a service; asked through the validation, which is the only one to ask."""

import pytest

from fengsui.inventory.validation import validate
from tests.support.registers import NAMES, PORTAL, register, rows

NEW = {"name": "new", "site": "lz-core", "address": "10.30.0.9"}


def _faults(row: dict[str, str], *, loopback: bool = False) -> list[str]:
    return [str(fault) for fault in validate(rows("services", row), register(), allow_loopback=loopback).faults]


@pytest.mark.parametrize(
    "row",
    [
        {**NEW, "kind": "http"},
        {**NEW, "kind": "tcp", "port": "22"},
        {**NEW, "kind": "dns", "host": "a.cn", "record": "MX"},
        {**NEW, "kind": "https", "host": "a.cn", "check_dns": "lz-dns", "expected_text": "欢迎"},
    ],
)
def test_a_service_whose_columns_fit_is_sound(row: dict[str, str]) -> None:
    assert _faults(row) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"kind": "tcp"}, "column port: expected a port for a service of kind tcp, got nothing"),
        ({"kind": "dns"}, "expected the name that the DNS service is to be asked for"),
        ({"kind": "http", "check_dns": "lz-dns"}, "expected the name that check_dns is to be asked for"),
        ({"kind": "http", "record": "A"}, "column record: expected no record for a service of kind http"),
        ({"kind": "tcp", "port": "1", "path": "/"}, "column path: expected no path for a service of kind tcp"),
        (
            {"kind": "http", "host": "a", "check_dns": "lz-portal"},
            "a service of kind dns, got 'lz-portal', of kind https",
        ),
        ({"kind": "http", "host": "a", "check_dns": "lz-dn"}, "Did you mean lz-dns?"),
        ({"kind": "http", "site": "nowhere"}, "expected a site that is registered"),
        ({"kind": "http", "carrier": "nobody"}, "expected a carrier that is registered"),
        ({"kind": "ftp"}, "expected one of http, https, tcp, dns"),
        ({"kind": "http", "address": "127.0.0.1"}, "FENGSUI_ALLOW_LOOPBACK"),
        ({"kind": "http", "address": "169.254.169.254"}, "link-local"),
        ({"kind": "http", "address": "224.0.0.1"}, "multicast"),
        ({"kind": "http", "address": "::"}, "unspecified"),
        ({"kind": "http", "address": "portal.example.cn"}, "expected an IPv4 or IPv6 address"),
    ],
)
def test_each_fault_is_named(row: dict[str, str], fault: str) -> None:
    (found,) = _faults({**NEW, **row})
    assert fault in found


def test_all_faults_of_a_service_come_at_once() -> None:
    found = _faults(
        {**NEW, "kind": "tcp", "site": "nowhere", "address": "0.0.0.0", "path": "no", "timeout_seconds": "99"}
    )
    assert len(found) == 5


def test_loopback_is_taken_where_it_is_allowed() -> None:
    assert _faults({**NEW, "kind": "http", "address": "127.0.0.1"}, loopback=True) == []


def test_a_service_and_the_dns_service_that_it_names_may_come_together() -> None:
    both = rows("services", {**PORTAL, "name": "p2", "check_dns": "d2"}, {**NAMES, "name": "d2"})
    assert validate(both, register(), allow_loopback=False).faults == []


def test_a_service_that_becomes_another_kind_needs_no_cleaning_up() -> None:
    verdict = validate(rows("services", {"name": "lz-portal", "kind": "tcp"}), register(), allow_loopback=False)
    assert verdict.faults == []
    assert verdict.proposed.services["lz-portal"].host is None
