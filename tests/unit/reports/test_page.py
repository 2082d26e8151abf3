"""The report as a page."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import figures_of
from fengsui.reports.names import without_equipment
from fengsui.reports.page import embedded, page
from fengsui.reports.words import Language
from tests.support.months import remembered

NASTY = '"><script src=//evil.example/x.js></script><img src=x onerror=alert(1)>{{ 7*7 }}'


class Elements(HTMLParser):
    """Elements with their attributes, in order, and the text outside of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


def october(hostile: str = "") -> dict[str, Any]:
    return figures_of(remembered(hostile=hostile))


@pytest.fixture(scope="module", params=list(Language))
def made(request: pytest.FixtureRequest) -> str:
    return page(october(), shipped_boundaries(), request.param)


def test_it_asks_nothing_of_anybody(made: str) -> None:
    elements = Elements(made)
    assert (
        elements.of("link", "img", "iframe", "object", "embed", "image", "use", "base", "form", "video", "audio") == []
    )
    assert [
        each for each in elements.of("script") if each != {"type": "application/json", "id": "fengsui-figures"}
    ] == []
    for _, attributes in elements.found:
        assert not {"src", "href", "xlink:href", "action", "srcset", "onload", "style"} & attributes.keys()
    assert "@import" not in made
    assert set(re.findall(r"url\(([^)]*)\)", made)) <= {
        f"#m-{s}" for s in ("degraded", "unknown", "uncovered", "unserved")
    }
    policy = next(each for each in elements.of("meta") if each.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    assert style is not None
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy["content"] == f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"


def test_every_table_can_be_heard(made: str) -> None:
    elements = Elements(made)
    tables = len(elements.of("table"))
    assert tables >= 12
    assert len(elements.of("caption")) == tables
    assert all(each.get("scope") in ("col", "row", "rowgroup") for each in elements.of("th"))
    assert elements.of("html")[0]["lang"] in ("zh-Hans-CN", "en")
    assert len(elements.of("h1")) == len(elements.of("main")) == 1
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {attributes["aria-labelledby"] for _, attributes in elements.found if "aria-labelledby" in attributes}
    assert named <= set(ids)


def test_the_figures_and_their_checksum_are_in_it(made: str) -> None:
    (data,) = re.findall(r'<script type="application/json" id="fengsui-figures">(.*?)</script>', made, re.DOTALL)
    figures = json.loads(data)
    assert figures == october()
    assert made.count(checksum_of(figures)) == 2


def test_hostile_names_are_text_and_nothing_else() -> None:
    figures = october(NASTY)
    text = page(figures, shipped_boundaries(), Language.EN)
    elements = Elements(text)
    assert elements.of("img") == []
    assert len(elements.of("script")) == 1
    assert "&lt;script src=//evil.example" in text
    assert "{{ 7*7 }}" in text
    (data,) = re.findall(r'id="fengsui-figures">(.*?)</script>', text, re.DOTALL)
    assert json.loads(data) == figures


def test_nothing_in_the_figures_can_end_the_element_that_holds_them() -> None:
    nasty = {"x": "</script><!--<script>]]>\u2028&"}
    text = embedded(nasty)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == nasty


def test_a_report_without_names_of_equipment_says_so() -> None:
    bare = page(without_equipment(october()), shipped_boundaries(), Language.EN)
    assert "leaves out the names of devices" in bare
    assert "mobile-620922-1" not in bare


def test_it_is_the_same_every_time_and_of_a_size_to_be_mailed(made: str) -> None:
    assert len(made.encode()) < 600_000
    assert page(october(), shipped_boundaries(), Language.ZH) == page(october(), shipped_boundaries(), Language.ZH)
