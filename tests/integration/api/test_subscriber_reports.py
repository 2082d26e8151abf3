"""Subscriber reports over HTTP: a carrier submits and sees its own, all or none, and nothing of another's."""

import json
from typing import Any

import aiohttp

from tests.support.http import bearer

PATH = "/api/v1/subscriber-reports"
ROW = {"division": "620121", "month": "2020-08", "broadband_households": 60000}
JSON = {"Content-Type": "application/json"}


async def put(client: aiohttp.ClientSession, token: str, body: Any, query: str = "") -> tuple[int, Any]:
    async with client.put(f"{PATH}{query}", data=json.dumps(body), headers={**bearer(token), **JSON}) as found:
        return found.status, await found.json(content_type=None)


async def get(client: aiohttp.ClientSession, token: str, query: str = "") -> tuple[int, Any]:
    async with client.get(f"{PATH}{query}", headers=bearer(token)) as found:
        return found.status, await found.json(content_type=None)


async def test_a_carrier_submits_in_its_own_name_and_reads_what_it_submitted(client: aiohttp.ClientSession) -> None:
    status, said = await put(client, "t-telecom", [ROW])
    assert (status, said["added"], said["results"][0]["key"]) == (200, 1, "telecom/620121/2020-08"), said
    _, found = await get(client, "t-telecom")
    (report,) = found["items"]
    assert (report["carrier"], report["version"], report["broadband_households"]) == ("telecom", 1, 60000)
    assert report["internet_users"] is None


async def test_a_carrier_neither_sees_nor_submits_anothers(client: aiohttp.ClientSession) -> None:
    assert (await put(client, "t-administrator", [{**ROW, "carrier": "mobile"}]))[0] == 200
    assert (await get(client, "t-telecom"))[1]["items"] == []
    assert (await get(client, "t-telecom", "?carrier=mobile"))[1]["items"] == []
    status, said = await put(client, "t-telecom", [{**ROW, "carrier": "mobile"}])
    unknown = await put(client, "t-telecom", [{**ROW, "carrier": "nobody"}])
    assert status == 422
    assert [fault["expected"] for fault in said["faults"]] == [fault["expected"] for fault in unknown[1]["faults"]]
    assert (await get(client, "t-operator", "?every_version=true"))[1]["items"][0]["version"] == 1


async def test_all_faults_come_with_their_places_and_nothing_is_taken(client: aiohttp.ClientSession) -> None:
    status, said = await put(client, "t-telecom", [ROW, {**ROW, "month": "2199-01"}, {**ROW, "month": 5, "bogus": 1}])
    assert status == 422
    assert {fault["where"] for fault in said["faults"]} >= {"/1/month", "/2/month", "/2/bogus"}
    assert (await get(client, "t-telecom"))[1]["items"] == []


async def test_a_dry_run_takes_nothing_and_csv_does_as_well(client: aiohttp.ClientSession) -> None:
    assert (await put(client, "t-telecom", [ROW], "?dry_run=true"))[1]["added"] == 1
    assert (await get(client, "t-telecom"))[1]["items"] == []
    text = "division,month,broadband_households\n620121,2020-08,60000\n620102,2020-08,300000\n"
    async with client.put(PATH, data=text, headers={**bearer("t-telecom"), "Content-Type": "text/csv"}) as found:
        assert (found.status, (await found.json())["added"]) == (200, 2)


async def test_reports_are_paged(client: aiohttp.ClientSession) -> None:
    await put(client, "t-telecom", [{**ROW, "month": f"2020-0{month}"} for month in range(1, 6)])
    months: list[str] = []
    query = "?limit=2"
    while query:
        _, found = await get(client, "t-operator", query)
        months += [each["month"] for each in found["items"]]
        query = f"?limit=2&cursor={found['next']}" if found["next"] else ""
    assert months == [f"2020-0{month}" for month in range(1, 6)]


async def test_a_question_that_cannot_be_read_is_refused_with_every_fault(client: aiohttp.ClientSession) -> None:
    status, said = await get(
        client, "t-operator", "?month=x&since=y&limit=0&cursor=z&every_version=1&carrier=%00&bogus=1"
    )
    assert status == 400
    assert {fault["where"] for fault in said["faults"]} == {
        "month", "since", "limit", "cursor", "every_version", "carrier", "bogus",
    }  # fmt: skip
