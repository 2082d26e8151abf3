"""A real Prometheus that finds a served application by HTTP service discovery, for as long as a test needs it."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from tests.support.programs import free_port, program

_CONFIG = """
global:
  scrape_interval: 1s
  scrape_timeout: 1s
scrape_configs:
  - job_name: fengsui
    http_sd_configs:
      - url: {discovery}
"""


@dataclass(frozen=True)
class Prometheus:
    """A running Prometheus."""

    client: aiohttp.ClientSession

    async def query(self, expr: str) -> list[dict[str, Any]]:
        """Result of an instant query; fails with Prometheus's own words where it does not like the query."""
        async with self.client.post("/api/v1/query", data={"query": expr}) as answer:
            body = json.loads(await answer.text())
        assert body["status"] == "success", f"{expr}: {body.get('error')}"
        data = body["data"]
        if data["resultType"] == "scalar":
            return [{"metric": {}, "value": data["result"]}]
        result: list[dict[str, Any]] = data["result"]
        return result

    async def targets(self) -> list[dict[str, Any]]:
        """What it scrapes, and how that goes."""
        async with self.client.get("/api/v1/targets") as answer:
            found: list[dict[str, Any]] = (await answer.json())["data"]["activeTargets"]
            return found

    async def until(self, expr: str, *, seconds: float = 30.0) -> list[dict[str, Any]]:
        """Result of a query as soon as there is any."""
        deadline = time.monotonic() + seconds
        while not (found := await self.query(expr)):
            assert time.monotonic() < deadline, f"no result in {seconds} s: {expr}\n{await self.targets()}"
            await asyncio.sleep(0.2)
        return found


@contextlib.asynccontextmanager
async def prometheus(discovery: str, folder: Path) -> AsyncIterator[Prometheus]:
    """A Prometheus on a free port that asks `discovery` whom to scrape, once a second; its data lie in `folder`."""
    binary = program("prometheus", "prometheus")
    config = folder / "prometheus.yml"
    config.write_text(_CONFIG.format(discovery=discovery))
    url = f"http://127.0.0.1:{free_port()}"
    log = (folder / "prometheus.log").open("w+b")
    process = await asyncio.create_subprocess_exec(
        binary,
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address={url.removeprefix('http://')}",
        "--log.level=warn",
        stdout=log,
        stderr=log,
    )
    try:
        async with aiohttp.ClientSession(url) as client:
            await _ready(client, process, log)
            yield Prometheus(client)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        log.close()


async def _ready(client: aiohttp.ClientSession, process: asyncio.subprocess.Process, log: BinaryIO) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.returncode is None, _said(log)
        with contextlib.suppress(aiohttp.ClientError):
            async with client.get("/-/ready") as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.1)
    raise AssertionError(f"Prometheus is not ready: {_said(log)}")


def _said(log: BinaryIO) -> str:
    log.seek(0)
    return log.read().decode(errors="replace")
