"""Whether a site is connected, over HTTP: as the picture of the moment says, and to a carrier by its own equipment alone."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from fengsui.api.openapi import openapi_document
from fengsui.api.source import FixedSource
from fengsui.inventory.edits import Editor
from fengsui.inventory.store import InventoryStore
from tests.integration.api.test_records import ask
from tests.support.builders import conditions, snapshot
from tests.support.http import asking, gate


@pytest.fixture
async def watching(editor: Editor) -> AsyncIterator[aiohttp.ClientSession]:
    """The inventory as it is registered; the county's router of telecom is down."""
    network = await InventoryStore(editor.db).network()
    picture = snapshot(network, conditions=conditions(network, down=("yd-1",)))
    async with asking(FixedSource(picture), gate=gate(), editor=editor) as session:
        yield session


async def connectivity(client: aiohttp.ClientSession, site: str, token: str) -> tuple[int, Any]:
    status, document, _ = await ask(client, "GET", f"sites/{site}/connectivity", token)
    return status, document


async def test_a_site_is_as_what_serves_it(watching: aiohttp.ClientSession) -> None:
    status, found = await connectivity(watching, "yd", "t-operator")
    assert (status, found) == (
        200,
        {
            "site": "yd",
            "state": "down",
            "reason": "device yd-1: down",
            "devices": ["yd-1"],
            "links": ["lz-yd-1"],
            "evidence": "2026-09-21T14:13:10Z",
        },
    )
    schema = openapi_document()["components"]["schemas"]["Connectivity"]
    assert found.keys() == schema["properties"].keys() == set(schema["required"])


async def test_a_carrier_learns_what_its_own_equipment_says(watching: aiohttp.ClientSession) -> None:
    _, shared = await connectivity(watching, "lz-core", "t-administrator")
    assert shared["devices"] == ["lz-core-1", "secret-core"]
    _, own = await connectivity(watching, "lz-core", "t-telecom")
    assert (own["devices"], own["links"]) == (["lz-core-1"], ["lz-yd-1"])
    assert "secret" not in str(own)
    theirs, nobodys = [await connectivity(watching, site, "t-telecom") for site in ("secret-site", "none")]
    assert theirs[0] == nobodys[0] == 404
    assert (await connectivity(watching, "yd", "t-reader"))[0] == 403


async def test_a_site_that_was_registered_a_moment_ago_is_unknown(watching: aiohttp.ClientSession) -> None:
    site = {"name": "局", "division": "620121", "kind": "pop"}
    assert (await ask(watching, "PUT", "sites/new", "t-telecom", json=site))[0] == 201
    assert (await connectivity(watching, "new", "t-telecom"))[1]["state"] == "unknown"
