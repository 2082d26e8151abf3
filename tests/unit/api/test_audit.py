"""Questions about the audit: what makes no sense is refused with its name, and pages follow each other to the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from fengsui.api.source import FixedSource
from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.store import open_inventory
from tests.support.builders import snapshot
from tests.support.http import asking, bearer, gate
from tests.support.registers import BY, write_register

KEYRING = Keyring(bytes(32), "a test")
OPERATOR = bearer("t-operator")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    async with open_inventory(f"sqlite+aiosqlite:///{tmp_path}/a.db", create=True) as store:
        await import_files(write_register(tmp_path), store.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
        editor = Editor(store.db, KEYRING, allow_loopback=False)
        async with asking(FixedSource(snapshot()), gate=gate(), editor=editor) as session:
            yield session


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "cursor=-1", "since=1e3", "sort=at", "key=%00", f"cursor={'9' * 30}"]
)
async def test_what_makes_no_sense_is_refused_with_its_name(client: aiohttp.ClientSession, query: str) -> None:
    async with client.get(f"/api/v1/audit?{query}", headers=OPERATOR) as answer:
        assert answer.status == 400
        assert [fault["where"] for fault in (await answer.json())["faults"]] == [query.partition("=")[0]]


async def test_pages_follow_each_other_to_the_end(client: aiohttp.ClientSession) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        async with client.get(f"/api/v1/audit?limit=4{cursor}", headers=OPERATOR) as answer:
            page = await answer.json()
        seen += [entry["number"] for entry in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 4


async def test_without_an_inventory_there_is_no_audit() -> None:
    async with (
        asking(FixedSource(snapshot()), gate=gate()) as bare,
        bare.get("/api/v1/audit", headers=OPERATOR) as answer,
    ):
        assert answer.status == 503
