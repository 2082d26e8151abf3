"""What the cells of a service may hold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.fields import Unfit
from fengsui.inventory.kinds import SERVICES
from fengsui.inventory.service_fields import build_service, host_name, seconds, status_ranges, url_path
from fengsui.model.service import DnsRecord, ServiceKind


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Portal.Example.CN.", "portal.example.cn"), ("xn--fiq228c.cn", "xn--fiq228c.cn"), ("_sip._tcp.a", "_sip._tcp.a")],
)
def test_a_name_is_kept_in_lower_case_without_its_dot(text: str, kept: str) -> None:
    assert host_name(text) == kept


@pytest.mark.parametrize(
    "text",
    ["10.0.0.1", "::1", "[::1]", "1.2.3", "a..b", "-a.cn", "a-.cn", "门户.cn", "a b", "a\r\nX: y", "a" * 64, "."],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        host_name(text)


@given(st.text(max_size=20))
def test_a_name_that_is_taken_is_plain_and_taken_again(text: str) -> None:
    try:
        kept = host_name(text)
    except Unfit:
        return
    assert kept.isascii()
    assert kept.isprintable()
    assert host_name(kept) == kept


@pytest.mark.parametrize("text", ["index", "/a b", "/a\r\nHost: x", "/门户", "/a#b", "/" + "a" * 500, "//\x00"])
def test_a_path_that_could_break_a_request_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        url_path(text)


def test_a_path_keeps_its_query() -> None:
    assert url_path("/api/health?full=1&x=%20") == "/api/health?full=1&x=%20"


@pytest.mark.parametrize(
    ("text", "kept"), [("200", "200"), ("200-399", "200-399"), ("200, 301,400-404", "200,301,400-404")]
)
def test_statuses_are_kept_in_one_form(text: str, kept: str) -> None:
    assert status_ranges(text) == kept


@pytest.mark.parametrize("text", ["", "ok", "20", "399-200", "99", "600", "200-", "200,,300", "²00", "200;300"])
def test_what_is_no_status_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        status_ranges(text)


@pytest.mark.parametrize(
    ("text", "good"), [("0.1", True), ("30", True), ("0.05", False), ("31", False), ("1e3", False)]
)
def test_a_duration_has_bounds(text: str, good: bool) -> None:
    if good:
        assert seconds(0.1, 30)(text) == float(text)
    else:
        with pytest.raises(Unfit, match=r"0\.1 to 30"):
            seconds(0.1, 30)(text)


def _row(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(SERVICES.columns)
    return {**empty, "name": "s", "site": "x", "address": "10.0.0.1", "timeout_seconds": 5.0, **given}


def test_what_is_usual_for_the_kind_is_filled_in() -> None:
    portal = build_service(_row(kind="https"))
    assert (portal.port, portal.path, portal.expected_status, portal.record) == (443, "/", "200-399", None)
    names = build_service(_row(kind="dns", host="a.cn"))
    assert (names.port, names.path, names.record) == (53, None, DnsRecord.A)
    assert build_service(_row(kind="tcp", port=22)).port == 22


def test_what_a_service_had_as_another_kind_is_left_behind() -> None:
    was = SERVICES.flat(build_service(_row(kind="http", port=8080, host="a.cn", expected_text="欢迎")))
    now = build_service({**was, "kind": ServiceKind.TCP})
    assert (now.port, now.host, now.path, now.expected_text) == (8080, None, None, None)
