"""The report of a month over HTTP."""

import aiohttp
import pytest

from fengsui.api.monthly_reports import MonthlyReports
from fengsui.api.source import FixedSource
from fengsui.errors import ConfigError, FengsuiError, NotKeptError, UsageError
from fengsui.reports.form import Form
from fengsui.reports.page import content_security_policy
from fengsui.reports.words import Language
from tests.support.builders import province
from tests.support.http import asking, bearer, gate


class Library:
    """Tells what it was asked for; in place of one month it gives an error."""

    def __init__(self, error: FengsuiError | None = None) -> None:
        self._error = error

    async def made(self, month: str, form: Form, language: Language, *, equipment: bool) -> bytes:
        if self._error is not None:
            raise self._error
        return f"{month} {form} {language} {equipment}".encode()


async def asked(
    query: str = "", *, token: str = "t-operator", month: str = "2026-10", library: MonthlyReports | None = None
) -> tuple[int, str, aiohttp.ClientResponse]:
    async with (
        asking(FixedSource(province()), gate=gate(), monthly=library or Library()) as client,
        client.get(f"/api/v1/reports/monthly/{month}?{query}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.text(), answer


async def test_without_a_word_it_is_json_in_chinese() -> None:
    status, text, answer = await asked()
    assert (status, text) == (200, "2026-10 json zh True")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("form", Form)
async def test_every_form_comes_with_its_type_and_a_name_to_save_it_under(form: Form) -> None:
    status, text, answer = await asked(f"format={form}&language=en")
    assert (status, text) == (200, f"2026-10 {form} en True")
    assert answer.content_type == form.media_type
    assert f'filename="fengsui-2026-10.en.{form}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_may_use_its_own_style_and_nothing_else() -> None:
    _, _, answer = await asked("format=html")
    assert answer.headers.getall("Content-Security-Policy") == [content_security_policy()]


async def test_a_reader_gets_no_names_of_equipment_and_a_carrier_nothing() -> None:
    assert (await asked(token="t-reader"))[1] == "2026-10 json zh False"
    assert (await asked(token="t-administrator"))[1] == "2026-10 json zh True"
    assert (await asked(token="t-telecom"))[0] == 403
    assert (await asked(token="t-prometheus"))[0] == 403


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("format=docx", "expected one of html, pdf, csv, xlsx, json for format"),
        ("language=fr", "expected one of zh, en for language"),
        ("format=pdf&format=csv", "expected format once"),
        ("form=pdf", "expected a parameter of format, language"),
    ],
)
async def test_a_question_that_cannot_be_read_is_refused(query: str, words: str) -> None:
    status, text, _ = await asked(query)
    assert status == 400
    assert words in text


@pytest.mark.parametrize(
    ("error", "status"),
    [(UsageError("not over"), 400), (NotKeptError("nobody watched"), 404), (ConfigError("no font"), 503)],
)
async def test_a_month_that_cannot_be_told_is_said(error: FengsuiError, status: int) -> None:
    found, text, answer = await asked(library=Library(error))
    assert (found, answer.content_type) == (status, "application/problem+json")
    assert str(error) in text


async def test_without_history_there_are_no_reports() -> None:
    async with (
        asking(FixedSource(province()), gate=gate()) as client,
        client.get("/api/v1/reports/monthly/2026-10", headers=bearer("t-operator")) as answer,
    ):
        assert answer.status == 503
