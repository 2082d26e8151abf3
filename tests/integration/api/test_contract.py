"""Hostile values in every parameter and every body of every operation: nothing breaks, and every answer is one that the contract has.

A small and quick walk beside the long one, which schemathesis does (`make fuzz-api`).
"""

import json
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from fengsui.api.openapi import openapi_document
from tests.support.http import bearer

DOCUMENT = openapi_document()
OPERATIONS = [(method, path) for path, found in DOCUMENT["paths"].items() for method in found]
# As they stand in a URL.
VALUES = [
    "",
    "0",
    "-1",
    "9" * 400,
    "NaN",
    "1e999",
    "null",
    "%00",
    "%FF%FE",
    "%F0%9F%97%BC",
    "..%2F..",
    "a" * 3000,
    "%0D%0AX:1",
]
BODIES = [
    b"",
    b"\xff\xfe",
    b"null",
    b"{",
    b"{}",
    b"[{}]",
    b"[[]]",
    b'"x"',
    b"[NaN]",
    b'{"longitude": Infinity, "value": -Infinity}',
    b'{"longitude": 1e999}',
    b'{"port": 1e30, "value": 1e30, "longitude": 1e30}',
    b'{"port": ' + b"9" * 5000 + b"}",
    b'{"name": 1, "code": [], "site": {}, "figure": true, "due": 7}',
    b'{"name": "a", "name": "b"}',
    b'{"name": "\\ud800", "origin": "\\u0000"}',
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"name\n\x00\n",
    b'name,name\n"a',
]
MEDIA = ["application/json", "application/x-ndjson", "text/csv", "text/plain", "application/json; charset=utf-16", "x"]


def hostile(method: str, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Paths with a query, and what is sent beside."""
    operation = DOCUMENT["paths"][path][method]
    path = path.replace("{month}", "{key}")
    for value in VALUES[1:] if "{key}" in path else []:
        yield path.replace("{key}", value), {}
    plain = path.replace("{key}", "lz-core-1")
    for parameter in operation.get("parameters", ()):
        for value in VALUES if parameter["in"] == "query" else []:
            yield f"{plain}?{parameter['name']}={value}", {}
        for value in ("", "*", '"x"', "W/x,,", "é" * 99) if parameter["in"] == "header" else []:
            yield plain, {"headers": {parameter["name"]: value}}
    yield f"{plain}?no-such=1", {}
    for body in BODIES if "requestBody" in operation else []:
        for media in MEDIA[: 1 if "{key}" in path else 3]:
            yield plain, {"data": body, "headers": {"Content-Type": media, "If-Match": "*"}}
    for media in MEDIA if "requestBody" in operation else []:
        yield plain, {"data": b"{}", "headers": {"Content-Type": media}}


@pytest.mark.parametrize(
    ("database_url", "token"),
    [("sqlite", "t-administrator"), ("sqlite", "t-telecom"), ("postgresql", "t-administrator")],
    indirect=["database_url"],
)
async def test_nothing_breaks_and_every_answer_is_one_that_was_promised(
    whole: aiohttp.ClientSession, token: str
) -> None:
    wrong, tried = [], 0
    for method, path in OPERATIONS:
        promised = DOCUMENT["paths"][path][method]["responses"]
        for url, given in hostile(method, path):
            headers = {**bearer(token), "Accept-Language": "zh", **given.get("headers", {})}
            async with whole.request(method, url, data=given.get("data"), headers=headers) as answer:
                text = (await answer.read())[:500]
            tried += 1
            routed = answer.status != 404 or "404" in promised or "..%2F" in url
            known = str(answer.status) in promised or (answer.status == 404 and routed)
            if answer.status >= 500 or not known:
                wrong.append((method, url[:120], str(given)[:120], answer.status, text))
            if answer.status >= 400:
                problem = json.loads(text) if len(text) < 500 else {}
                assert answer.content_type == "application/problem+json", (url, text)
                assert problem.get("status", answer.status) == answer.status
    assert wrong == []
    assert tried > 1000
