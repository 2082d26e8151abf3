"""The contract follows from the code: every route, every method, every column."""

import re

from fengsui.api.authorization import RULES
from fengsui.api.contract import render_docs
from fengsui.api.openapi import openapi_document
from fengsui.api.source import FixedSource
from fengsui.inventory.kinds import KINDS
from tests.support.builders import snapshot
from tests.support.http import asking, bearer, gate

DOCUMENT = openapi_document()


def test_every_route_and_method_is_in_the_contract_and_no_other() -> None:
    found = {(method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations}
    assert found == set(RULES)


def test_operations_have_names_of_their_own_and_say_what_can_go_wrong() -> None:
    operations = [each for path in DOCUMENT["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert all({"400", "401", "403", "429", "503"} <= each["responses"].keys() for each in operations)


def test_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)))
    assert references <= schemas.keys()
    assert [name for kind in KINDS.values() if (name := kind.singular.capitalize()) not in schemas] == []


def test_what_is_shown_of_a_credential_can_be_no_secret() -> None:
    shown = DOCUMENT["components"]["schemas"]["Credential"]["properties"]
    assert shown["community"]["enum"] == shown["auth_key"]["enum"] == ["***", None]


def test_the_page_names_every_route_and_loads_nothing() -> None:
    page = render_docs(DOCUMENT)
    assert [path for path in DOCUMENT["paths"] if path.replace("&", "&amp;") not in page] == []
    assert not re.search(r"https?:|src=|<script|@import|url\(", page)


async def test_both_are_served() -> None:
    async with asking(FixedSource(snapshot()), gate=gate()) as client:
        async with client.get("/openapi.json", headers=bearer("t-reader")) as answer:
            assert await answer.json() == DOCUMENT
        async with client.get("/docs", headers=bearer("t-reader")) as answer:
            assert answer.content_type == "text/html"
            assert "style-src" in answer.headers["Content-Security-Policy"]


def test_every_link_of_the_page_leads_to_something_on_it() -> None:
    page = render_docs(DOCUMENT)
    targets = re.findall(r' id="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(targets)
    assert set(DOCUMENT["paths"]) <= set(targets)
    assert len(targets) == len(set(targets))


def test_what_every_route_may_answer_is_told_once_and_what_may_be_sent_is_told() -> None:
    page = render_docs(DOCUMENT)
    assert page.count("401 A valid token is needed") == 1
    assert "csv | xlsx | json | ndjson | yaml | geojson" in page
    assert 'body <code>application/json</code> <a href="#DeviceNew">DeviceNew</a>' in page
