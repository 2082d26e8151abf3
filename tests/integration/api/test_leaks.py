"""A carrier's token on every route there is, with everything that another carrier has: no answer holds a word of it.

The walk follows the table of routes and the contract, so that a new route, or a new parameter, is walked without being named here.
"""

import io
import json
import string
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
import pytest

from fengsui.api.authorization import RULES, Route
from fengsui.api.openapi import openapi_document
from fengsui.api.source import FixedSource
from fengsui.clock import SystemClock
from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import existing_records
from fengsui.inventory.reports import ReportStore
from fengsui.inventory.targets import TargetStore
from fengsui.inventory.tokens import TokenStore
from fengsui.model.principal import Author, Role
from tests.integration.api.conftest import KEYRING, REGISTER, SHARED
from tests.support.builders import incident, snapshot
from tests.support.http import TOKENS, asking, bearer, gate

# Every text of the other carrier's holds one of these.
CANARIES = ("secret", "mobile", "移动", "10.20.9.", "a-canary-of-mobile", "7654321")
KEYS = ("mobile", "secret-mobile", "secret-site", "secret-core", "secret-county", "secret-link", "secret-target")
VALUES = ("mobile", "secret-core", "secret-site", "10.20.9.1")
REPORT = {
    "carrier": "mobile",
    "division": "620121",
    "month": "2026-08",
    "broadband_households": 7654321,
    "reason": "secret",
}
TARGET = {"figure": "household_penetration", "value": 0.3, "due": "2027-12-31", "carrier": "mobile", "origin": "secret"}
DOCUMENT = openapi_document()
# Made from the code alone, and the same for everybody.
WITHOUT_RECORDS = ("/docs", "/openapi.json")


async def everything(editor: Editor) -> Any:
    async with editor.db.session() as session:
        return await existing_records(session, KEYRING, with_secrets=True)


