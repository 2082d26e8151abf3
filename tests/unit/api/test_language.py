"""Problems in Chinese for who asks for it; what is not known stays English, and values stay as they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.api.language import in_chinese, phrase, wants_chinese
from fengsui.api.source import FixedSource
from fengsui.inventory.fields import REQUIRED
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.json_reader import read_object
from fengsui.inventory.validation import validate
from tests.support.builders import snapshot
from tests.support.http import asking, bearer, gate
from tests.support.registers import register


@pytest.mark.parametrize(
    ("header", "chinese"),
    [
        ("zh", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("zh-Hant-TW", True),
        ("en-GB,en;q=0.9,zh;q=0.8", False),
        ("en;q=0.5, zh;q=0.6", True),
        ("zh;q=0", False),
        ("", False),
        ("fr", False),
        ("zh;q=x", False),
        (";;,,=", False),
    ],
)
def test_the_preferred_language_is_spoken(header: str, chinese: bool) -> None:
    assert wants_chinese(header) is chinese


@given(st.text(max_size=300))
def test_no_header_and_no_text_breaks_anything(text: str) -> None:
    wants_chinese(text)
    assert bool(phrase(text)) is bool(text)


def test_a_text_that_is_not_known_stays_as_it_is() -> None:
    document = {"title": "Teapot", "status": 418, "detail": "short and stout"}
    assert in_chinese(document) == document


def test_values_of_the_caller_s_stay_as_they_are() -> None:
    assert phrase("there is no device 'lz-core-9'") == "没有设备 'lz-core-9'"
    assert phrase(r"the name '\1' cannot be used for a link: choose another") == r"名称 '\1' 不能用于链路,请换一个"


def wrong(kind: str) -> list[str]:
    """What is said of a record with nothing right in it, and of one with nothing in it."""
    plan = KINDS[kind]
    said = []
    for document in (dict.fromkeys(plan.columns, "\x07"), {plan.key: "x"}, dict.fromkeys(plan.columns, 1.5)):
        reading = read_object(plan, document)
        verdict = validate(reading.rows, register(), allow_loopback=False, unread=reading.unread)
        said += [fault.expected for fault in verdict.faults]
    return said


@pytest.mark.parametrize("kind", ["carriers", "sites", "devices", "links", "credentials"])
def test_what_a_carrier_s_rows_are_told_is_known_in_chinese(kind: str) -> None:
    said = wrong(kind)
    required = [field.name for field in KINDS[kind].fields if field.default is REQUIRED]
    assert len(said) > len(required)
    assert [text for text in said if not re.search("[\u4e00-\u9fff]", phrase(text))] == []


async def test_over_http_title_detail_and_header_are_chinese() -> None:
    headers = {**bearer("t-reader"), "Accept-Language": "zh-CN"}
    async with asking(FixedSource(snapshot()), gate=gate()) as client, client.get("/nope", headers=headers) as answer:
        assert answer.headers["Content-Language"] == "zh-CN"
        assert await answer.json() == {"title": "未找到", "status": 404, "detail": "/nope 处没有内容"}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("month: expected a month such as 2026-06, got ''", "month 应为月份(如 2026-06),实际为 ''"),
        ("expected a number from 0 to 100 for worst, got '-1'", "worst 应为 0 至 100 之间的数,实际为 '-1'"),
        ("kind: expected one of a, b, got 'zz'", "kind 应为 a, b 之一,实际为 'zz'"),
        ("expected one of county, link for kind, got 'zz'", "kind 应为 county, link 之一,实际为 'zz'"),
        ("expected the name of a link that counts, got 'zz'.", "应为已登记且在用的链路名称,实际为 'zz'。"),
        ("expected fewer than 2 exports at once, got 2", "同时进行的导出不得多于 2 个,现有 2 个"),
        ("there is no such job", "没有该作业"),
    ],
)
def test_questions_that_make_no_sense_are_answered_in_chinese_too(english: str, chinese: str) -> None:
    assert phrase(english) == chinese
