"""Long imports over HTTP, each in a process of its own: all or nothing, whatever becomes of the server."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fengsui.api.jobs import JOB_BYTES
from fengsui.api.source import FixedSource
from fengsui.clock import SystemClock, spawn
from fengsui.errors import NotFoundError
from fengsui.inventory.edits import Editor
from fengsui.inventory.job_child import work
from fengsui.inventory.job_order import Order
from fengsui.inventory.job_runner import MOST_WAITING, ImportJobs, Sent
from fengsui.inventory.scope import Scope
from fengsui.model.job import JobState
from tests.integration.api.conftest import KEYRING
from tests.support.builders import snapshot
from tests.support.http import asking, bearer, gate
from tests.support.registers import BY, CORE_1

TYPES = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".json": "application/json"}
PATIENCE_SECONDS = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "imports"


@pytest.fixture
async def jobs(editor: Editor, folder: Path) -> AsyncIterator[ImportJobs]:
    runner = ImportJobs(editor.db, KEYRING, folder, SystemClock(), allow_loopback=False)
    await runner.start()
    yield runner
    await runner.stop()


@pytest.fixture
async def running(jobs: ImportJobs) -> AsyncIterator[None]:
    task = spawn(jobs.run(), name="imports")
    yield
    task.cancel()
    await asyncio.wait([task])


@pytest.fixture
async def client(editor: Editor, jobs: ImportJobs) -> AsyncIterator[aiohttp.ClientSession]:
    async with asking(FixedSource(snapshot()), gate=gate(), editor=editor, jobs=jobs) as session:
        yield session


def devices(count: int) -> list[dict[str, str]]:
    return [{**CORE_1, "name": f"t-{n}", "address": f"10.20.{100 + n // 250}.{1 + n % 250}"} for n in range(count)]


def csv(rows: list[dict[str, str]]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)])


async def send(
    client: aiohttp.ClientSession,
    text: str | bytes,
    query: str = "kind=devices",
    by: str = "t-telecom",
    form: str = ".csv",
) -> dict[str, Any]:
    headers = {**bearer(by), "Content-Type": TYPES[form]}
    async with client.post(f"/api/v1/jobs?{query}", data=text, headers=headers) as answer:
        document: dict[str, Any] = await answer.json()
        assert answer.status == 202, document
        assert answer.headers["Location"] == f"/api/v1/jobs/{document['id']}"
        return document


async def read(client: aiohttp.ClientSession, path: str, by: str = "t-telecom") -> Any:
    async with client.get(f"/api/v1/{path}", headers=bearer(by)) as answer:
        return await answer.json() if answer.status == 200 else answer.status


async def until(
    client: aiohttp.ClientSession, job: dict[str, Any], so: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found: dict[str, Any] = await read(client, f"jobs/{job['id']}", by="t-administrator")
            if so(found):
                return found
            await asyncio.sleep(0.05)


async def over(client: aiohttp.ClientSession, job: dict[str, Any]) -> dict[str, Any]:
    return await until(client, job, lambda found: found["state"] not in ("queued", "running"))


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def names(client: aiohttp.ClientSession) -> set[str]:
    return {each["name"] for each in (await read(client, "devices?limit=1000"))["items"]}


@pytest.mark.usefixtures("running")
async def test_an_import_is_done_as_a_job_and_says_what_it_did(client: aiohttp.ClientSession, folder: Path) -> None:
    rows = devices(400)
    sent = await send(client, csv(rows))
    assert (sent["state"], sent["carrier"], sent["kind"]) == ("queued", "telecom", "devices")
    found = await over(client, sent)
    assert found["state"] == "done", found
    assert found["rows"] == {"read": 400, "checked": 400, "written": 400}
    assert found["difference"] == {"devices": {"added": 400, "changed": 0, "unchanged": 0}}
    first = await read(client, f"jobs/{sent['id']}/changes?limit=300")
    rest = await read(client, f"jobs/{sent['id']}/changes?limit=300&cursor={first['next']}")
    assert [each["key"] for each in (*first["items"], *rest["items"])] == [row["name"] for row in rows]
    assert rest["next"] is None
    assert {row["name"] for row in rows} <= await names(client)
    assert files(folder) == []
    entries = await read(client, "audit?limit=1&kind=devices")
    assert entries["items"][0]["principal"] == "token:telecom"


@pytest.mark.usefixtures("running")
async def test_every_fault_is_told_and_nothing_is_done(client: aiohttp.ClientSession) -> None:
    before = await names(client)
    rows = [{**row, "role": "cor"} if place % 2 else row for place, row in enumerate(devices(6))]
    found = await over(client, await send(client, csv(rows)))
    assert (found["state"], found["faults"]) == ("failed", 3)
    # It says how far it had come, also once it is over.
    assert (found["rows"]["read"], found["rows"]["written"]) == (6, 0)
    faults = await read(client, f"jobs/{found['id']}/faults?limit=2")
    assert [each["where"] for each in faults["items"]] == [
        "devices.csv row 3 column role",
        "devices.csv row 5 column role",
    ]
    assert faults["next"] == "2"
    assert await names(client) == before


@pytest.mark.usefixtures("running")
async def test_a_trial_changes_nothing_and_says_what_would_be(client: aiohttp.ClientSession) -> None:
    before = await names(client)
    found = await over(client, await send(client, csv(devices(3)), "kind=devices&dry_run=true"))
    assert (found["state"], found["dry_run"], found["difference"]["devices"]["added"]) == ("done", True, 3)
    assert await names(client) == before


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("form", [".json", ".ndjson"])
async def test_records_of_several_kinds_come_in_one_import(client: aiohttp.ClientSession, form: str) -> None:
    site = {"code": "t-site", "name": "局", "division": "620121", "kind": "exchange"}
    device = {**devices(1)[0], "site": "t-site"}
    lines = [{"kind": "sites", "record": site}, {"kind": "devices", "record": device}]
    text = json.dumps({"sites": [site], "devices": [device]}) if form == ".json" else "\n".join(map(json.dumps, lines))
    found = await over(client, await send(client, text, "", form=form))
    assert found["state"] == "done", await read(client, f"jobs/{found['id']}/faults")
    assert set(found["difference"]) == {"sites", "devices"}


@pytest.mark.usefixtures("running")
async def test_what_a_carrier_may_not_change_it_cannot_hide_in_an_import(client: aiohttp.ClientSession) -> None:
    division = {"code": "620121", "name_zh": "别名"}
    found = await over(client, await send(client, json.dumps({"divisions": [division]}), "", form=".json"))
    assert found["state"] == "failed"
    faults = (await read(client, f"jobs/{found['id']}/faults"))["items"]
    assert any("not yours" in each["got"] for each in faults)
    headers = {**bearer("t-telecom"), "Content-Type": "text/csv"}
    async with client.post("/api/v1/jobs?kind=services", data="x", headers=headers) as answer:
        assert answer.status == 403
    another = {**devices(1)[0], "name": "secret-core"}
    found = await over(client, await send(client, csv([another])))
    assert (found["state"], found["faults"]) == ("failed", 1)


@pytest.mark.usefixtures("running")
async def test_what_cannot_be_read_is_a_fault_of_the_body(client: aiohttp.ClientSession) -> None:
    found = await over(client, await send(client, b"\xff\xfe", form=".json"))
    assert (found["state"], found["faults"]) == ("failed", 1)
    (fault,) = (await read(client, f"jobs/{found['id']}/faults"))["items"]
    assert fault["where"].startswith("body")


async def test_a_carrier_sees_its_own_imports_alone(client: aiohttp.ClientSession) -> None:
    ours, theirs = await send(client, csv(devices(1))), await send(client, csv(devices(1)), by="t-mobile")
    assert [each["id"] for each in (await read(client, "jobs"))["items"]] == [ours["id"]]
    for path in ("", "/faults", "/changes"):
        assert await read(client, f"jobs/{theirs['id']}{path}") == 404
        assert await read(client, f"jobs/not-there{path}") == 404
    async with client.delete(f"/api/v1/jobs/{theirs['id']}", headers=bearer("t-telecom")) as answer:
        assert answer.status == 404
    all_of_them = await read(client, "jobs?limit=1", by="t-operator")
    assert [each["id"] for each in all_of_them["items"]] == [theirs["id"]]
    assert all_of_them["next"] == theirs["id"]


async def test_an_import_that_waits_is_cancelled_once(client: aiohttp.ClientSession, folder: Path) -> None:
    sent = await send(client, csv(devices(1)))
    statuses = []
    for _ in range(2):
        async with client.delete(f"/api/v1/jobs/{sent['id']}", headers=bearer("t-telecom")) as answer:
            statuses.append(answer.status)
    assert statuses == [200, 409]
    assert (await read(client, f"jobs/{sent['id']}"))["state"] == "cancelled"
    assert files(folder) == []


@asynccontextmanager
async def waiting_to_write(client: aiohttp.ClientSession, editor: Editor) -> AsyncIterator[dict[str, Any]]:
    """An import that has judged everything, and waits for another writer before it writes (PostgreSQL: readers go on)."""
    async with editor.db.begin() as session:
        await editor.db.lock(session)
        sent = await send(client, csv(devices(400)))
        yield await until(client, sent, lambda found: found["rows"]["checked"] == len(devices(400)))


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_import_under_way_is_cancelled_and_leaves_nothing(
    client: aiohttp.ClientSession, editor: Editor, folder: Path
) -> None:
    before = await names(client)
    async with (
        waiting_to_write(client, editor) as sent,
        client.delete(f"/api/v1/jobs/{sent['id']}", headers=bearer("t-telecom")) as answer,
    ):
        assert (answer.status, (await answer.json())["state"]) == (200, "cancelled")
    assert await names(client) == before
    assert files(folder) == []
    assert (await over(client, await send(client, csv(devices(400)))))["state"] == "done"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_stops_in_the_middle_has_done_nothing_and_says_so(
    client: aiohttp.ClientSession, editor: Editor, jobs: ImportJobs, folder: Path
) -> None:
    before, task = await names(client), spawn(jobs.run(), name="imports")
    async with waiting_to_write(client, editor) as sent:
        task.cancel()
        await asyncio.wait([task])
        await jobs.stop()
        assert (await read(client, f"jobs/{sent['id']}"))["state"] == "interrupted"
    assert await names(client) == before
    assert files(folder) == []


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_an_import_that_was_given_up_cannot_write_any_more(
    editor: Editor, jobs: ImportJobs, folder: Path
) -> None:
    path = jobs.make_file()
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(csv(devices(3)))
    job = await jobs.submit(Scope("telecom"), BY, Sent(path, "text/csv", "devices", ("devices",), dry_run=False))
    await jobs.store.begin(job.id, BY.at)
    kept = path.read_text()
    successor = ImportJobs(editor.db, KEYRING, folder, SystemClock(), allow_loopback=False)
    await successor.start()  # another server, after the first was killed
    assert files(folder) == []
    path.write_text(kept)
    order = Order(
        job.id, editor.db.engine.url.render_as_string(hide_password=False), KEYRING.keys, str(path), "text/csv",
        "devices", ("devices",), "telecom", BY.principal, BY.at, dry_run=False, allow_loopback=False,
    )  # fmt: skip
    await work(order, SystemClock(), lambda _: None)
    assert (await jobs.store.find(Scope(), job.id)).state is JobState.INTERRUPTED
    with pytest.raises(NotFoundError):
        await editor.find(Scope(), "devices", "t-0")


async def test_files_that_wait_are_bounded(client: aiohttp.ClientSession) -> None:
    for number in range(MOST_WAITING):
        await send(client, csv(devices(1)), by=("t-telecom", "t-mobile")[number % 2])
    headers = {**bearer("t-telecom"), "Content-Type": "text/csv"}
    async with client.post("/api/v1/jobs?kind=devices", data="x", headers=headers) as answer:
        assert (answer.status, "Retry-After" in answer.headers) == (429, True)


async def test_a_body_that_is_too_large_leaves_no_file(client: aiohttp.ClientSession, folder: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(JOB_BYTES // 2**20 + 1):
            yield b" " * 2**20

    headers = {**bearer("t-telecom"), "Content-Type": "text/csv"}
    for body in (endless(), io.BytesIO(b" " * (JOB_BYTES + 1))):
        try:
            async with client.post("/api/v1/jobs?kind=devices", data=body, headers=headers) as answer:
                assert answer.status == 413
        except aiohttp.ClientConnectionError:
            pass  # the server hangs up on what it does not want, and the sender may notice that first
        assert files(folder) == []
    assert (await read(client, "jobs"))["items"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=%00", "cursor=-", "sort=x", "limit=99999999999"])
async def test_a_question_about_imports_that_makes_no_sense_is_refused(
    client: aiohttp.ClientSession, query: str
) -> None:
    for path in ("jobs", "jobs/none/faults", "jobs/none/changes"):
        assert await read(client, f"{path}?{query}") == 400


async def test_imports_are_forgotten_when_they_are_old(client: aiohttp.ClientSession, jobs: ImportJobs) -> None:
    sent = await send(client, csv(devices(1)))
    assert await jobs.store.prune(SystemClock().now() + 1) == 0
    await jobs.cancel(Scope(), sent["id"])
    assert await jobs.store.prune(SystemClock().now() + 1) == 1
    assert await read(client, f"jobs/{sent['id']}") == 404