@pytest.fixture
async def theirs(whole: aiohttp.ClientSession) -> list[str]:
    """Names of everything that the other carrier has, besides what was registered: a report, a target, an import, a request."""
    mobile, administrator = bearer("t-mobile"), bearer("t-administrator")
    async with whole.put("/api/v1/subscriber-reports", json=[REPORT], headers=mobile) as answer:
        assert answer.status == 200, await answer.text()
    async with whole.put("/api/v1/targets/secret-target", json=TARGET, headers=administrator) as answer:
        assert answer.status == 201, await answer.text()
    async with whole.post(
        "/api/v1/jobs?kind=devices", data="[]", headers={**mobile, "Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 202, await answer.text()
        job = (await answer.json())["id"]
    async with whole.post("/api/v1/devices/secret-core/verification", headers=mobile) as answer:
        assert answer.status == 202
    return [*KEYS, job, incident().id, SHARED]


def requests(route: Route, keys: list[str]) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """Path with query, the values that were sent and may be echoed, and what else is sent."""
    method, path = route
    operation = DOCUMENT["paths"][path][method.lower()]
    path = path.replace("{month}", "{key}")
    named = keys if "{key}" in path else [""]
    for key in named:
        yield path.replace("{key}", key), [key], {}
    plain = path.replace("{key}", "secret-core")
    for parameter in (each for each in operation.get("parameters", ()) if each["in"] == "query"):
        schema = parameter["schema"]
        for value in (*schema.get("enum", ()), *schema.get("items", {}).get("enum", ()), *VALUES):
            yield f"{plain}?{parameter['name']}={value}", ["secret-core", value], {}
    if "requestBody" in operation:
        kind = path.split("/")[3].removesuffix(":bulk")
        for document in ({}, *bodies(kind)):
            sent = [str(value) for value in document.values()]
            body = document if "{key}" in path else [document]
            for key in {*sent} & {*named} | {"new-1"}:
                yield path.replace("{key}", key), [*sent, key], {"json": body, "headers": {"If-Match": "*"}}


def bodies(kind: str) -> list[dict[str, Any]]:
    """What the other carrier registered, as if the caller had: with and without its name."""
    others = {"subscriber-reports": REPORT, "targets": TARGET}
    rows: list[Mapping[str, Any]] = [*REGISTER.get(kind, []), *([others[kind]] if kind in others else [])]
    return [
        {name: value for name, value in row.items() if value and name != left}
        for row in rows
        for left in ("", "name", "code", "carrier")
    ]


def unpacked(content: bytes) -> str:
    """The text of an answer, or of everything in it where it is a zip or a workbook."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


async def shown(
    whole: aiohttp.ClientSession, token: str, route: Route, keys: list[str]
) -> AsyncIterator[tuple[str, str]]:
    """Each request of the walk, and what was answered without what was sent."""
    for path, sent, given in requests(route, keys):
        headers = {**bearer(token), **given.pop("headers", {})}
        async with whole.request(route[0], path, headers=headers, **given) as answer:
            body = unpacked(await answer.read())
            assert answer.status < 500, (route, path, body)
            text = f"{json.dumps(dict(answer.headers), ensure_ascii=False)}\n{body}"
        for value in sorted({path, *sent} - {""}, key=len, reverse=True):
            text = text.replace(value, "·")
        yield f"{route[0]} {path}", text


async def test_nothing_of_another_carrier_is_shown_or_changed_on_any_route(
    whole: aiohttp.ClientSession, editor: Editor, theirs: list[str]
) -> None:
    before, leaks, walked = await everything(editor), [], 0
    for route in sorted(route for route in RULES if route[1] not in WITHOUT_RECORDS):
        async for asked, text in shown(whole, "t-telecom", route, theirs):
            walked += 1
            leaks += [(asked, canary) for canary in CANARIES if canary in text]
    assert leaks == []
    assert walked > 800
    after = await everything(editor)
    for kind in ("carriers", "credentials", "sites", "devices", "links"):
        kept = {key: record for key, record in after.of(kind).items() if key in before.of(kind)}
        own = {key for key, record in before.of(kind).items() if getattr(record, "carrier", key) == "mobile"}
        assert own
        assert {key: kept.get(key) for key in own} == {key: before.of(kind)[key] for key in own}
    assert [each.version for each in await ReportStore(editor.db).reports(carrier="mobile")] == [1]
    assert [each.value for each in await TargetStore(editor.db).targets()] == [0.3]


async def test_the_carrier_itself_is_shown_its_own_on_the_same_walk(
    whole: aiohttp.ClientSession, theirs: list[str]
) -> None:
    """Without this, a walk that asks in vain would look like a walk without leaks."""
    found = set()
    for route in sorted(route for route in RULES if route[0] == "GET"):
        async for _, text in shown(whole, "t-mobile", route, theirs):
            if any(canary in text for canary in CANARIES):
                found.add(route[1])
                break
    expected = {path for method, path in RULES if method == "GET" and Role.CARRIER in RULES[method, path].roles}
    # These show figures, states or what everybody has, and no names; an import without rows has no lines.
    nameless = {*WITHOUT_RECORDS, "/", "/healthz", "/readyz", "/api/v1/services", "/api/v1/services/{key}"}
    nameless |= {"/api/v1/divisions", "/api/v1/divisions/{key}", "/api/v1/ratios"}
    nameless |= {"/api/v1/devices/{key}/verification"}
    nameless |= {f"/api/v1/jobs/{{key}}/{part}" for part in ("faults", "changes")}
    assert expected - found - nameless == set()


def mutations(text: str) -> Iterator[str]:
    """A token that is cut, lengthened, spelled in another case, or has one character or bit changed."""
    for length in (0, 1, 8, len(text) // 2, len(text) - 1):
        yield text[:length]
    yield from (text + "0", text + text, f" {text[1:]}", text.lower(), text.upper(), text.swapcase(), text[::-1])
    for place, character in enumerate(text):
        for changed in {chr(ord(character) ^ 1), chr(ord(character) ^ 32), "0", "z"} - {character}:
            if changed in string.ascii_letters + string.digits + "_":
                yield text[:place] + changed + text[place + 1 :]


async def test_a_token_that_is_not_quite_one_opens_nothing(editor: Editor) -> None:
    tokens, clock = TokenStore(editor.db), SystemClock()
    by = Author("cli:tester", clock.now())
    _, whole = await tokens.create("whole", Role.CARRIER, carrier="mobile", by=by)
    _, late = await tokens.create("late", Role.CARRIER, carrier="mobile", by=by, expires_at=clock.now() + 0.05)
    _, lost = await tokens.create("lost", Role.CARRIER, carrier="mobile", by=by)
    await tokens.revoke("lost", by=by)
    await clock.sleep(0.1)
    keeper = gate(clock=clock, tokens=tokens)
    async with asking(FixedSource(snapshot()), gate=keeper, editor=editor, clock=clock) as client:

        async def ask(text: str) -> tuple[int, str]:
            async with client.get("/api/v1/devices", headers={"Authorization": f"Bearer {text}"}) as answer:
                return answer.status, await answer.text()

        assert (await ask(whole.reveal()))[0] == 200
        tried = [*mutations(whole.reveal()), late.reveal(), lost.reveal(), *TOKENS]
        refused = [await ask(text) for text in tried]
    assert len(tried) > 150
    assert {status for status, _ in refused} == {401}
    assert not any(canary in text for _, text in refused for canary in CANARIES)
