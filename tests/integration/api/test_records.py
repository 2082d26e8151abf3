"""Records over HTTP, on SQLite and on PostgreSQL: listed, read, put, patched, deleted, sent in bulk."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from fengsui.database.engine import Database
from fengsui.errors import ConflictError, InputError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.edits import Editor, Single
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.json_reader import read_object
from fengsui.inventory.related import FEW
from fengsui.inventory.scope import Scope
from tests.integration.api.conftest import KEYRING
from tests.support.http import bearer
from tests.support.registers import BY

DEVICE = {"site": "yd", "role": "access", "network": "internet", "address": "10.20.0.9"}
ADMINISTRATOR = bearer("t-administrator")


async def ask(
    client: aiohttp.ClientSession, method: str, path: str, token: str = "t-administrator", **given: Any
) -> tuple[int, Any, Any]:
    headers = {**bearer(token), **given.pop("headers", {})}
    async with client.request(method, f"/api/v1/{path}", headers=headers, **given) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None, answer.headers


on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@on_both
async def test_a_record_is_put_read_patched_and_deleted(client: aiohttp.ClientSession, editor: Editor) -> None:
    status, document, headers = await ask(client, "PUT", "devices/new-1", "t-telecom", json=DEVICE)
    assert (status, headers["Location"]) == (201, "/api/v1/devices/new-1")
    assert document == {
        **DEVICE,
        "name": "new-1",
        "carrier": "telecom",
        "port": 161,
        "credential": None,
        "profile": "auto",
        "lifecycle": "pending",
    }
    status, read, again = await ask(client, "GET", "devices/new-1", "t-telecom")
    assert (status, read, again["ETag"]) == (200, document, headers["ETag"])

    changes = {"json": {"role": "metro", "credential": "telecom-lab"}, "headers": {"If-Match": again["ETag"]}}
    status, patched, moved = await ask(client, "PATCH", "devices/new-1", "t-telecom", **changes)
    assert (status, patched) == (200, {**document, "role": "metro", "credential": "telecom-lab"})
    assert moved["ETag"] != again["ETag"]

    status, replaced, _ = await ask(client, "PUT", "devices/new-1", "t-telecom", json=DEVICE)
    assert (status, replaced) == (200, document)
    assert (await ask(client, "DELETE", "devices/new-1", "t-telecom"))[0] == 204
    assert (await ask(client, "GET", "devices/new-1", "t-telecom"))[0] == 404
    told = await AuditStore(editor.db).entries(key="new-1")
    assert [(entry.principal, entry.action.value) for entry in told] == [
        ("token:telecom", action) for action in ("removed", "changed", "changed", "added")
    ]


async def test_who_was_slower_is_told_and_changes_nothing(client: aiohttp.ClientSession) -> None:
    _, _, headers = await ask(client, "GET", "devices/yd-1")
    stale = {"If-Match": headers["ETag"]}
    assert (await ask(client, "PATCH", "devices/yd-1", json={"role": "metro"}, headers=stale))[0] == 200
    for method, body in (("PATCH", {"role": "bras"}), ("PUT", {**DEVICE, "carrier": "telecom"}), ("DELETE", None)):
        status, document, _ = await ask(client, method, "devices/yd-1", headers=stale, json=body)
        assert status == 412, document
    assert (await ask(client, "GET", "devices/yd-1"))[1]["role"] == "metro"


CONDITIONS: list[tuple[str, str, dict[str, str], int]] = [
    ("PATCH", "devices/yd-1", {}, 428),
    ("PATCH", "devices/yd-1", {"If-Match": '"other"'}, 412),
    ("PATCH", "devices/yd-1", {"If-Match": "nonsense"}, 412),
    ("PATCH", "devices/yd-1", {"If-Match": "*"}, 200),
    ("PATCH", "devices/nobody", {"If-Match": "*"}, 404),
    ("PUT", "sites/yd", {"If-None-Match": "*"}, 412),
    ("PUT", "sites/new", {"If-Match": "*"}, 412),
    ("PUT", "sites/new", {"If-None-Match": "*"}, 201),
]


async def test_conditions_are_held(client: aiohttp.ClientSession) -> None:
    site = {"name": "局", "division": "620121", "kind": "pop"}
    for method, path, headers, status in CONDITIONS:
        body = site if path.startswith("sites") else {"role": "metro"}
        got = await ask(client, method, path, json=body, headers=headers)
        assert got[0] == status, (method, path, headers, got)


async def test_what_the_caller_has_already_is_not_sent_again(client: aiohttp.ClientSession) -> None:
    for path in ("devices/yd-1", "devices", "divisions"):
        _, _, headers = await ask(client, "GET", path)
        status, document, _ = await ask(client, "GET", path, headers={"If-None-Match": headers["ETag"]})
        assert (status, document) == (304, None)


async def test_all_faults_come_at_once_with_their_places(client: aiohttp.ClientSession) -> None:
    body = {"site": "nowhere", "role": "king", "address": "10.99.0.1", "port": "161", "colour": "red", "name": "x y"}
    status, document, headers = await ask(client, "PUT", "devices/new-1", "t-telecom", json=body)
    assert (status, headers["Content-Type"]) == (422, "application/problem+json")
    faults = {fault["where"]: fault for fault in document["faults"]}
    assert set(faults) == {"/site", "/role", "/address", "/port", "/colour", "/name", "/network"}
    assert faults["/role"]["expected"] == "one of core, metro, county, access, bras"
    assert faults["/port"] == {"where": "/port", "expected": "a whole number", "got": "text"}
    assert "`fengsui" not in str(document)


@on_both
async def test_a_list_is_filtered_sorted_and_paged_to_its_end(client: aiohttp.ClientSession) -> None:
    _, whole, _ = await ask(client, "GET", "devices?sort=-address")
    assert [each["name"] for each in whole["items"]] == ["secret-county", "secret-core", "yd-1", "lz-core-1"]
    found, cursor = [], ""
    while cursor is not None:
        _, page, headers = await ask(client, "GET", f"devices?sort=-role&limit=1{cursor and f'&cursor={cursor}'}")
        found += [each["name"] for each in page["items"]]
        cursor = page["next"]
        assert ("Link" in headers) is (cursor is not None)
    assert found == ["yd-1", "secret-county", "secret-core", "lz-core-1"]
    _, filtered, _ = await ask(client, "GET", "devices?role=core&carrier=telecom")
    assert [each["name"] for each in filtered["items"]] == ["lz-core-1"]
    _, units, _ = await ask(client, "GET", "divisions?coverage_unit=true&limit=1000")
    assert len(units["items"]) == 87


async def test_a_question_that_makes_no_sense_is_refused_with_every_fault(client: aiohttp.ClientSession) -> None:
    status, document, _ = await ask(client, "GET", "devices?rolle=core&role=king&sort=port&limit=0&cursor=x")
    assert status == 400
    assert [fault["where"] for fault in document["faults"]] == ["rolle", "role", "sort", "limit", "cursor"]
    assert document["faults"][0]["hint"] == "Did you mean role?"


async def test_a_key_in_the_body_is_the_one_of_the_path_or_not_there(client: aiohttp.ClientSession) -> None:
    for name, status in (("yd-1", 200), ("other", 422), (None, 422)):
        given: dict[str, Any] = {"json": {"name": name, "role": "metro"}, "headers": {"If-Match": "*"}}
        assert (await ask(client, "PATCH", "devices/yd-1", **given))[0] == status


async def test_a_value_of_the_wrong_form_is_not_told_to_be_missing(client: aiohttp.ClientSession) -> None:
    body = {**DEVICE, "name": "other", "role": 5}
    status, document, _ = await ask(client, "PUT", "devices/new-1", "t-telecom", json=body)
    told = {fault["where"]: (fault["expected"], fault["got"]) for fault in document["faults"]}
    assert (status, set(told)) == (422, {"/name", "/role"})
    assert told["/name"] == ("'new-1', as in the path, or no name at all", "'other'")
    assert told["/role"] == ("text", "a number")


async def test_secrets_go_in_and_never_come_out(client: aiohttp.ClientSession, editor: Editor) -> None:
    body = {"version": "v2c", "community": "a-canary-community"}
    status, document, first = await ask(client, "PUT", "credentials/new", "t-telecom", json=body)
    assert (status, document["community"], document["carrier"]) == (201, "***", "telecom")
    paths = ("credentials/new", "credentials", "audit")
    answers = [document, *[(await ask(client, "GET", path, "t-telecom"))[1] for path in paths]]
    changed = {"json": {"community": "another-canary"}, "headers": {"If-Match": first["ETag"]}}
    status, document, second = await ask(client, "PATCH", "credentials/new", "t-telecom", **changed)
    assert (status, second["ETag"] != first["ETag"]) == (200, True)
    stars = {"json": {"community": "***"}, "headers": {"If-Match": "*"}}
    status, refused, _ = await ask(client, "PATCH", "credentials/new", "t-telecom", **stars)
    assert status == 422
    assert "canary" not in str([*answers, document, refused])


async def test_what_is_referred_to_is_not_deleted(client: aiohttp.ClientSession) -> None:
    status, document, _ = await ask(client, "DELETE", "sites/yd")
    assert (status, "1 device (yd-1)" in document["detail"]) == (409, True)
    assert (await ask(client, "DELETE", "sites/nowhere"))[0] == 404


async def bulk(client: aiohttp.ClientSession, kind: str, body: str, media: str, **headers: str) -> tuple[int, Any]:
    path = f"{kind}:bulk{'?dry_run=true' if headers.pop('dry', '') else ''}"
    given = {"Content-Type": media, **{name.replace("_", "-"): value for name, value in headers.items()}}
    status, document, _ = await ask(client, "POST", path, "t-telecom", data=body.encode(), headers=given)
    return status, document


ROWS = [{**DEVICE, "name": f"new-{n}", "address": f"10.20.1.{n}"} for n in (1, 2)]
LINES = "\n".join(json.dumps(row) for row in ROWS)
TABLE = "name,site,role,network,address\n" + "\n".join(",".join((r["name"], *list(r.values())[:4])) for r in ROWS)


@pytest.mark.parametrize(
    ("media", "body"),
    [("application/json", json.dumps(ROWS)), ("application/x-ndjson", LINES), ("text/csv; charset=utf-8", TABLE)],
)
async def test_many_records_come_in_three_forms_and_twice_is_once(
    client: aiohttp.ClientSession, media: str, body: str
) -> None:
    dry = await bulk(client, "devices", body, media, dry="yes")
    assert (dry[0], dry[1]["dry_run"], dry[1]["added"]) == (200, True, 2)
    assert (await ask(client, "GET", "devices/new-1"))[0] == 404
    status, done = await bulk(client, "devices", body, media)
    assert status == 200
    assert done["results"] == [
        {"row": 0, "key": "new-1", "result": "added"},
        {"row": 1, "key": "new-2", "result": "added"},
    ]
    assert (await bulk(client, "devices", body, media))[1]["unchanged"] == 2


async def test_a_wrong_row_leaves_nothing_done_and_every_fault_is_told(client: aiohttp.ClientSession) -> None:
    rows = [ROWS[0], {**ROWS[1], "address": "10.20.0.1"}, {"name": "new-3"}]
    status, document = await bulk(client, "devices", json.dumps(rows), "application/json")
    assert status == 422
    places = [fault["where"] for fault in document["faults"]]
    assert places == ["/1/address", "/2/site", "/2/role", "/2/network", "/2/address"]
    assert (await ask(client, "GET", "devices/new-1"))[0] == 404
    status, document = await bulk(client, "devices", json.dumps([ROWS[0], 7, {}]), "application/json")
    assert [fault["where"] for fault in document["faults"]][:2] == ["/1", "/2/name"]


@on_both
async def test_a_request_that_is_sent_again_with_its_key_changes_nothing_twice(client: aiohttp.ClientSession) -> None:
    first = await bulk(client, "devices", LINES, "application/x-ndjson", Idempotency_Key="one")
    assert (await ask(client, "DELETE", "devices/new-1"))[0] == 204
    assert await bulk(client, "devices", LINES, "application/x-ndjson", Idempotency_Key="one") == first
    assert (await ask(client, "GET", "devices/new-1"))[0] == 404
    other = await bulk(client, "devices", json.dumps(ROWS[0]), "application/x-ndjson", Idempotency_Key="one")
    assert other[0] == 409
    assert (await bulk(client, "devices", LINES, "application/x-ndjson", Idempotency_Key="two"))[1]["added"] == 1


async def test_the_audit_is_paged_and_a_carrier_sees_its_own(client: aiohttp.ClientSession) -> None:
    _, first, _ = await ask(client, "GET", "audit?limit=2")
    _, rest, _ = await ask(client, "GET", f"audit?cursor={first['next']}&limit=1000")
    assert len(first["items"]) == 2
    assert first["items"][-1]["number"] > rest["items"][0]["number"]
    assert rest["next"] is None
    _, own, _ = await ask(client, "GET", "audit", "t-telecom")
    assert {entry["carrier"] for entry in own["items"]} == {"telecom"}


@on_both
async def test_of_two_who_want_one_address_one_gets_it(client: aiohttp.ClientSession, editor: Editor) -> None:
    async def put(token: str, name: str) -> int:
        body = {**DEVICE, "site": "lz-core", "address": "10.20.0.50"}
        return (await ask(client, "PUT", f"devices/{name}", token, json=body))[0]

    names = [("t-telecom", f"telecom-{n}") for n in range(5)] + [("t-mobile", f"mobile-{n}") for n in range(5)]
    statuses = await asyncio.gather(*(put(token, name) for token, name in names))
    assert sorted(statuses) == [201, *[422] * 9]
    _, found, _ = await ask(client, "GET", "devices?address=10.20.0.50")
    assert len(found["items"]) == 1


@on_both
async def test_of_two_servers_on_one_database_one_gives_the_address_away(editor: Editor, database_url: str) -> None:
    async with Database(database_url) as other:
        editors = (editor, Editor(other, KEYRING, allow_loopback=False))

        async def put(number: int) -> bool:
            device = {**DEVICE, "site": "lz-core", "address": "10.20.0.50", "name": f"new-{number}"}
            carrier = ("telecom", "mobile")[number % 2]
            reading = read_object(KINDS["devices"], device)
            try:
                await editors[number % 2].write(Scope(carrier), BY, reading, single=Single())
            except (InputError, ConflictError):
                return False
            return True

        assert sorted(await asyncio.gather(*map(put, range(8)))) == [*[False] * 7, True]


async def test_a_bulk_that_is_larger_than_a_few_records_is_judged_alike(client: aiohttp.ClientSession) -> None:
    rows = [{**DEVICE, "name": f"n-{n}", "address": f"10.20.{2 + n // 200}.{n % 200 + 1}"} for n in range(FEW + 1)]
    status, done = await bulk(client, "devices", json.dumps(rows), "application/json")
    assert (status, done["added"]) == (200, FEW + 1)
    rows[7] = {**rows[7], "address": "10.20.9.1", "site": "secret-site"}
    status, refused = await bulk(client, "devices", json.dumps(rows), "application/json")
    assert status == 422
    assert [fault["where"] for fault in refused["faults"]] == ["/7/site", "/7/address"]
    assert "secret-county" not in str(refused)
