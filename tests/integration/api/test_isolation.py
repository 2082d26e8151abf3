"""One carrier's token tried on all routes of another: nothing is shown, nothing is changed, nothing is even known."""

import json
from typing import Any

import aiohttp
import pytest

from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import existing_records
from fengsui.inventory.kinds import KINDS
from tests.integration.api.conftest import KEYRING
from tests.support.http import bearer

# What is mobile's own, by kind; its names all hold the word that must not be seen.
THEIRS = {
    "carriers": "mobile",
    "credentials": "secret-mobile",
    "sites": "secret-site",
    "devices": "secret-core",
    "links": "secret-link",
}
TELECOM = bearer("t-telecom")
# A body with every column that a record of the kind needs, so that nothing but its owner speaks against it.
BODIES: dict[str, dict[str, Any]] = {
    "carriers": {"name_zh": "x", "name_en": "x"},
    "credentials": {"version": "v2c", "community": "mine-now"},
    "sites": {"name": "x", "division": "620102", "kind": "pop"},
    "devices": {"site": "lz-core", "role": "core", "network": "internet", "address": "10.20.0.77"},
    "links": {"a_device": "lz-core-1", "a_interface": "eth7", "b_device": "yd-1", "b_interface": "eth7"},
    "services": {"site": "lz-core", "kind": "http", "address": "10.20.0.77"},
    "divisions": {"name_zh": "x", "name_en": "x", "level": "county", "parent_code": "620100", "coverage_unit": True},
}


async def answer(client: aiohttp.ClientSession, method: str, path: str, **given: Any) -> tuple[int, str]:
    headers = {**TELECOM, **given.pop("headers", {})}
    async with client.request(method, f"/api/v1/{path}", headers=headers, **given) as found:
        return found.status, await found.text()


async def everything(editor: Editor) -> Any:
    async with editor.db.session() as session:
        return await existing_records(session, KEYRING, with_secrets=True)


@pytest.mark.parametrize("kind", THEIRS)
async def test_what_another_registered_is_as_if_it_were_not_there(
    client: aiohttp.ClientSession, editor: Editor, kind: str
) -> None:
    before, body, any_tag = await everything(editor), json.dumps(BODIES[kind]), {"If-Match": "*"}
    typed = {"Content-Type": "application/json"}
    for method, given in (
        ("GET", {}),
        ("PATCH", {"data": body, "headers": {**typed, **any_tag}}),
        ("DELETE", {}),
        ("DELETE", {"headers": any_tag}),
    ):
        theirs = await answer(client, method, f"{kind}/{THEIRS[kind]}", **given)
        nobodys = await answer(client, method, f"{kind}/not-there", **given)
        assert theirs[0] == nobodys[0]
        assert theirs[0] in (403, 404)
        assert theirs[1].replace(THEIRS[kind], "not-there") == nobodys[1]
    status, text = await answer(client, "PUT", f"{kind}/{THEIRS[kind]}", data=body, headers=typed)
    assert status in (403, 409), text
    rows = json.dumps([{**BODIES[kind], KINDS[kind].key: THEIRS[kind]}])
    status, text = await answer(client, "POST", f"{kind}:bulk", data=rows, headers=typed)
    assert status in (403, 422), text
    assert await everything(editor) == before


async def test_lists_show_nothing_of_another(client: aiohttp.ClientSession) -> None:
    owned = [f"{kind}?carrier=mobile" for kind in ("devices", "links", "sites", "credentials", "services")]
    for path in (*KINDS, *owned, "devices?address=10.20.9.1", "links?a_device=secret-core", "devices?sort=-name"):
        status, text = await answer(client, "GET", path)
        assert status == 200
        assert "secret" not in text, path
    status, text = await answer(client, "GET", "audit?limit=1000")
    assert (status, "secret" in text, "mobile" in text) == (200, False, False)


FORBIDDEN: list[tuple[str, dict[str, str], str]] = [
    ("devices", {"credential": "secret-mobile"}, "/credential"),
    ("devices", {"site": "secret-site"}, "/site"),
    ("devices", {"carrier": "mobile"}, "/carrier"),
    ("sites", {"carrier": "mobile"}, "/carrier"),
    ("credentials", {"carrier": "mobile"}, "/carrier"),
    ("links", {"b_device": "secret-core"}, "/b_device"),
    ("links", {"carrier": "mobile"}, "/carrier"),
    ("devices", {"address": "10.20.9.1"}, "/address"),
]


async def test_what_another_has_cannot_be_referred_to_taken_or_given(
    client: aiohttp.ClientSession, editor: Editor
) -> None:
    before = await everything(editor)
    for kind, changes, where in FORBIDDEN:
        status, text = await answer(client, "PUT", f"{kind}/new", json={**BODIES[kind], **changes})
        assert status == 422, (kind, changes)
        assert [fault["where"] for fault in json.loads(text)["faults"]] == [where]
        shown = text.replace(changes[where[1:]], "")
        assert "secret" not in shown
        assert "mobile" not in shown
    assert await everything(editor) == before


async def test_a_shared_credential_is_not_for_a_carrier_to_send_where_it_likes(client: aiohttp.ClientSession) -> None:
    """It may stay where an administrator put it."""
    spare = {**BODIES["devices"], "credential": "lab"}
    status, _ = await answer(client, "PATCH", "devices/yd-1", json={"role": "metro"}, headers={"If-Match": "*"})
    assert status == 200
    async with client.request("PUT", "/api/v1/devices/new", json=spare, headers=bearer("t-mobile")) as refused:
        assert refused.status == 422
        assert "/credential" in await refused.text()


async def test_a_shared_site_is_read_and_used_and_not_changed(client: aiohttp.ClientSession) -> None:
    assert (await answer(client, "GET", "sites/lz-core"))[0] == 200
    assert (await answer(client, "PUT", "devices/new", json=BODIES["devices"]))[0] == 201
    for method, given in (("PATCH", {"json": {"name": "mine"}}), ("DELETE", {})):
        assert (await answer(client, method, "sites/lz-core", headers={"If-Match": "*"}, **given))[0] == 404


async def test_a_removal_refused_names_nobody_else_s_records(client: aiohttp.ClientSession, editor: Editor) -> None:
    async with client.request(
        "PATCH",
        "/api/v1/devices/secret-core",
        json={"site": "yd"},
        headers={**bearer("t-administrator"), "If-Match": "*"},
    ) as moved:
        assert moved.status == 200
    status, text = await answer(client, "DELETE", "sites/yd")
    assert status == 409
    assert "secret" not in text
