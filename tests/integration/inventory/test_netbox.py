"""The client and the commands, against a double of NetBox on loopback."""

import asyncio
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from fengsui.inventory.netbox.client import NetboxError, read_netbox
from tests.support.cli import fengsui
from tests.support.netbox import TOKEN, netbox, small_province

ROLE = ("--role", "county-router=county")


async def _run(folder: Path, url: str, *arguments: str, token: str = TOKEN) -> "CompletedProcess[str]":
    variables = {"FENGSUI_DATA_DIR": str(folder), "NETBOX_TOKEN": token}
    done = await asyncio.to_thread(fengsui, "netbox", arguments[0], "--url", url, *arguments[1:], **variables)
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return done


async def test_every_page_is_read_and_filters_are_asked_for() -> None:
    async with netbox(small_province()) as url:
        found = await asyncio.to_thread(read_netbox, url, TOKEN, prefix_role="management")
        assert [len(each) for each in (found.sites, found.devices, found.cables, found.prefixes)] == [2, 3, 1, 1]
        none = await asyncio.to_thread(read_netbox, f"{url}/", TOKEN, prefix_role="other", tag="none")
        assert (none.prefixes, none.devices) == ([], [])


async def test_pages_that_lead_elsewhere_are_not_followed() -> None:
    async with netbox(small_province(), elsewhere="http://127.0.0.1:1") as url:
        with pytest.raises(NetboxError, match="points to another place"):
            await asyncio.to_thread(read_netbox, url, TOKEN, prefix_role="management")


async def test_an_import_is_repeated_without_a_change_and_a_sync_removes_only_when_told(tmp_path: Path) -> None:
    found = small_province()
    async with netbox(found) as url:
        first = await _run(tmp_path, url, "import", *ROLE)
        assert first.returncode == 0, first.stderr
        found["dcim/cables"].clear()
        del found["dcim/devices"][1]
        again = await _run(tmp_path, url, "sync", *ROLE, "-o", "json")
        assert json.loads(again.stdout)["changes"] == []
        assert "devices yd-1: vanished from NetBox, and still here" in again.stderr
        assert "links netbox-cable-7: vanished" in again.stderr
        pruned = await _run(tmp_path, url, "sync", "--prune", *ROLE)
        assert "devices yd-1: removed" in pruned.stdout
        last = await _run(tmp_path, url, "sync", "--prune", *ROLE)
        assert "yd-1" not in last.stdout


async def test_what_is_wrong_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with netbox(small_province()) as url:
        unmapped = await _run(tmp_path, url, "import")
        assert unmapped.returncode == 1
        assert "NetBox dcim/devices/2 'yd-1' role: expected one of core, metro" in unmapped.stderr
        refused = await _run(tmp_path, url, "import", token="another")
        assert "status 403 the token may not read" in refused.stderr
        wrong = await _run(tmp_path, f"{url}/somewhere", "import")
        assert "status 404" in wrong.stderr
        misused = await _run(tmp_path, url, "import", "--field", "colour=x")
        assert (misused.returncode, "expected one of credential" in misused.stderr) == (2, True)
        nameless = await _run(tmp_path, url, "import", token="")
        assert "NETBOX_TOKEN holds no token" in nameless.stderr
    gone = await _run(tmp_path, url, "import")
    assert "no usable answer (ConnectionError)" in gone.stderr
    assert not (tmp_path / "fengsui.db").exists()
