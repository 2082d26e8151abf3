"""Incidents over HTTP on a real database: listed, read, acknowledged, and never another carrier's."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.history.incidents import IncidentStore
from fengsui.inventory.edits import Editor
from fengsui.model.incident import (
    Cause,
    CauseKind,
    CountyVictim,
    Element,
    Incident,
    IncidentSeverity,
    Loss,
    Victims,
)
from tests.support.builders import NOW, snapshot
from tests.support.http import asking, bearer, gate

PATH = "/api/v1/incidents"


def victim(county: str, carrier: str, loss: Loss = Loss.COVER) -> CountyVictim:
    return CountyVictim(county, carrier, loss, whole=True, since=NOW - 600)


# A duct that both carriers lie in, of which mobile's link comes first; and a link of mobile's alone.
SHARED = Incident(
    "20260921-0000000a",
    Cause(
        CauseKind.DUCT,
        (Element("link", "a-secret-link", "mobile"), Element("link", "lz-yd-1", "telecom")),
        "g212",
        or_else=(Element("device", "secret-county", "mobile"), Element("device", "yd-1", "telecom")),
    ),
    NOW - 600,
    NOW - 5,
    IncidentSeverity.CRITICAL,
    reason="port down at secret-core eth1",
    victims=Victims(
        (victim("620121", "mobile"), victim("620121", "telecom")),
        (Element("device", "secret-county", "mobile"), Element("device", "yd-1", "telecom")),
    ),
    households=1000,
)
THEIRS = replace(
    SHARED,
    id="20260921-0000000b",
    cause=Cause(CauseKind.LINK, (Element("link", "secret-link", "mobile"),)),
    opened_at=NOW - 300,
    severity=IncidentSeverity.WARNING,
    victims=Victims((victim("620121", "mobile", Loss.REDUNDANCY),)),
)
OVER = replace(
    THEIRS,
    id="20260921-0000000c",
    cause=Cause(CauseKind.DEVICE, (Element("device", "yd-1", "telecom"),)),
    opened_at=NOW - 86_400,
    closed_at=NOW - 80_000,
    reason="agent silent",
    victims=Victims(),
)


@pytest.fixture
async def client(editor: Editor) -> AsyncIterator[aiohttp.ClientSession]:
    store = IncidentStore(editor.db)
    await store.save([SHARED, THEIRS, OVER])
    clock = ManualClock(now=NOW)
    async with asking(
        FixedSource(snapshot()), clock=clock, gate=gate(clock=clock), editor=editor, incidents=store
    ) as session:
        yield session


async def answer(
    client: aiohttp.ClientSession, path: str, by: str = "t-operator", method: str = "GET", **given: Any
) -> tuple[int, Any]:
    headers = {**bearer(by), **given.pop("headers", {})}
    async with client.request(method, f"{PATH}{path}", headers=headers, **given) as found:
        return found.status, json.loads(await found.text())


async def ids(client: aiohttp.ClientSession, query: str, by: str = "t-operator") -> list[str]:
    status, document = await answer(client, query, by)
    assert status == 200, document
    return [each["id"][-1] for each in document["items"]]


async def test_incidents_are_listed_those_that_opened_last_first(client: aiohttp.ClientSession) -> None:
    assert await ids(client, "") == ["b", "a", "c"]
    assert await ids(client, "?open=true") == ["b", "a"]
    assert await ids(client, "?open=false") == ["c"]
    assert await ids(client, "?severity=critical") == ["a"]
    assert await ids(client, "?county=620121") == ["b", "a"]
    assert await ids(client, "?county=620102") == []
    assert await ids(client, "?carrier=telecom") == ["a", "c"]
    assert await ids(client, "?acknowledged=true") == []
    assert await ids(client, "?since=2026-09-21T21:00&until=2026-09-21T22:05") == ["a"]


async def test_pages_follow_one_another(client: aiohttp.ClientSession) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        _, page = await answer(client, f"?limit=1{cursor}")
        seen += [each["id"][-1] for each in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert seen == ["b", "a", "c"]
    assert page["next"] is None


async def test_one_is_read_with_everything_that_it_took_down(client: aiohttp.ClientSession) -> None:
    status, found = await answer(client, f"/{SHARED.id}")
    assert status == 200
    assert (found["kind"], found["cause"], found["carriers"]) == ("duct", ["g212"], ["mobile", "telecom"])
    assert (found["households"], found["lost"]) == (1000, {"cover": 1, "certainty": 0, "redundancy": 0})
    assert found["victims"]["devices"] == ["secret-county", "yd-1"]
    assert found["opened"] == "2026-09-21T14:03:20Z"
    for missing in ("/20260921-ffffffff", "/..%2f", "/%00", "/" + "a" * 500):
        assert (await answer(client, missing))[0] == 404


async def test_a_carrier_sees_what_its_own_equipment_did_and_nobody_else_s_names(client: aiohttp.ClientSession) -> None:
    assert await ids(client, "", "t-telecom") == ["a", "c"]
    assert await ids(client, "?carrier=mobile", "t-telecom") == []
    assert (await answer(client, f"/{THEIRS.id}", "t-telecom"))[0] == 404
    await acknowledged(client, SHARED.id, note="mobile is on the way")
    status, found = await answer(client, f"/{SHARED.id}", "t-telecom")
    assert status == 200
    text = json.dumps([found, await answer(client, "", "t-telecom")])
    assert [word for word in ("mobile", "secret") if word in text] == []
    assert (found["carriers"], found["or_else"]) == (
        ["telecom"],
        [{"kind": "device", "name": "yd-1", "carrier": "telecom"}],
    )
    assert (found["households"], found["reason"], found["victims"]["devices"]) == (None, "", ["yd-1"])
    assert [each["whole"] for each in found["victims"]["counties"]] == [False]
    assert (found["state"], found["acknowledged"]["by"], found["acknowledged"]["note"]) == ("acknowledged", None, None)


async def acknowledged(client: aiohttp.ClientSession, name: str, by: str = "t-operator", **document: Any) -> int:
    status, _ = await answer(client, f"/{name}/acknowledge", by, "POST", json=document)
    return status


async def test_an_operator_takes_an_incident_on_with_a_note_or_without(client: aiohttp.ClientSession) -> None:
    status, found = await answer(client, f"/{SHARED.id}/acknowledge", method="POST")
    assert (status, found["state"]) == (200, "acknowledged")
    assert found["acknowledged"] == {"at": "2026-09-21T14:13:20Z", "by": "token:operator", "note": ""}
    assert await acknowledged(client, SHARED.id, "t-administrator", note="抢修车已出发") == 200
    _, found = await answer(client, f"/{SHARED.id}")
    assert (found["acknowledged"]["by"], found["acknowledged"]["note"]) == ("token:administrator", "抢修车已出发")
    assert await ids(client, "?acknowledged=true") == ["a"]


async def test_nobody_else_takes_one_on_and_a_closed_one_nobody(client: aiohttp.ClientSession) -> None:
    for by in ("t-telecom", "t-mobile", "t-reader", "t-prometheus"):
        assert await acknowledged(client, SHARED.id, by) == 403
    assert await acknowledged(client, OVER.id) == 409
    assert await acknowledged(client, "20260921-ffffffff") == 404
    assert await ids(client, "?acknowledged=true") == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"note": 1}', 422),
        ('{"note": "x", "by": "somebody else"}', 422),
        ("[]", 422),
        ('{"note": "' + "x" * 2001 + '"}', 422),
        ("{", 400),
        ('{"note": "' + "x" * 70_000 + '"}', 413),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(client: aiohttp.ClientSession, body: str, status: int) -> None:
    typed = {"Content-Type": "application/json"}
    got, _ = await answer(client, f"/{SHARED.id}/acknowledge", method="POST", data=body, headers=typed)
    assert got == status
    assert await ids(client, "?acknowledged=true") == []


@pytest.mark.parametrize(
    "query",
    [
        "open=yes", "county=62", "county=%F0%9F%98%80", "severity=bad", "limit=0", "limit=1001", "cursor=x", "since=tomorrow",
        "since=2999-01-01", "carrier=A%27--", "color=red", "cursor=1e400_aa", "carrier=%00",
    ],
)  # fmt: skip
async def test_a_question_that_makes_no_sense_is_refused(client: aiohttp.ClientSession, query: str) -> None:
    status, document = await answer(client, f"?{query}")
    assert (status, len(document["faults"])) == (400, 1)


async def test_without_history_there_is_nothing_to_tell(editor: Editor) -> None:
    async with asking(FixedSource(snapshot()), gate=gate(), editor=editor) as client:
        assert (await answer(client, ""))[0] == 503
