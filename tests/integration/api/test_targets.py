"""`/api/v1/targets/{key}`: administrators set targets, and nobody overwrites what another has set meanwhile."""

from typing import Any

import aiohttp
import pytest

from fengsui.inventory.audit import AuditStore
from fengsui.inventory.edits import Editor
from tests.support.http import bearer

TARGET = {"figure": "household_penetration", "value": 0.3, "due": "2027-12-31"}
REST = {"measure": "ratio", "division": None, "carrier": None, "phase": None, "origin": None, "part": None}
Answer = tuple[int, Any, Any]


async def ask(
    client: aiohttp.ClientSession, method: str, name: str = "", token: str = "t-administrator", **given: Any
) -> Answer:
    headers = {**bearer(token), **given.pop("headers", {})}
    path = f"/api/v1/targets{'/' if name else ''}{name}"
    async with client.request(method, path, headers=headers, **given) as answer:
        text = await answer.text()
        return answer.status, await answer.json() if text and "json" in answer.content_type else None, answer.headers


async def test_a_target_is_set_read_changed_and_removed(client: aiohttp.ClientSession, editor: Editor) -> None:
    status, document, first = await ask(client, "PUT", "one", json=TARGET)
    assert (status, document) == (201, {"name": "one", **TARGET, **REST})
    assert first["Location"] == "/api/v1/targets/one"
    assert (await ask(client, "GET", "one"))[1] == document
    assert (await ask(client, "GET", "one", headers={"If-None-Match": first["ETag"]}))[0] == 304
    change: dict[str, Any] = {"json": {"value": 0.4, "origin": "a plan"}, "headers": {"If-Match": first["ETag"]}}
    status, document, second = await ask(client, "PATCH", "one", **change)
    assert (status, document["value"], document["origin"], document["due"]) == (200, 0.4, "a plan", "2027-12-31")
    assert (await ask(client, "PATCH", "one", **change))[0] == 412
    assert (await ask(client, "PUT", "one", json=TARGET))[1]["origin"] is None
    assert (await ask(client, "DELETE", "one", headers={"If-Match": second["ETag"]}))[0] == 412
    assert (await ask(client, "DELETE", "one"))[0] == 204
    assert (await ask(client, "GET", "one"))[0] == 404
    told = await AuditStore(editor.db).entries(kind="targets")
    assert [(each.action.value, each.principal) for each in told] == [
        (action, "token:administrator") for action in ("removed", "changed", "changed", "added")
    ]


async def test_what_was_set_is_listed_at_once_with_where_it_stands(client: aiohttp.ClientSession) -> None:
    await ask(client, "PUT", "one", json=TARGET)
    _, document, _ = await ask(client, "GET", token="t-reader")
    assert [(each["name"], each["state"]) for each in document["items"]] == [("one", "unknown")]


async def test_conditions_and_names_are_held(client: aiohttp.ClientSession) -> None:
    assert (await ask(client, "PATCH", "one", json={"value": 0.5}))[0] == 428
    any_tag = {"If-Match": "*"}
    for method in ("PATCH", "DELETE"):
        status, document, _ = await ask(client, method, "one", json={"value": 0.5}, headers=any_tag)
        assert (status, document["detail"]) == (404, "there is no target 'one'")
    assert (await ask(client, "PUT", "one", json=TARGET, headers=any_tag))[0] == 412
    absent = {"If-None-Match": "*"}
    assert (await ask(client, "PUT", "one", json=TARGET, headers=absent))[0] == 201
    assert (await ask(client, "PUT", "one", json=TARGET, headers=absent))[0] == 412


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ([], [""]),
        ({}, ["/figure", "/value", "/due"]),
        ({**TARGET, "value": 1.5}, ["/value"]),
        ({**TARGET, "value": "0.3"}, ["/value"]),
        ({**TARGET, "value": -1}, ["/value"]),
        ({**TARGET, "value": 1e30}, ["/value"]),
        ({**TARGET, "due": "2027-02-30"}, ["/due"]),
        ({**TARGET, "due": None}, ["/due"]),
        ({**TARGET, "name": "another"}, ["/name"]),
        ({**TARGET, "colour": "red", "carrier": "nobody", "division": "999999"}, ["/colour", "/division", "/carrier"]),
    ],
)
async def test_every_fault_of_a_target_is_told(client: aiohttp.ClientSession, document: Any, places: list[str]) -> None:
    status, refused, _ = await ask(client, "PUT", "one", json=document)
    assert (status, [fault["where"] for fault in refused["faults"]]) == (422, places)
    assert (await ask(client, "GET", "one"))[0] == 404


async def test_a_carrier_reads_its_own_and_sets_none(client: aiohttp.ClientSession) -> None:
    for name, carrier in (("all", None), ("ours", "telecom"), ("theirs", "mobile")):
        assert (await ask(client, "PUT", name, json={**TARGET, "carrier": carrier}))[0] == 201
    assert [(await ask(client, "GET", name, "t-telecom"))[0] for name in ("all", "ours", "theirs")] == [200, 200, 404]
    _, listed, _ = await ask(client, "GET", token="t-telecom")
    assert sorted(each["name"] for each in listed["items"]) == ["all", "ours"]
    theirs, nobodys = [(await ask(client, "GET", name, "t-telecom"))[1] for name in ("theirs", "nobodys")]
    assert theirs["detail"].replace("theirs", "nobodys") == nobodys["detail"]
    for method in ("PUT", "PATCH", "DELETE"):
        assert (await ask(client, method, "ours", "t-telecom", json=TARGET))[0] == 403


async def test_faults_are_told_in_chinese_to_who_prefers_it(client: aiohttp.ClientSession) -> None:
    chinese = {"Accept-Language": "zh-CN"}
    _, document, _ = await ask(client, "GET", "one", headers=chinese)
    assert document["detail"] == "没有目标 'one'"
    _, document, _ = await ask(client, "PUT", "one", json={**TARGET, "value": 2, "phase": "x"}, headers=chinese)
    assert [fault["expected"] for fault in document["faults"]] == ["已有的阶段", "0 至 1 之间的比例"]
