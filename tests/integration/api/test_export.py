"""`/api/v1/export`: what is registered as files, whole and its own to each caller."""

import asyncio
import csv
import io
import json
import zipfile
from pathlib import Path

import aiohttp
import pytest

from fengsui.inventory.edits import Editor
from fengsui.inventory.exporter import Selection, render, selected
from fengsui.inventory.formats import MEDIA_TYPES, ExportFormat
from fengsui.inventory.importer import import_files
from fengsui.inventory.scope import Scope
from fengsui.inventory.spooling import spool
from tests.integration.api.conftest import KEYRING
from tests.support.http import bearer
from tests.support.registers import BY

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
CANARIES = ("secret", "10.20.9.", "a-canary", "移动")


async def export(
    client: aiohttp.ClientSession, query: str, token: str = "t-administrator"
) -> tuple[int, aiohttp.ClientResponse, bytes]:
    async with client.get(f"/api/v1/export?{query}", headers=bearer(token)) as answer:
        return answer.status, answer, await answer.read()


async def rendered(editor: Editor, made: ExportFormat, carrier: str | None = None) -> bytes:
    """What the command line writes."""
    async with editor.db.session() as session:
        records = await selected(session, Scope(carrier))
    return render(records, Selection((), Scope(carrier)), made)


@on_both
@pytest.mark.parametrize("made", [ExportFormat.JSON, ExportFormat.NDJSON, ExportFormat.YAML, ExportFormat.GEOJSON])
async def test_a_file_is_the_one_that_the_command_line_writes(
    client: aiohttp.ClientSession, editor: Editor, made: ExportFormat
) -> None:
    status, answer, content = await export(client, f"format={made}")
    assert (status, content) == (200, await rendered(editor, made))
    assert answer.headers["Content-Type"] == MEDIA_TYPES[made]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="fengsui.{made}"'
    assert b"a-canary" not in content
    for carrier in ("telecom", "mobile"):
        whole = await rendered(editor, made, carrier)
        assert (await export(client, f"format={made}", f"t-{carrier}"))[2] == whole
        assert (await export(client, f"format={made}&carrier={carrier}", "t-operator"))[2] == whole


@pytest.mark.parametrize("made", list(ExportFormat))
async def test_a_carrier_s_file_holds_nothing_of_another(client: aiohttp.ClientSession, made: ExportFormat) -> None:
    status, _, content = await export(client, f"format={made}", "t-telecom")
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    text = b"".join(parts).decode()
    assert (status, "lz-core" in text) == (200, True)
    assert [canary for canary in CANARIES if canary in text] == []


async def test_csv_of_one_kind_is_a_file_and_of_several_a_zip(client: aiohttp.ClientSession) -> None:
    _, answer, content = await export(client, "format=csv&kind=devices")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="devices.csv"'
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["lz-core-1", "secret-core", "secret-county", "yd-1"]
    _, answer, content = await export(client, "format=csv&kind=devices&kind=links")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["devices.csv", "links.csv"]


async def test_no_cell_is_a_formula(client: aiohttp.ClientSession) -> None:
    site = {"name": "=HYPERLINK(1)", "division": "620102", "kind": "pop"}
    async with client.put("/api/v1/sites/x", json=site, headers=bearer("t-administrator")) as put:
        assert put.status == 201
    assert ",'=HYPERLINK(1)," in (await export(client, "format=csv&kind=sites"))[2].decode()
    with zipfile.ZipFile(io.BytesIO((await export(client, "format=xlsx&kind=sites"))[2])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "'=HYPERLINK(1)" in sheet
    assert "<f>" not in sheet


async def test_what_was_exported_and_is_sent_again_changes_nothing(client: aiohttp.ClientSession) -> None:
    _, _, content = await export(client, "format=csv&kind=devices", "t-telecom")
    headers = {**bearer("t-telecom"), "Content-Type": "text/csv"}
    async with client.post("/api/v1/devices:bulk", data=content, headers=headers) as answer:
        done = await answer.json()
    assert (done["added"], done["changed"], done["unchanged"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("format=pdf", ["format"]),
        ("format=json&format=csv", ["format"]),
        ("kind=rooms&state=maybe&colour=red", ["colour", "kind", "state"]),
        ("format=geojson&kind=devices", ["kind"]),
        ("format=csv&state=true", ["state"]),
    ],
)
async def test_a_wish_that_cannot_be_granted_is_refused_with_every_reason(
    client: aiohttp.ClientSession, query: str, places: list[str]
) -> None:
    status, _, content = await export(client, query)
    assert status == 400
    assert [fault["where"] for fault in json.loads(content)["faults"]] == places


async def test_another_carrier_is_as_if_it_were_not_there(client: aiohttp.ClientSession) -> None:
    theirs = await export(client, "carrier=mobile", "t-telecom")
    nobodys = await export(client, "carrier=nobody", "t-telecom")
    assert theirs[0] == nobodys[0] == 404
    assert theirs[2].replace(b"mobile", b"nobody") == nobodys[2]
    assert (await export(client, "carrier=nobody"))[0] == 404
    assert (await export(client, "carrier=%00"))[0] == 404


async def test_a_map_tells_the_state_of_the_caller_s_own(client: aiohttp.ClientSession) -> None:
    _, _, content = await export(client, "format=geojson&state=true", "t-telecom")
    features = {each["id"]: each["properties"] for each in json.loads(content)["features"]}
    # Of the two devices that stand there one is another carrier's.
    assert features["site:lz-core"]["devices_unknown"] == 1
    assert features["link:lz-yd-1"]["state"] == "unknown"


async def test_a_head_tells_the_size_and_sends_nothing(client: aiohttp.ClientSession) -> None:
    _, answer, content = await export(client, "format=json")
    async with client.head("/api/v1/export?format=json", headers=bearer("t-administrator")) as head:
        assert head.headers["Content-Length"] == answer.headers["Content-Length"] == str(len(content))
        assert await head.read() == b""


async def test_who_asks_for_many_at_once_is_told_to_come_back(client: aiohttp.ClientSession) -> None:
    found = await asyncio.gather(*(export(client, "format=xlsx", "t-telecom") for _ in range(6)))
    refused = [answer for status, answer, _ in found if status == 429]
    assert refused
    assert {answer.headers["Retry-After"] for answer in refused} == {"10"}
    assert sum(status == 200 for status, _, _ in found) >= 2
    assert (await export(client, "format=xlsx", "t-telecom"))[0] == 200


async def test_more_records_than_a_piece_are_all_there(editor: Editor, tmp_path: Path) -> None:
    codes = [f"s-{number:05d}" for number in range(2001)]
    path = tmp_path / "sites.csv"
    path.write_text("code,name,division,kind\n" + "".join(f"{code},x,620102,school\n" for code in codes))
    await import_files([path], editor.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)
    with (tmp_path / "all.ndjson").open("wb+") as file:
        counts = await spool(editor.db, file, Selection(("sites",)), ExportFormat.NDJSON)
        file.seek(0)
        found = [json.loads(line)["record"]["code"] for line in file]
    assert counts == {"sites": len(found)}
    assert [code for code in found if code.startswith("s-")] == codes
